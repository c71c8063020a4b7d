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
                    their own instead. What may break: tools that use the file as another user.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access")
            .reference("CIS Kubernetes Benchmark 1.12", "1.1.13, 1.1.14")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return new LinkedHashSet<>(FILES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return OwnFiles.judge(context, FILES, stat -> OptionalLong.of(0), "neither /root/.kube/config nor a kubeconfig of kubeadm's "
                + "for administrators is on " + context.target().name() + ", and no module of BCM's names another one");
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return OwnFiles.steps(context.target(), fail, "root:root");
    }
}
