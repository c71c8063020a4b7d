package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.DryRunAnswer;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** A pod that mounts a path of its host is refused by Kyverno, as a dry run shows. */
final class DeniesAViolatingPod implements Check {

    private static final Need.Own<DryRunAnswer> ANSWER = Need.Own.of(DryRunAnswer.KEY);
    private static final Need.Setting<String> NAMESPACE = Need.Setting.of(KyvernoValues.DRY_RUN_NAMESPACE);
    private static final Need.Setting<Set<String>> REQUIRED = Need.Setting.of(KyvernoPolicies.REQUIRED);

    private static final String EXPECTED = "denied by Kyverno for its host path";

    private static final Rule RULE = Rule.builder("kyverno-denies-a-violating-pod")
            .title("Kyverno denies a pod that mounts a path of its host")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    Policies, exceptions, selectors and webhooks each may be right and their sum wrong: what counts is whether
                    a pod that violates is refused. The guide and the knowledge base both try it by hand. This is the one
                    rule that asks for something to be created, as a dry run of which nothing is kept, and only where
                    --allow-dry-run is given.""")
            .remediation("""
                    Look at what the other rules on Kyverno say of this cluster: whether the policy enforces in the
                    namespace, whether the webhook is asked about it, and what is left out.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Validating Policy Enforcement")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Validation").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ANSWER, NAMESPACE, REQUIRED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return List.of(switch (context.get(ANSWER)) {
            case DryRunAnswer.NotAllowed(String command) -> new Verdict.Manual("", "Is a pod with a host path refused? It was "
                    + "not tried, since --allow-dry-run was not given. By hand: " + command, evidence(context, ""));
            case DryRunAnswer.Admitted(String namespace) -> new Verdict.Fail("", "admitted in " + namespace, EXPECTED,
                    "a pod with a host path would be created in namespace " + namespace + "; expected that it is "
                            + EXPECTED, evidence(context, "admitted"));
            case DryRunAnswer.Denied(String namespace, String by, String words) -> new Verdict.Pass("", "denied by " + by,
                    EXPECTED, "a pod with a host path is denied in namespace " + namespace + " by " + by,
                    evidence(context, words));
        });
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(ANSWER).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", Charts.module(context.target())
                        + "kubectl get clusterpolicies.kyverno.io,validatingpolicies.policies.kyverno.io disallow-host-path "
                        + "-o yaml"),
                Step.prose("See what the findings of kyverno-policies-enforce, kyverno-webhook-guards, "
                        + "kyverno-exclusions-approved and kyverno-silent-exemptions say of the namespace "
                        + context.get(NAMESPACE) + "."));
    }
}
