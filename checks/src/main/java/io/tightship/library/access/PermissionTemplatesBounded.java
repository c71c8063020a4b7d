package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Role;
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

/** What permission-manager offers for a click is not everything. */
final class PermissionTemplatesBounded implements Check {

    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);

    /** How the open-source permission-manager names the roles that it offers. */
    private static final String NAMESPACED = "template-namespaced-resources___";
    private static final String CLUSTER = "template-cluster-resources___";

    private static final List<String> VERBS = List.of("get", "list", "watch", "create", "update", "patch", "delete");

    private static final Rule RULE = Rule.builder("access-permission-templates-bounded")
            .title("No template of permission-manager allows everything, or all Secrets of the cluster")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A template is given to a user by a click. The one called operation that the product brings along allows
                    everything on everything: in the namespace that it is given for, or in all of them, Secrets and roles
                    included. Who may do all with the Secrets of the cluster is whoever they belong to.""")
            .remediation("""
                    Delete the template, or name in it the verbs and resources that its users need. Take it from those who
                    have it first: a binding to a role that is gone grants again when a role of that name comes back.""")
            .reference("permission-manager", "Templates")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Configuring PermissionManager").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GRANTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        RoleGrants grants = context.get(GRANTS);
        List<Verdict> verdicts = new ArrayList<>();
        for (Role role : grants.roles()) {
            if (!role.namespace().isEmpty() || !role.name().startsWith(NAMESPACED) && !role.name().startsWith(CLUSTER)) {
                continue;
            }
            boolean everywhere = role.name().startsWith(CLUSTER) || grants.bindings().stream().anyMatch(binding ->
                    binding.namespace().isEmpty() && binding.roleKind().equals("ClusterRole")
                            && binding.role().equals(role.name()));
            String observed = everything(role) ? "allows everything on everything" : !allSecrets(role)
                    ? "names what it allows" : everywhere ? "allows everything on all Secrets of the cluster"
                    : "allows everything on Secrets, in single namespaces";
            verdicts.add(Verdict.of(!everything(role) && !(everywhere && allSecrets(role)), role.name(), observed,
                    "neither everything, nor all Secrets of the cluster", "the template " + role.name() + " " + observed
                            + "; expected neither everything, nor all Secrets of the cluster", evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "no role is a template of permission-manager",
                    evidence(context, "")));
        }
        return verdicts;
    }

    /** Also of some API groups alone: a wildcard takes in what nobody thought of. */
    private static boolean everything(Role role) {
        return role.rules().stream().anyMatch(rule -> rule.verbs().contains("*") && rule.resources().contains("*")
                && rule.names().isEmpty());
    }

    private static boolean allSecrets(Role role) {
        return VERBS.stream().allMatch(verb -> role.rules().stream().anyMatch(rule -> rule.names().isEmpty()
                && rule.allows(verb, "", "secrets")));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(GRANTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String kubectl = "module load kubernetes/" + context.target().name() + " && kubectl ";
        return List.of(Step.command("the head node", kubectl + "get clusterrolebindings,rolebindings -A -o wide | grep "
                + fail.subject()), Step.command("the head node", kubectl + "edit clusterrole " + fail.subject()));
    }
}
