package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.linux.NamedPath;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** etcd's data belongs to an account of its own: the one that the live process runs as, and that is not root. */
final class DataDirectoryOwnedByEtcd implements Check {

    private static final Need.Own<RunningComponents> RUNNING = Need.Own.of(RunningComponents.KEY);
    private static final Need.Own<PerSubject<NamedPath>> DATA = Need.Own.of(NamedPath.of(NamedPath.Use.ETCD_DATA));
    private static final Need.Own<PerSubject<NamedPath>> PROCESS =
            Need.Own.of(NamedPath.of(NamedPath.Use.ETCD_PROCESS));

    private static final String EXPECTED = "owner and group of an account that etcd runs as, and not 0";

    private static final Rule RULE = Rule.builder("etcd-data-directory-owned-by-etcd")
            .title("etcd's data belongs to an account of its own")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes and hosts of etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.RUNNING)
            .rationale("""
                    A process that runs as root and is broken into owns the node. etcd needs nothing of root but its own
                    folder, so that an account of its own costs nothing and holds whoever breaks in to the data.""")
            .remediation("""
                    Make an account for etcd, give it the data folder and let etcd run as it: User= in a unit,
                    securityContext in a static pod's manifest. The keys that etcd reads must then be its own, too.
                    kubeadm starts etcd as root; a site that keeps to that waives this rule.

                    One member at a time, and stop it first. What may break: an etcd that still runs as another user
                    does not start.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.1.12")
            .reference("DISA STIG for Kubernetes", "V-242445")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(DATA, PROCESS, RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        if (!context.get(RUNNING).names().contains("etcd")) {
            return List.of(new Verdict.NotApplicable("", "no process etcd runs on " + context.target().name()
                    + ": the hosts where it runs must be in the inventory with the role etcd, or as control plane",
                    context.sources(RUNNING).stream().map(source -> source.evidence(0, "")).toList()));
        }
        List<Verdict> verdicts = new ArrayList<>();
        SortedMap<String, NamedPath> processes = context.get(PROCESS).known();
        context.get(DATA).known().forEach((subject, data) -> {
            NamedPath process = processes.get(subject);
            if (process != null) {
                verdicts.add(judge(context, subject, data, process.stat()));
            }
        });
        return verdicts;
    }

    private static Verdict judge(Context context, String subject, NamedPath data, Optional<PathStat> process) {
        List<Evidence> evidence = new ArrayList<>();
        context.sources(DATA, subject).forEach(source -> evidence.add(source.evidence(0, data.stat().map(stat ->
                stat.owner() + ":" + stat.group()).orElse(""))));
        context.sources(PROCESS, subject).forEach(source -> evidence.add(source.evidence(0, process.map(stat ->
                stat.owner() + ":" + stat.group()).orElse(""))));
        if (data.stat().isEmpty() || process.isEmpty()) {
            return new Verdict.Manual(subject, "the " + (process.isEmpty() ? "process ended" : "data folder "
                    + data.path() + " vanished") + " while it was looked at: whom does it belong to now?", evidence);
        }
        long owner = data.stat().get().owner();
        long group = data.stat().get().group();
        long user = process.get().owner();
        boolean holds = owner != 0 && group != 0 && owner == user;
        return Verdict.of(holds, subject, data.path() + " with owner " + owner + " and group " + group
                + ", etcd as user " + user, EXPECTED, data.path() + " belongs to user " + owner + " and group " + group
                + ", and " + subject + " runs as user " + user + (holds ? "" : "; expected " + EXPECTED), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        String path = context.get(DATA).known().get(fail.subject()).path();
        return List.of(Step.command(node, "useradd --system --home-dir " + path + " --shell /usr/sbin/nologin etcd"),
                Step.prose("Stop etcd on " + node + ", and let what starts it run it as the user etcd."),
                Step.command(node, "chown -R etcd:etcd " + path));
    }
}
