package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleValues;
import io.tightship.fact.kyverno.KyvernoInstallation;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Only approved subjects change what Kyverno is told to do: policies, exceptions, its settings, its webhooks. */
final class PolicyWritersApproved implements Check {

    static final ValueKey<Set<String>> APPROVED = ValueKey.withFallback("kyverno-policy-writers-approved-approved",
            ValueType.TEXTS, Set.of(), "which subjects (User:NAME, Group:NAME, ServiceAccount:NAMESPACE/NAME; followed by "
                    + "\" in NAMESPACE\" for one namespace alone) may change Kyverno's policies, exceptions, settings or "
                    + "webhooks, besides those that may be cluster-admin");

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Own<KyvernoInstallation> KYVERNO = Need.Own.of(KyvernoInstallation.KEY);
    private static final Need.Setting<Set<String>> ADMINS = Need.Setting.of(RoleValues.CLUSTER_ADMINS);
    private static final Need.Setting<Set<String>> WRITERS = Need.Setting.of(APPROVED);

    private static final String EXPECTED = "a subject of " + APPROVED.id();
    private static final String NAME = "kyverno";
    private static final List<String> ANY = List.of("create", "update", "patch", "delete", "deletecollection");
    private static final List<String> NAMED = List.of("update", "patch", "delete");

    private static final Rule RULE = Rule.builder("kyverno-policy-writers-approved")
            .title("Only approved subjects change Kyverno's policies, exceptions, settings and webhooks")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Who may change a policy, or write an exception from it, is bound by none. The same goes for whoever
                    changes Kyverno's ConfigMap, which takes namespaces and users out of all policies, or the webhook without
                    which nobody is asked.""")
            .remediation("""
                    Take the right out of the role, or the subject out of the binding; or approve the subject in the value
                    kyverno-policy-writers-approved-approved. Kyverno's own service accounts need theirs.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build();

    /** Where a binding must be to give a right: cluster-wide, or also in namespaces, all of them or Kyverno's own. */
    private enum Place { CLUSTER, NAMESPACES, OWN }

    private record Power(String doing, Place place, Predicate<RoleGrants.Rule> right) {
    }

    private static final List<Power> POWERS = List.of(
            new Power("change policies", Place.CLUSTER, rule -> writes(rule, "kyverno.io", "clusterpolicies", "")
                    || writes(rule, "policies.kyverno.io", "validatingpolicies", "")),
            new Power("write exceptions", Place.NAMESPACES, rule -> writes(rule, "kyverno.io", "policyexceptions", "")
                    || writes(rule, "policies.kyverno.io", "policyexceptions", "")),
            new Power("change webhooks", Place.CLUSTER, rule -> writes(rule, "admissionregistration.k8s.io",
                    "validatingwebhookconfigurations", NAME)),
            new Power("change Kyverno's ConfigMap", Place.OWN, rule -> writes(rule, "", "configmaps", NAME)));

    /** @param part of the names that are meant; a right that is limited to other objects is none */
    private static boolean writes(RoleGrants.Rule rule, String group, String resource, String part) {
        return (rule.names().isEmpty() ? ANY : NAMED).stream().anyMatch(verb -> rule.allows(verb, group, resource))
                && (rule.names().isEmpty() || rule.names().stream().anyMatch(name -> name.contains(part)));
    }

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GRANTS, KYVERNO, ADMINS, WRITERS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> own = new TreeSet<>(Set.of(NAME));
        context.get(KYVERNO).controllers().forEach(controller -> own.add(controller.namespace()));
        Map<String, Set<String>> found = new TreeMap<>();
        Set<String> refused = new TreeSet<>();
        for (Binding binding : context.get(GRANTS).bindings()) {
            Set<String> doings = binding.ofTheSystem() ? Set.of() : doings(context, binding, own);
            String where = binding.namespace().isEmpty() ? "" : " in " + binding.namespace();
            binding.subjects().stream().map(RoleGrants.Subject::id).filter(subject -> !doings.isEmpty()
                    && !context.get(ADMINS).contains(subject)).forEach(subject -> {
                doings.forEach(doing -> found.computeIfAbsent(subject + where, id -> new TreeSet<>()).add(doing + " by "
                        + binding.id() + " to " + binding.role()));
                if (!context.get(WRITERS).contains(subject) && !context.get(WRITERS).contains(subject + where)) {
                    refused.add(subject + where);
                }
            });
        }
        List<Verdict> verdicts = new ArrayList<>();
        found.forEach((subject, doings) -> {
            String observed = String.join("; ", doings);
            verdicts.add(Verdict.of(!refused.contains(subject), subject, observed, EXPECTED, subject + " may " + observed
                    + (refused.contains(subject) ? "; expected " + EXPECTED : ", as approved"), evidence(context, observed)));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nobody else", EXPECTED, "nobody but the system's own and cluster-admins may "
                    + "change Kyverno's policies, exceptions, settings or webhooks", evidence(context, "")));
        }
        return verdicts;
    }

    private static Set<String> doings(Context context, Binding binding, Set<String> own) {
        Set<String> doings = new TreeSet<>();
        List<RoleGrants.Rule> rules = context.get(GRANTS).role(binding).map(RoleGrants.Role::rules).orElse(List.of());
        for (Power power : POWERS) {
            boolean reaches = binding.namespace().isEmpty() || switch (power.place()) {
                case CLUSTER -> false;
                case NAMESPACES -> true;
                case OWN -> own.contains(binding.namespace());
            };
            if (reaches && rules.stream().anyMatch(power.right())) {
                doings.add(power.doing());
            }
        }
        return doings;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(GRANTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Look at the bindings: " + fail.observed() + "."), Step.command("the head node",
                Charts.module(context.target()) + "kubectl get clusterrolebindings,rolebindings -A -o wide"));
    }
}
