package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.PermissionManagers;
import io.tightship.fact.kubernetes.PermissionManagers.Installation;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleValues;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Users of the user cluster get their rights from a PermissionManager, or have none. */
final class PermissionManagerPresent implements Check {

    private static final Need.Own<PermissionManagers> MANAGERS = Need.Own.of(PermissionManagers.KEY);
    private static final Need.Own<RoleGrants> GRANTS = Need.Own.of(RoleGrants.KEY);
    private static final Need.Across<PerSubject<PathStat>, Target.Node> KUBECONFIGS = Need.Across.whole(
            TargetSet.HEAD_NODES, PathStat.matching("/home/*/.kube/config"));
    private static final Need.Setting<Boolean> USERS = Need.Setting.of(RoleValues.USERS_HAVE_KUBECTL);
    private static final Need.Setting<Set<String>> ADMINS = Need.Setting.of(RoleValues.CLUSTER_ADMINS);

    private static final String EXPECTED = "one of the two, with a ready replica";

    private static final Rule RULE = Rule.builder("access-permission-manager-present")
            .title("A PermissionManager gives users of the user cluster their rights")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "user clusters", cluster -> cluster.space() == Space.USER)
            .witness(Witness.RUNNING)
            .rationale("""
                    Rights that somebody binds by hand grow and are never taken back. Two products are called
                    PermissionManager, Base Command Manager's own and an open-source one; either keeps users, their rights
                    and the namespaces in which they hold in one place.""")
            .remediation("""
                    Install the package cm-kubernetes-permissions-manager and its chart, or the open-source
                    permission-manager; or take kubectl away from users, and say so in the value
                    access-users-have-kubectl.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Configuring PermissionManager").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(MANAGERS, GRANTS, KUBECONFIGS, USERS, ADMINS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Installation> installed = context.get(MANAGERS).installations();
        if (!installed.isEmpty()) {
            String observed = String.join("; ", installed.stream().map(one -> one.product().words() + " (" + one.id() + ", "
                    + one.ready() + " ready)").toList());
            return List.of(Verdict.of(installed.stream().anyMatch(one -> one.ready() > 0), "", observed, EXPECTED,
                    "installed: " + observed + "; expected " + EXPECTED, evidence(context, MANAGERS, observed)));
        }
        if (context.get(USERS)) {
            return List.of(new Verdict.Fail("", "neither", EXPECTED, "neither of the two products called PermissionManager "
                    + "is installed, and users have kubectl (value access-users-have-kubectl); expected " + EXPECTED,
                    evidence(context, MANAGERS, "")));
        }
        List<String> but = new ArrayList<>();
        subjects(context).forEach(subject -> but.add(subject + " is bound to a role"));
        context.get(KUBECONFIGS).forEach((head, found) -> found.known().keySet().forEach(path -> but.add(head.name()
                + " holds " + path)));
        if (but.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "the site says that users have no kubectl; no user or group is "
                    + "bound to a role, and no home holds a kubeconfig", Stream.concat(evidence(context, GRANTS, "")
                    .stream(), evidence(context, MANAGERS, "").stream()).toList()));
        }
        String observed = String.join(", ", but.subList(0, Math.min(5, but.size())))
                + (but.size() > 5 ? " and " + (but.size() - 5) + " more" : "");
        return List.of(new Verdict.Fail("", "neither, but " + observed, EXPECTED, "the site says that users have no kubectl, "
                + "but " + observed + "; expected a PermissionManager, or none of these", evidence(context, GRANTS,
                observed)));
    }

    /** Users and groups of the site's that some binding names, administrators aside. */
    private static Set<String> subjects(Context context) {
        Set<String> found = new TreeSet<>();
        context.get(GRANTS).bindings().forEach(binding -> binding.subjects().stream().filter(subject ->
                !subject.kind().equals("ServiceAccount") && !subject.name().startsWith("system:"))
                .map(RoleGrants.Subject::id).filter(id -> !context.get(ADMINS).contains(id)).forEach(found::add));
        return found;
    }

    private static List<Evidence> evidence(Context context, Need.Own<?> need, String excerpt) {
        return context.sources(need).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && helm upgrade --install -n cm permissions-manager /cm/shared/apps/"
                        + "kubernetes-permissions-manager/current/helm/cm-kubernetes-permissions-manager-*.tgz"),
                Step.prose("Where users need no kubectl, delete their bindings and kubeconfigs, and state "
                        + "access-users-have-kubectl: no in the inventory."));
    }
}
