package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether objects from before a policy may go on violating it is as the site decided. */
final class ExistingViolations implements Check {

    static final ValueKey<String> ALLOWED = ValueKey.withFallback("kyverno-allow-existing-violations", ValueType.TEXT,
            "true", "may an object that violated a policy already be changed and go on violating it (true or false)");

    private static final Need.Own<io.tightship.fact.kyverno.ExistingViolations> EXISTING =
            Need.Own.of(io.tightship.fact.kyverno.ExistingViolations.KEY);
    private static final Need.Setting<String> WANTED = Need.Setting.of(ALLOWED);

    private static final Rule RULE = Rule.builder("kyverno-existing-violations")
            .title("Objects from before a policy are treated as the site decided")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    With allowExistingViolations an object that violated a policy before it came may also be changed, and
                    violate it still: the guide's sentence that updates of such objects are rejected holds only without it.
                    Without it, changing what runs and violates is refused, controllers of the system included.""")
            .remediation("""
                    Set validationAllowExistingViolations in the values of the policies' chart to what the site decided, or
                    state the decision in the value kyverno-allow-existing-violations.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Validating Policy Enforcement").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Required.and(EXISTING, WANTED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        boolean wanted = context.get(WANTED).equalsIgnoreCase("true");
        List<Verdict> verdicts = new ArrayList<>();
        context.get(EXISTING).allowed().forEach((rule, allowed) -> {
            if (Required.validating(context).contains(rule.substring(0, rule.indexOf('/')))) {
                String observed = "allowExistingViolations: " + allowed;
                verdicts.add(Verdict.of(allowed == wanted, rule, observed, "allowExistingViolations: " + wanted, "rule "
                        + rule + " has " + observed + (allowed == wanted ? ", as decided" : "; expected " + wanted),
                        evidence(context, observed)));
            }
        });
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.NotApplicable("", "no ClusterPolicy of the required ones is there "
                    + "(kyverno-required-policies judges that)", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(EXISTING).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String[] rule = fail.subject().split("/", 2);
        return List.of(Step.setting(Step.Place.object("clusterpolicies.kyverno.io/" + rule[0]), "spec.rules[" + rule[1]
                + "].validate.allowExistingViolations: " + context.get(WANTED)), Step.prose("Set it in the values of the "
                + "chart that the policy comes from: the next upgrade undoes what is changed in the cluster alone."));
    }
}
