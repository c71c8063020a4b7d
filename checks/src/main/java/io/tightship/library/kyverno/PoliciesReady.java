package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Kyverno has taken up every policy, the required ones among them. */
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
        return Required.and(POLICIES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (KyvernoPolicy policy : context.get(POLICIES).policies()) {
            String observed = policy.ready().map(ready -> ready ? "True" : "False").orElse("no Ready condition");
            if (policy.generated() && !policy.ready().orElse(false)) {
                // kyverno/kyverno issue 17088: what waits for its webhook stays so once an admission policy is made of it.
                verdicts.add(new Verdict.Manual(policy.id(), policy.id() + ": Ready is " + observed + ", and Kyverno has made an "
                        + "admission policy of the API server's own of it, which some releases do not call ready: is that "
                        + "ValidatingAdmissionPolicy there, with a binding that denies?", evidence(context, observed)));
                continue;
            }
            verdicts.add(Verdict.of(policy.ready().orElse(false), policy.id(), observed, "True", policy.id()
                    + ": Ready is " + observed + "; expected True", evidence(context, observed)));
        }
        for (String name : Required.all(context)) {
            if (context.get(POLICIES).named(name).isEmpty()) {
                verdicts.add(new Verdict.Fail(name, "absent", "True", "Kyverno's policy " + name
                        + " does not exist; expected one that is ready", evidence(context, "absent")));
            }
        }
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.Fail("", "no policy", "policies that are ready",
                    "the cluster holds no policy of Kyverno's; expected policies that are ready",
                    evidence(context, "no policy")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(POLICIES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        int slash = fail.subject().indexOf('/');
        if (slash < 0) {
            return Charts.installPolicies((Target.Cluster) context.target());
        }
        String resource = fail.subject().startsWith("ValidatingPolicy/") ? "validatingpolicies.policies.kyverno.io"
                : "clusterpolicies.kyverno.io";
        return List.of(Step.command("the head node", Charts.module(context.target()) + "kubectl describe " + resource
                        + " " + fail.subject().substring(slash + 1)),
                Step.command("the head node", Charts.module(context.target())
                        + "kubectl logs -n kyverno -l app.kubernetes.io/component=admission-controller"));
    }
}
