package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on Kyverno and its policies. */
public final class KyvernoChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new AdmissionResources(), new DefaultNamespaceGuarded(), new DeniesAViolatingPod(),
                new ExceptionsApproved(), new ExcludedNamespacesExist(), new ExcludedNamespacesGuarded(), new ExclusionsApproved(),
                new ExistingViolations(), new HighlyAvailable(), new Installed(),
                new NamespaceMarked(), new PoliciesEnforce(), new PoliciesReady(), new ReportsClean(), new RequiredPolicies(),
                new RunsOnControlPlane(),
                new SilentExemptions(), new SystemNamespacesGuarded(), new Version(), new WebhookGuards());
    }
}
