package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleValues;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every user and every group that is bound to anything is approved by name. */
final class SubjectsApproved implements Check {

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(RoleValues.SUBJECTS);
    private static final Need.Setting<Set<String>> ADMINS = Need.Setting.of(RoleValues.CLUSTER_ADMINS);

    private static final Rule RULE = Rule.builder("access-subjects-approved")
            .title("Only approved users and groups are bound to roles")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Kubernetes has no list of users: whoever holds a certificate with a name that some binding names has
                    its rights, also years later. The bindings are the only list there is.""")
            .remediation("""
                    Delete the binding, or approve the user or group in the value access-approved-subjects.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GRANTS, APPROVED, ADMINS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<String, Set<String>> bindings = new TreeMap<>();
        context.get(GRANTS).bindings().forEach(binding -> binding.subjects().stream().filter(subject ->
                        !subject.kind().equals("ServiceAccount") && !subject.name().startsWith("system:"))
                .forEach(subject -> bindings.computeIfAbsent(subject.id(), id -> new TreeSet<>()).add(binding.id())));
        List<Verdict> verdicts = new ArrayList<>();
        bindings.forEach((subject, by) -> {
            boolean approved = context.get(APPROVED).contains(subject) || context.get(ADMINS).contains(subject);
            String observed = "bound by " + by.stream().limit(5).reduce((a, b) -> a + ", " + b).orElse("")
                    + (by.size() > 5 ? " and " + (by.size() - 5) + " more" : "");
            verdicts.add(Verdict.of(approved, subject, observed, "a subject of access-approved-subjects", subject + " is "
                    + observed + (approved ? ", as approved" : "; expected a subject of the value "
                    + "access-approved-subjects"), evidence(context, observed)));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nobody", "approved subjects", "no user and no group of the site's is bound "
                    + "to a role", evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(GRANTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Delete the bindings of " + fail.subject() + " (" + fail.observed() + "), or approve it "
                + "in the inventory: values: access-approved-subjects."), Step.command("the head node",
                "module load kubernetes/" + context.target().name()
                        + " && kubectl get clusterrolebindings,rolebindings -A -o wide"));
    }
}
