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

/** Credentials of registries and values of charts can be read by root alone. */
final class RegistryCredentialsPrivate implements Check {

    private static final List<Need.Own<PerSubject<PathStat>>> FILES = OwnFiles.needs("/root/.docker/config.json",
            "/root/.config/helm/registry/config.json", "/root/.ngc/config", "/root/*values*.yaml",
            "/var/lib/kubelet/config.json");

    private static final Rule RULE = Rule.builder("access-registry-credentials-private")
            .title("Registry credentials and chart values are root's alone")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes and nodes with a kubelet", node ->
                    node.isHead() || node.runsKubelet())
            .witness(Witness.ON_DISK)
            .rationale("""
                    Keys of registries are kept in plain text there, and values files of charts hold passwords of
                    administrators. Whoever reads them pulls, and often pushes, images that the site then runs.""")
            .remediation("""
                    Give the files to root and take every right from others: chmod 0600; delete values files that
                    nobody needs any more.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access")
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
        return OwnFiles.judge(context, FILES, stat -> OptionalLong.of(0), "no credentials of registries and no values files of charts are on "
                + context.target().name());
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return OwnFiles.steps(context.target(), fail, "root:root");
    }
}
