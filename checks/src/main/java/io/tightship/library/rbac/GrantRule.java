package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Authorizer;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleValues;
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

/**
 * One row of the table of powerful rights: whoever has the right, in the whole cluster or in a namespace, is approved by
 * name. What Kubernetes binds for its own components is left out, and so is who is approved as cluster-admin.
 */
final class GrantRule implements Check {

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> ADMINS = Need.Setting.of(RoleValues.CLUSTER_ADMINS);

    private final Need.Setting<Set<String>> approved;
    private final List<Power> powers;
    private final String doing;
    private final Rule rule;

    private GrantRule(ValueKey<Set<String>> approved, List<Power> powers, String doing, Rule rule) {
        this.approved = Need.Setting.of(approved);
        this.powers = powers;
        this.doing = doing;
        this.rule = rule;
    }

    /**
     * A right.
     *
     * @param everywhere it is about what lies in no namespace: a binding in a namespace does not give it
     */
    record Power(Predicate<RoleGrants.Rule> right, boolean everywhere) {
    }

    /**
     * @param powers the rights, any of which counts
     * @param doing as in "may read secrets"
     * @param why   what an attacker or an accident gains
     */
    static GrantRule of(String id, Severity severity, String title, List<Power> powers, String doing, String why,
                        String source, String section) {
        ValueKey<Set<String>> approved = ValueKey.withFallback(id + "-approved", ValueType.TEXTS, Set.of(),
                "which subjects (User:NAME, Group:NAME, ServiceAccount:NAMESPACE/NAME; followed by \" in NAMESPACE\" for one "
                        + "namespace alone) may " + doing + ", besides those that may be cluster-admin");
        return new GrantRule(approved, powers, doing, Rule.builder(id).title(title).severity(severity)
                .appliesTo(Target.Cluster.class, "clusters").witness(Witness.RUNNING).rationale(why)
                .remediation("Take the right out of the role, or the subject out of the binding; or approve the subject in "
                        + "the value " + id + "-approved. See first what uses the right: a controller that loses it stops "
                        + "working.").reference(source, section).build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GRANTS, ADMINS, approved);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<String, Map<String, Set<String>>> held = held(context);
        List<Verdict> verdicts = new ArrayList<>();
        held.forEach((subject, places) -> places.forEach((namespace, bindings) -> {
            if (!namespace.isEmpty() && places.containsKey("")) {
                return; // who has the right everywhere has it there, too
            }
            String where = namespace.isEmpty() ? "" : " in " + namespace;
            boolean holds = context.get(approved).contains(subject) || context.get(approved).contains(subject + where);
            String observed = "by " + String.join(" and ", bindings);
            verdicts.add(Verdict.of(holds, subject + where, observed, "a subject of " + rule.id() + "-approved", subject
                    + " may " + doing + where + ", " + observed + (holds ? ", as approved" : "; expected a subject of the "
                    + "value " + rule.id() + "-approved"), evidence(context, observed)));
        }));
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nobody else", "approved subjects", "nobody but the system's own and "
                    + "cluster-admins may " + doing, evidence(context, "")));
        }
        return verdicts;
    }

    /** Subject, namespace (empty for the whole cluster), bindings. */
    private Map<String, Map<String, Set<String>>> held(Context context) {
        Authorizer authorizer = new Authorizer(context.get(GRANTS));
        Map<String, Map<String, Set<String>>> held = new TreeMap<>();
        for (Power power : powers) {
            for (Binding binding : authorizer.giving(power.right(), power.everywhere())) {
                if (!binding.ofTheSystem()) {
                    binding.subjects().stream().map(RoleGrants.Subject::id).filter(subject -> !context.get(ADMINS)
                            .contains(subject)).forEach(subject -> held.computeIfAbsent(subject, id -> new TreeMap<>())
                            .computeIfAbsent(binding.namespace(), namespace -> new TreeSet<>())
                            .add(binding.id() + " to " + binding.role()));
                }
            }
        }
        return held;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(GRANTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Look at " + fail.observed().replaceFirst("^by ", "") + "."),
                Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && kubectl get clusterroles,clusterrolebindings -o wide"));
    }
}
