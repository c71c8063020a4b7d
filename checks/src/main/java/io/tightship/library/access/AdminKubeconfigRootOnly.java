package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The kubeconfigs of administrators can be read by root alone. */
final class AdminKubeconfigRootOnly implements Check {

    private static final List<Need.Own<PerSubject<PathStat>>> FILES = Stream.concat(OwnFiles.needs("/root/.kube/config*",
            "/etc/kubernetes/admin.conf", "/etc/kubernetes/super-admin.conf").stream(),
            Stream.of(Need.Own.of(PathStat.OF_MODULES))).toList();

    static final ValueKey<Set<Long>> READERS = ValueKey.withFallback("access-admin-kubeconfig-groups", ValueType.IDS, Set.of(),
            "which groups, by number, may read root's kubeconfigs and those of BCM's modules; kubeadm's own stay root's alone");
    private static final int GROUP_READS = 0640;
    private static final Need.Setting<Set<Long>> APPROVED = Need.Setting.of(READERS);

    /** Those of the CIS benchmark, which lets nobody but their owner read them. */
    private static final String KUBEADM = "/etc/kubernetes/";

    private static final Rule RULE = Rule.builder("access-admin-kubeconfig-root-only")
            .title("Administrators' kubeconfigs are root's alone")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Node.class, "head nodes and control-plane nodes", node ->
                    node.isHead() || node.runsControlPlane())
            .witness(Witness.ON_DISK)
            .rationale("""
                    Such a file is the whole cluster: its holder is cluster-admin, or above every rule as system:masters,
                    and its certificate cannot be revoked. What it holds is never read here.""")
            .remediation("""
                    Give the files to root and take every right from others: chmod 0600. Give people kubeconfigs of
                    their own instead, or approve a group of readers (access-admin-kubeconfig-groups), which holds for
                    all files but kubeadm's. What may break: tools that use the file as another user.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access")
            .reference("CIS Kubernetes Benchmark 1.12", "1.1.13, 1.1.14")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new LinkedHashSet<>(FILES);
        needs.add(APPROVED);
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return OwnFiles.judge(context, FILES, stat -> OptionalLong.of(0), stat ->
                !stat.path().startsWith(KUBEADM) && context.get(APPROVED).contains(stat.group()) ? GROUP_READS : OwnFiles.MOST, "neither /root/.kube/config nor a kubeconfig of kubeadm's "
                + "for administrators is on " + context.target().name() + ", and no module of BCM's names another one");
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return OwnFiles.steps(context.target(), fail, "root:root");
    }
}
