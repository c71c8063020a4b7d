package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** No required policy leaves the namespaces of the system out. */
final class SystemNamespacesGuarded implements Check {

    private static final Rule RULE = Rule.builder("kyverno-system-namespaces-guarded")
            .title("No required policy leaves out the namespaces of the system")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The guide says that new and changed objects are refused also in system namespaces. With the stock chart
                    that is not so: its values, and Kyverno's own filters, leave kube-system out. There is a price: where
                    kube-system is guarded and Kyverno is down, what Kyverno itself needs may not start, and the cluster is
                    stuck until its webhooks are deleted by hand.""")
            .remediation("""
                    Take the namespace out of policyExclude and out of Kyverno's filters, with three replicas of the
                    admission controller; or leave it and waive this finding with that reason.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Validating Policy Enforcement").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return GuardedNamespaces.NEEDS;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return GuardedNamespaces.judge(context, List.of("kube-system", "kube-public", "tigera-operator"));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return GuardedNamespaces.steps(context, fail);
    }
}
