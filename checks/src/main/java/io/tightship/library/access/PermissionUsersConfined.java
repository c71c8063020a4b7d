package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.PermissionUsers;
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

/** Each user of Base Command Manager's permissions manager is confined by Kyverno policies of the user's own. */
final class PermissionUsersConfined implements Check {

    private static final Need.Own<PermissionUsers> USERS = Need.Own.of(PermissionUsers.KEY);

    private static final String EXPECTED = "ready policies that block, one on host paths and one on privileges";

    private static final Rule RULE = Rule.builder("access-permission-users-confined")
            .title("Users of the permissions manager are confined by Kyverno")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The permissions manager once confined its users by Pod Security Policies, and now by policies of Kyverno's
                    that bear the user's name: host paths within the home, privileges dropped. The cluster's own policies
                    leave the users' namespaces out for that reason; where a user's policies are missing or do not block,
                    nothing stops a pod that mounts /etc.""")
            .remediation("""
                    Update the packages cm-setup and cm-kubernetes-permissions-manager and the release permissions-manager,
                    see that Kyverno runs, and restore the users with cm-kubernetes-setup, which renders their policies.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Validation")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Configuring PermissionManager").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(USERS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (PermissionUsers.User user : context.get(USERS).users()) {
            List<String> wrong = new ArrayList<>();
            if (user.policies().isEmpty()) {
                wrong.add("no policy of Kyverno's bears the name");
            }
            user.policies().stream().filter(policy -> !policy.ready()).forEach(policy -> wrong.add(policy.id()
                    + " is not ready"));
            user.policies().stream().filter(policy -> policy.validates() && !policy.blocks()).forEach(policy ->
                    wrong.add(policy.id() + " does not block in " + user.namespace()));
            if (!user.policies().isEmpty() && user.policies().stream().noneMatch(PermissionUsers.Policy::hostPaths)) {
                wrong.add("none of its policies is on host paths");
            }
            if (!user.policies().isEmpty() && user.policies().stream().noneMatch(PermissionUsers.Policy::privileges)) {
                wrong.add("none of its policies is on privileges");
            }
            String observed = wrong.isEmpty() ? user.policies().size() + " policies, ready and blocking"
                    : String.join("; ", wrong);
            verdicts.add(Verdict.of(wrong.isEmpty(), user.name(), observed, EXPECTED, "permission user " + user.name() + ": "
                    + observed + "; expected " + EXPECTED, evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "the cluster holds no CmKubernetesPermissionUser",
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(USERS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String module = "module load kubernetes/" + context.target().name() + " && ";
        return List.of(Step.command("the head node", module + "helm get manifest -n cm-permissions " + fail.subject()
                        + " | grep kyverno"), Step.command("the head node", module
                        + "kubectl get clusterpolicies.kyverno.io,policies.kyverno.io -A | grep " + fail.subject()),
                Step.command("the head node", "cm-kubernetes-setup --backup-permissions backup_users.yaml && "
                        + "cm-kubernetes-setup --restore-permissions backup_users.yaml"));
    }
}
