package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Authorizer;
import io.tightship.fact.kubernetes.KubeconfigIdentities;
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
import java.util.Set;

/** No kubeconfig in daily use makes its holder a member of system:masters. */
final class SystemMasters implements Check {

    static final ValueKey<Set<String>> APPROVED_FILES = ValueKey.withFallback("rbac-system-masters-approved",
            ValueType.TEXTS, Set.of("/etc/kubernetes/super-admin.conf"),
            "which kubeconfigs (by path) may be of the group system:masters: kubeadm's way back in is one by default");

    private static final Need.Own<PerSubject<KubeconfigIdentities>> FILES = Need.Own.of(KubeconfigIdentities.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_FILES);

    private static final Rule RULE = Rule.builder("rbac-system-masters")
            .title("No kubeconfig in daily use is of the group system:masters")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes and control-plane nodes", node ->
                    node.isHead() || node.runsControlPlane())
            .witness(Witness.ON_DISK)
            .rationale("""
                    The API server lets this group through before it looks at roles: nobody can take its rights away, and its
                    certificates cannot be revoked, only outlived or replaced with the whole authority. kubeadm made its
                    admin.conf of this group before 1.29. Looked at are kubeadm's files and root's, and on head nodes those of
                    users in /home and those that Base Command Manager's module files name: of each the certificates' names and
                    groups, never a key.""")
            .remediation("""
                    Let kubeadm (1.29 or newer) write admin.conf anew for the group kubeadm:cluster-admins, and keep
                    super-admin.conf locked away. Who has a copy of the old file keeps its rights until the certificate
                    ends.""")
            .reference("CIS Kubernetes Benchmark 1.12", "5.1.7").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FILES, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(FILES).known().forEach((path, kubeconfig) -> {
            List<String> masters = kubeconfig.identities().stream().filter(identity -> identity.groups()
                    .contains(Authorizer.MASTERS)).map(KubeconfigIdentities.Identity::name).toList();
            boolean holds = masters.isEmpty() || context.get(APPROVED).contains(path);
            String observed = masters.isEmpty() ? "nobody of system:masters" : String.join(", ", masters)
                    + " of system:masters";
            List<Evidence> evidence = context.sources(FILES, path).stream().map(source -> source.evidence(0, observed))
                    .toList();
            verdicts.add(Verdict.of(holds, path, observed, "nobody of system:masters", path + " holds the certificate of "
                    + observed + (masters.isEmpty() ? ", as expected" : holds ? ", as approved"
                    : "; expected nobody of that group"), evidence));
        });
        if (context.get(FILES).isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "neither kubeadm's nor root's nor another user's kubeconfig is on " + context.target().name(),
                    List.of()));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command(context.target().name(), "kubeadm certs renew admin.conf"), Step.command(
                context.target().name(), "kubeadm init phase kubeconfig admin"), Step.prose("Then copy admin.conf to the places "
                + "where the old one was copied to; " + fail.subject() + " is one of them."));
    }
}
