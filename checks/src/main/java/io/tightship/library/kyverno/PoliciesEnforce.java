package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.LabelSelector;
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
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every rule of every required policy blocks, in every namespace that there is and that may be made. */
final class PoliciesEnforce implements Check {

    private static final Own<KyvernoPolicies> POLICIES = Own.of(KyvernoPolicies.KEY);
    private static final Own<ClusterNamespaces> NAMESPACES = Own.of(ClusterNamespaces.KEY);
    private static final int NAMED = 10;

    /** A namespace that nobody has made yet. */
    private static final String NEW = "tightship-new";
    private static final String EXPECTED = "Enforce in every namespace";

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
        return Required.and(POLICIES, NAMESPACES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String name : Required.validating(context)) {
            List<KyvernoPolicy> found = context.get(POLICIES).named(name);
            Optional<KyvernoPolicy> policy = strictest(found, context.get(NAMESPACES).labels());
            if (policy.isEmpty()) {
                String observed = found.isEmpty() ? "absent" : "no validating rule";
                verdicts.add(new Verdict.Fail(name, observed, EXPECTED, "Kyverno's policy " + name
                        + (found.isEmpty() ? " does not exist" : " has no rule that validates")
                        + "; expected one that enforces in every namespace", evidence(context, observed)));
                continue;
            }
            Set<String> names = new LinkedHashSet<>();
            policy.get().rules().forEach(rule -> names.add(rule.name()));
            names.forEach(rule -> verdicts.add(judge(context, policy.get(), rule)));
        }
        if (verdicts.isEmpty() && Required.complete(context)) {
            verdicts.add(new Verdict.NotApplicable("", "the site requires no policy (value kyverno-required-policies), and no "
                    + "release brings one that validates",
                    evidence(context, "")));
        }
        return verdicts;
    }

    /**
     * Of a ClusterPolicy and a ValidatingPolicy of one name the one that keeps pods out: a ready one first, then the
     * one that blocks in more namespaces. Empty where none has a rule.
     */
    private static Optional<KyvernoPolicy> strictest(List<KyvernoPolicy> policies,
                                                     Map<String, Map<String, String>> namespaces) {
        return policies.stream().filter(policy -> !policy.rules().isEmpty()).min(Comparator
                .comparing((KyvernoPolicy policy) -> !policy.ready().orElse(false))
                .thenComparing(policy -> namespaces.entrySet().stream().filter(namespace ->
                        !policy.blocks(namespace.getKey(), namespace.getValue())).count()));
    }

    private static Verdict judge(Context context, KyvernoPolicy policy, String name) {
        List<KyvernoPolicy.Rule> rules = policy.rules().stream().filter(rule -> rule.name().equals(name)).toList();
        List<String> open = new ArrayList<>();
        context.get(NAMESPACES).labels().forEach((namespace, labels) -> {
            if (!blocks(policy, rules, namespace, labels)) {
                open.add(namespace);
            }
        });
        int all = context.get(NAMESPACES).labels().size();
        Set<String> later = open.isEmpty() ? later(policy, rules) : Set.of();
        String observed = !later.isEmpty() ? "does not block in " + String.join(", ", later)
                : open.isEmpty() ? "Enforce in all " + all + " namespaces"
                : open.size() == all ? "does not block in any namespace" : "does not block in "
                + String.join(", ", open.subList(0, Math.min(NAMED, open.size())))
                + (open.size() > NAMED ? " and " + (open.size() - NAMED) + " more" : "");
        return Verdict.of(open.isEmpty() && later.isEmpty() && all > 0, policy.name() + "/" + name, observed, EXPECTED, "rule " + name
                + " of " + policy.id() + ": " + observed + "; expected " + EXPECTED, evidence(context, policy.id()
                + " admission=" + policy.admission() + " action=" + rules.getFirst().action().orElse(policy.action())));
    }

    /** Where it would not block once somebody has made the namespace: an override may name what is not there yet. */
    private static Set<String> later(KyvernoPolicy policy, List<KyvernoPolicy.Rule> rules) {
        Set<String> open = new LinkedHashSet<>();
        if (!blocks(policy, rules, NEW, Map.of())) {
            open.add("namespaces that are made later");
        }
        Stream.concat(policy.overrides().stream(), rules.stream().flatMap(rule -> rule.overrides().stream())).forEach(override -> {
            Map<String, String> labels = override.selector().map(PoliciesEnforce::chosen).orElse(Map.of());
            List<String> patterns = override.namespaces().isEmpty() ? List.of(NEW) : override.namespaces();
            patterns.stream().filter(pattern -> !blocks(policy, rules, pattern.replaceAll("[*?]", "x"), labels))
                    .forEach(pattern -> open.add(pattern.equals(NEW) ? "namespaces that are made later with labels "
                            + labels : "namespaces " + pattern + " that are made later"));
        });
        return open;
    }

    /** Labels that the selector chooses, as far as it asks for any. */
    private static Map<String, String> chosen(LabelSelector selector) {
        Map<String, String> labels = new TreeMap<>(selector.labels());
        selector.expressions().stream().filter(expression -> Set.of("In", "Exists").contains(expression.operator()))
                .forEach(expression -> labels.put(expression.key(), expression.values().stream().findFirst().orElse("")));
        return labels;
    }

    private static boolean blocks(KyvernoPolicy policy, List<KyvernoPolicy.Rule> rules, String namespace,
                                  Map<String, String> labels) {
        return rules.stream().allMatch(rule -> policy.blocks(rule, namespace, labels));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(POLICIES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        int slash = fail.subject().indexOf('/');
        Optional<KyvernoPolicy> policy = strictest(context.get(POLICIES).named(slash < 0 ? fail.subject()
                : fail.subject().substring(0, slash)), context.get(NAMESPACES).labels());
        if (slash < 0 || policy.isEmpty()) {
            return Charts.installPolicies((Target.Cluster) context.target());
        }
        boolean cel = policy.get().kind().equals("ValidatingPolicy");
        String object = (cel ? "validatingpolicies.policies.kyverno.io/" : "clusterpolicies.kyverno.io/")
                + policy.get().name();
        List<Step> steps = new ArrayList<>();
        (cel ? celSettings(policy.get()) : settings(policy.get(), fail.subject().substring(slash + 1)))
                .forEach(literal -> steps.add(Step.setting(Step.Place.object(object), literal)));
        steps.add(Step.prose("Set it in the values of the chart that the policy comes from: the next upgrade undoes "
                + "what is changed in the cluster alone." + (cel ? "" : " Kyverno before 1.13 has no action at a rule: "
                + "there it is spec.validationFailureAction: Enforce.")));
        steps.add(Step.command("the head node", Charts.module(context.target()) + "kubectl get "
                + object.replace('/', ' ') + " -o yaml"));
        return steps;
    }

    private static List<String> celSettings(KyvernoPolicy policy) {
        List<String> literals = new ArrayList<>();
        if (!KyvernoPolicy.enforces(policy.action())) {
            literals.add("spec.validationActions: [Deny]");
        }
        if (!policy.admission()) {
            literals.add("spec.evaluation: {mode: Kubernetes, admission: {enabled: true}}");
        }
        return literals;
    }

    private static List<String> settings(KyvernoPolicy policy, String name) {
        List<String> literals = new ArrayList<>();
        if (!policy.admission()) {
            literals.add("spec.admission: true");
        }
        if (!policy.overrides().isEmpty()) {
            literals.add("spec.validationFailureActionOverrides: []");
        }
        for (KyvernoPolicy.Rule rule : policy.rules()) {
            if (rule.name().equals(name)) {
                if (!rule.overrides().isEmpty()) {
                    literals.add("spec.rules[" + name + "].validate.failureActionOverrides: []");
                }
                if (!KyvernoPolicy.enforces(rule.action().orElse(policy.action()))) {
                    literals.add("spec.rules[" + name + "].validate.failureAction: Enforce");
                }
            }
        }
        return literals.stream().distinct().toList();
    }
}
