package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
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
 * One row of the table of powerful rights: whoever has the right in the whole cluster, or in kube-system, is approved by
 * name. What Kubernetes binds for its own components is left out, and so is who is approved as cluster-admin.
 */
final class GrantRule implements Check {

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> ADMINS = Need.Setting.of(RoleValues.CLUSTER_ADMINS);

    private final Need.Setting<Set<String>> approved;
    private final Predicate<Role> power;
    private final String doing;
    private final Rule rule;

    private GrantRule(ValueKey<Set<String>> approved, Predicate<Role> power, String doing, Rule rule) {
        this.approved = Need.Setting.of(approved);
        this.power = power;
        this.doing = doing;
        this.rule = rule;
    }

    /**
     * @param power whether a role gives the right
     * @param doing as in "may read secrets"
     * @param why   what an attacker or an accident gains
     */
    static GrantRule of(String id, Severity severity, String title, Predicate<Role> power, String doing, String why,
                        String source, String section) {
        ValueKey<Set<String>> approved = ValueKey.withFallback(id + "-approved", ValueType.TEXTS, Set.of(),
                "which subjects (User:NAME, Group:NAME, ServiceAccount:NAMESPACE/NAME) may " + doing
                        + ", besides those that may be cluster-admin");
        return new GrantRule(approved, power, doing, Rule.builder(id).title(title).severity(severity)
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
        RoleGrants grants = context.get(GRANTS);
        Map<String, Set<String>> by = new TreeMap<>();
        for (Binding binding : grants.bindings()) {
            boolean wide = binding.namespace().isEmpty() || binding.namespace().equals("kube-system");
            if (wide && !ofTheSystem(binding) && grants.role(binding).filter(power).isPresent()) {
                binding.subjects().stream().map(RoleGrants.Subject::id).filter(subject -> !context.get(ADMINS)
                        .contains(subject)).forEach(subject -> by.computeIfAbsent(subject, id -> new TreeSet<>())
                        .add(binding.id() + " to " + binding.role()));
            }
        }
        List<Verdict> verdicts = new ArrayList<>();
        by.forEach((subject, bindings) -> {
            boolean holds = context.get(approved).contains(subject);
            String observed = "by " + String.join(" and ", bindings);
            verdicts.add(Verdict.of(holds, subject, observed, "a subject of " + rule.id() + "-approved", subject + " may "
                    + doing + ", " + observed + (holds ? ", as approved" : "; expected a subject of the value " + rule.id()
                    + "-approved"), evidence(context, observed)));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nobody else", "approved subjects", "nobody but the system's own and "
                    + "cluster-admins may " + doing, evidence(context, "")));
        }
        return verdicts;
    }

    /** What every API server makes for the components of Kubernetes, and mends at each start. */
    private static boolean ofTheSystem(Binding binding) {
        return binding.name().startsWith("system:") && binding.role().startsWith("system:")
                && binding.subjects().stream().allMatch(subject -> subject.name().startsWith("system:")
                        && !subject.name().startsWith("system:authenticated")
                        && !subject.name().startsWith("system:unauthenticated")
                || subject.kind().equals("ServiceAccount") && subject.namespace().equals("kube-system"));
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
