package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Kyverno has taken up every policy. */
final class PoliciesReady implements Check {

    private static final Own<KyvernoPolicies> POLICIES = Own.of(KyvernoPolicies.KEY);

    private static final Rule RULE = Rule.builder("kyverno-policies-ready")
            .title("Every Kyverno policy is ready")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A policy that is not ready stands in the cluster and does nothing: the engine passes it over, and a
                    list of policies looks complete.""")
            .remediation("""
                    Look at the policy's conditions and at the log of the admission controller, mend what they name, and
                    wait until the Ready condition is True.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(POLICIES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (KyvernoPolicy policy : context.get(POLICIES).policies()) {
            String observed = policy.ready().map(ready -> ready ? "True" : "False").orElse("no Ready condition");
            verdicts.add(Verdict.of(policy.ready().orElse(false), policy.id(), observed, "True", policy.id()
                            + ": Ready is " + observed + "; expected True",
                    context.sources(POLICIES).stream().map(source -> source.evidence(0, observed)).toList()));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Fail("", "no policy", "policies that are ready",
                    "the cluster holds no policy of Kyverno's; expected policies that are ready",
                    context.sources(POLICIES).stream().map(source -> source.evidence(0, "no policy")).toList()));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl describe " + (fail.subject().isEmpty() ? "clusterpolicies.kyverno.io"
                : fail.subject().replaceFirst("^ClusterPolicy/", "clusterpolicies.kyverno.io ")
                .replaceFirst("^ValidatingPolicy/", "validatingpolicies.policies.kyverno.io "))));
    }
}
