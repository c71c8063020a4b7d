package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.kubernetes.ClusterNamespaces;
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
import java.util.Optional;
import java.util.Set;

/** Every rule of every required policy blocks, in every namespace. */
final class PoliciesEnforce implements Check {

    private static final Own<KyvernoPolicies> POLICIES = Own.of(KyvernoPolicies.KEY);
    private static final Own<ClusterNamespaces> NAMESPACES = Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> REQUIRED = Need.Setting.of(KyvernoPolicies.REQUIRED);
    private static final int NAMED = 10;

    private static final Rule RULE = Rule.builder("kyverno-policies-enforce")
            .title("Every rule of a required Kyverno policy enforces, in every namespace")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A policy in audit mode writes a report and lets the pod in. Since chart 3.3 the mode stands at each
                    rule, while the field that everybody looks at, spec.validationFailureAction, shows Audit for an
                    enforcing policy and could show Enforce for one whose rules only audit. Even an enforcing rule lets
                    an update through where the old object already violated it (allowExistingViolations).""")
            .remediation("""
                    Set the failure action Enforce in the values of the policies' chart, take out overrides for
                    namespaces, and upgrade the release; reports show beforehand what will be refused.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Validating Policy Enforcement").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(POLICIES, NAMESPACES, REQUIRED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String name : context.get(REQUIRED)) {
            Optional<KyvernoPolicy> policy = context.get(POLICIES).named(name);
            if (policy.isEmpty() || policy.get().rules().isEmpty()) {
                String observed = policy.isEmpty() ? "absent" : "no validating rule";
                verdicts.add(new Verdict.Fail(name, observed, "Enforce in every namespace", "Kyverno's policy " + name
                        + (policy.isEmpty() ? " does not exist" : " has no rule that validates")
                        + "; expected one that enforces in every namespace", evidence(context, observed)));
                continue;
            }
            for (KyvernoPolicy.Rule rule : policy.get().rules()) {
                verdicts.add(judge(context, policy.get(), rule));
            }
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "the site requires no policy (value kyverno-required-policies)",
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static Verdict judge(Context context, KyvernoPolicy policy, KyvernoPolicy.Rule rule) {
        List<String> open = new ArrayList<>();
        context.get(NAMESPACES).labels().forEach((namespace, labels) -> {
            if (!policy.blocks(rule, namespace, labels)) {
                open.add(namespace);
            }
        });
        int all = context.get(NAMESPACES).labels().size();
        String observed = open.isEmpty() ? "Enforce in all " + all + " namespaces"
                : open.size() == all ? "does not block in any namespace" : "does not block in "
                + String.join(", ", open.subList(0, Math.min(NAMED, open.size())))
                + (open.size() > NAMED ? " and " + (open.size() - NAMED) + " more" : "");
        return Verdict.of(open.isEmpty() && all > 0, policy.name() + "/" + rule.name(), observed,
                "Enforce in every namespace", "rule " + rule.name() + " of " + policy.id() + ": " + observed
                        + "; expected Enforce in every namespace", evidence(context, policy.id() + " admission="
                        + policy.admission() + " action=" + rule.action().orElse(policy.action())));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(POLICIES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = fail.subject().replaceFirst("/.*", "");
        return List.of(Step.setting(Step.Place.object("clusterpolicies.kyverno.io/" + name),
                        "spec.rules[*].validate.failureAction: Enforce"),
                Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && kubectl get clusterpolicies.kyverno.io " + name
                        + " -o jsonpath='{.spec.rules[*].validate.failureAction}'"));
    }
}
