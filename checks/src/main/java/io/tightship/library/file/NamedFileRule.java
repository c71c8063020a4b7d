package io.tightship.library.file;

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
import java.util.Set;
import java.util.function.Predicate;

/**
 * One row of the table of files that live processes name: wherever they are, they have no more rights than they may, or
 * belong to root. Where no such process runs there is nothing to guard.
 */
final class NamedFileRule implements Check {

    private static final Need.Own<RunningComponents> RUNNING = Need.Own.of(RunningComponents.KEY);

    private final Files files;
    private final FileDemand demand;
    private final Rule rule;
    private final Need.Own<PerSubject<NamedPath>> paths;

    /** @param noun as in "the noun that the kubelet names" */
    record Files(String noun, NamedPath.Use use, String who, Predicate<Target.Node> nodes) {
    }

    private NamedFileRule(Files files, FileDemand demand, Rule rule) {
        this.files = files;
        this.demand = demand;
        this.rule = rule;
        this.paths = Need.Own.of(NamedPath.of(files.use()));
    }

    static NamedFileRule of(String id, Severity severity, String title, Files files, FileDemand demand, String why,
                            String how, String cis, String stig) {
        return new NamedFileRule(files, demand, Rule.builder(id).title(title).severity(severity)
                .appliesTo(Target.Node.class, files.who(), files.nodes()).witness(Witness.ON_DISK).rationale(why)
                .remediation(how).reference("CIS Kubernetes Benchmark 1.12", cis)
                .reference("DISA STIG for Kubernetes", stig).build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(paths, RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String process = files.use().process();
        if (!context.get(RUNNING).names().contains(process)) {
            return List.of(new Verdict.NotApplicable("", "no process " + process + " runs on "
                    + context.target().name() + ", so there is no " + files.noun() + " that it names",
                    context.sources(RUNNING).stream().map(source -> source.evidence(0, "")).toList()));
        }
        List<Verdict> verdicts = new ArrayList<>();
        context.get(paths).known().forEach((subject, named) -> {
            List<Evidence> evidence = context.sources(paths, subject).stream().map(source ->
                    source.evidence(0, named.stat().map(demand::seen).orElse(""))).toList();
            if (named.path().isEmpty()) {
                verdicts.add(new Verdict.NotApplicable(subject, "the process " + process + " names no " + files.noun(),
                        evidence));
            } else if (named.stat().isEmpty()) {
                verdicts.add(new Verdict.NotApplicable(subject, "the process " + process + " names " + named.path()
                        + ", and nothing is there", evidence));
            } else {
                verdicts.add(judge(subject, named.path(), named.stat().get(), evidence));
            }
        });
        return verdicts;
    }

    private Verdict judge(String subject, String path, PathStat stat, List<Evidence> evidence) {
        boolean holds = demand.holds(stat);
        return Verdict.of(holds, subject, path + " with " + demand.seen(stat), demand.expected(), path
                + ", the " + files.noun() + " that the process " + files.use().process() + " names, has "
                + demand.seen(stat) + (holds ? ", as expected" : "; expected " + demand.expected()), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        NamedPath named = context.get(paths).known().get(fail.subject());
        PathStat stat = named.stat().orElseThrow();
        return List.of(Step.command(context.target().name(), demand.command(new PathStat(named.path(), stat.type(),
                stat.mode(), stat.owner(), stat.group()))), Step.prose("Where the node boots from a software image, do "
                + "the same in the image; what writes it anew (kubeadm, a package) may undo it. A path inside of a pod "
                + "is another one on the host where the pod's volume says so."));
    }
}
