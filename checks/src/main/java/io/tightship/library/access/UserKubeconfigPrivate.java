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
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The kubeconfig in a user's home belongs to that user, who alone may read it. */
final class UserKubeconfigPrivate implements Check {

    private static final List<Need.Own<PerSubject<PathStat>>> FILES = OwnFiles.needs("/home/*/.kube/config");
    private static final Need.Own<PerSubject<PathStat>> HOMES = Need.Own.of(PathStat.matching("/home/*"));

    private static final Rule RULE = Rule.builder("access-user-kubeconfig-private")
            .title("Users' kubeconfigs are their users' alone")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.ON_DISK)
            .rationale("""
                    cm-kubernetes-setup puts a user's certificate and key into the home, which every node mounts. Whoever
                    reads the file is that user to the cluster. Homes are judged where they are exported, once.""")
            .remediation("""
                    Give each file to the user whose home it lies in, and take every right from others: chmod 0600.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Restricting kubectl Access")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new LinkedHashSet<>(FILES);
        needs.add(HOMES);
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<String, PathStat> homes = context.get(HOMES).known();
        return OwnFiles.judge(context, FILES, stat -> {
            PathStat home = homes.get(home(stat.path()));
            // A home that belongs to root belongs to nobody in particular.
            return home == null ? OptionalLong.empty() : OptionalLong.of(home.owner() == 0 ? -1 : home.owner());
        }, "no home holds a kubeconfig (/home/*/.kube/config)");
    }

    private static String home(String path) {
        return path.substring(0, path.indexOf('/', "/home/".length()));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return OwnFiles.steps(context.target(), fail, "--reference=" + home(fail.subject()));
    }
}
