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

/** No required policy leaves the namespace default out. */
final class DefaultNamespaceGuarded implements Check {

    private static final Rule RULE = Rule.builder("kyverno-default-namespace-guarded")
            .title("No required policy leaves out the namespace default")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Objects without a namespace land in default, and it exists in every cluster. BCM's knowledge base leaves
                    it out of five policies: whoever may create pods there creates privileged ones.""")
            .remediation("""
                    Take default out of policyExclude, once nothing runs there that needs it.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

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
        return GuardedNamespaces.judge(context, List.of("default"));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return GuardedNamespaces.steps(context, fail);
    }
}
