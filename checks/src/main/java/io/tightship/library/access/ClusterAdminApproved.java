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

/** Whoever may do everything in a cluster is approved by name. */
final class ClusterAdminApproved implements Check {

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(RoleValues.CLUSTER_ADMINS);

    private static final Rule RULE = Rule.builder("access-cluster-admin-approved")
            .title("Only approved subjects are cluster-admin")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Who is bound to cluster-admin, or to a role of another name that allows everything, reads every
                    Secret and runs anything on every node. cm-kubernetes-setup binds users to it with one option. In a
                    single namespace the same role takes whatever the pods and Secrets there can: in kube-system that is
                    the cluster.""")
            .remediation("""
                    Take the subject out of the binding, or delete the binding, and give the subject a role with what it
                    needs; or approve it in the value access-approved-cluster-admins, for one namespace with " in NAMESPACE"
                    after it. See first what uses the rights:
                    an operator that loses them stops working.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access")
            .reference("CIS Kubernetes Benchmark 1.12", "5.1.1").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GRANTS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<String, Set<String>> bindings = new TreeMap<>();
        Set<String> approvals = context.get(APPROVED);
        Set<String> refused = new TreeSet<>();
        context.get(GRANTS).toEverything().forEach(binding -> binding.subjects().forEach(subject -> {
            String here = subject.id() + where(binding);
            bindings.computeIfAbsent(here, id -> new TreeSet<>()).add(binding.id() + " to " + binding.role());
            if (!approvals.contains(subject.id()) && !approvals.contains(here)) {
                refused.add(here);
            }
        }));
        List<Verdict> verdicts = new ArrayList<>();
        bindings.forEach((subject, by) -> {
            boolean approved = !refused.contains(subject);
            String observed = "bound by " + String.join(" and ", by);
            verdicts.add(Verdict.of(approved, subject, observed, "a subject of access-approved-cluster-admins", subject
                    + " may do everything, " + observed + (approved ? ", as approved" : "; expected a subject of the value "
                    + "access-approved-cluster-admins"), evidence(context, observed)));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "nobody", "approved subjects", "nobody is bound to a role that allows "
                    + "everything", evidence(context, "")));
        }
        return verdicts;
    }

    private static String where(RoleGrants.Binding binding) {
        return binding.namespace().isEmpty() ? "" : " in " + binding.namespace();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(GRANTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>();
        context.get(GRANTS).toEverything().stream().filter(binding -> binding.subjects().stream().anyMatch(subject ->
                fail.subject().equals(subject.id() + where(binding)))).forEach(binding -> steps.add(Step.command(
                "the head node", "module load kubernetes/" + context.target().name() + " && kubectl edit "
                        + (binding.namespace().isEmpty() ? "clusterrolebinding " : "rolebinding -n " + binding.namespace()
                        + " ") + binding.name())));
        steps.add(Step.prose("Remove the subject " + fail.subject() + ", or approve it in the inventory: values: "
                + "access-approved-cluster-admins."));
        return steps;
    }
}
