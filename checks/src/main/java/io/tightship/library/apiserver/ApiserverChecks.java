package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The rules on kube-apiserver. */
public final class ApiserverChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(AuthorizerRule.all());
        checks.addAll(List.of(new AnonymousRequestsRefused(), new AuditPolicy(), new AuditPolicyCovers(),
                new EncryptionProviders(), new ProfilingOff(), new TlsOnTheWire()));
        return checks;
    }
}
