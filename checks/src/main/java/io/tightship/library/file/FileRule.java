package io.tightship.library.file;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One row of the table of files: every one that is there has no more rights than it may, or belongs to root. */
final class FileRule implements Check {

    private static final Need.Setting<Set<Long>> OWNERS = Need.Setting.of(FileValues.KEY_OWNERS);
    private static final Need.Own<RunningComponents> RUNNING = Need.Own.of(RunningComponents.KEY);

    private final Files files;
    private final Rule rule;
    private final FileDemand demand;
    private final List<Need.Own<PerSubject<PathStat>>> stats;
    /** The folders right above them. */
    private final List<Need.Own<PerSubject<PathStat>>> folders;

    /**
     * Which files a row is about.
     *
     * @param noun      as in "the noun of NODE"
     * @param patterns  of {@link PathStat#matching}
     * @param holders whose files they are: where one of them runs and nothing is at its patterns, it has them elsewhere
     */
    record Files(String noun, List<String> patterns, SortedMap<String, List<String>> holders, String who,
                 Predicate<Target.Node> nodes) {

        /** @param component that has them all */
        Files(String noun, List<String> patterns, String component, String who, Predicate<Target.Node> nodes) {
            this(noun, patterns, new TreeMap<>(Map.of(component, patterns)), who, nodes);
        }
    }

    private FileRule(Files files, FileDemand demand, Rule rule) {
        this.files = files;
        this.demand = demand;
        this.rule = rule;
        this.stats = files.patterns().stream().map(pattern -> Need.Own.of(PathStat.matching(pattern))).toList();
        this.folders = files.patterns().stream().map(pattern -> pattern.substring(0, pattern.lastIndexOf('/')))
                .filter(folder -> !folder.contains("*")).distinct().map(folder ->
                        Need.Own.of(PathStat.matching(folder))).toList();
    }

    static FileRule of(String id, Severity severity, String title, Files files, FileDemand demand, String why, String how,
                       String cis, String stig) {
        Rule.Builder rule = Rule.builder(id).title(title).severity(severity)
                .appliesTo(Target.Node.class, files.who(), files.nodes()).witness(Witness.ON_DISK).rationale(why)
                .remediation(how).reference("CIS Kubernetes Benchmark 1.12", cis);
        if (!stig.isEmpty()) {
            rule.reference("DISA STIG for Kubernetes", stig);
        }
        return new FileRule(files, demand, rule.build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new LinkedHashSet<>(stats);
        needs.addAll(folders);
        needs.add(RUNNING);
        if (demand instanceof FileDemand.Key) {
            needs.add(OWNERS);
        }
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        FileDemand asked = demand(context);
        Set<String> judged = new HashSet<>(); // two patterns may match one path
        for (Need.Own<PerSubject<PathStat>> need : stats) {
            context.get(need).known().forEach((path, stat) -> {
                if (!judged.add(path)) {
                    return;
                }
                List<Evidence> evidence = context.sources(need, path).stream().map(source ->
                        source.evidence(0, asked.seen(stat))).toList();
                verdicts.add(stat.type() == 'f' || stat.type() == 'd' && asked instanceof FileDemand.OwnedByRoot
                        ? judge(context, asked, stat, evidence) : new Verdict.NotApplicable(path, path + " is no file", evidence));
            });
        }
        files.holders().forEach((component, patterns) -> elsewhere(context, component, patterns)
                .ifPresent(verdicts::add));
        return verdicts.isEmpty() && stats.stream().allMatch(need -> context.get(need).isEmpty())
                ? List.of(nothing(context)) : verdicts;
    }

    /** What a component that runs, and has nothing at its patterns, leaves to ask. */
    private Optional<Verdict> elsewhere(Context context, String component, List<String> patterns) {
        List<Need.Own<PerSubject<PathStat>>> own = stats.stream().filter(need ->
                patterns.contains(need.key().parameter())).toList();
        if (!context.get(RUNNING).names().contains(component)
                || own.stream().anyMatch(need -> !context.get(need).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Manual(files.holders().size() == 1 ? "" : component, component + " runs on "
                + context.target().name() + ", and nothing is at " + String.join(", ", patterns) + ": where is the "
                + files.noun() + ", and who may read and write it?", evidence(context, own)));
    }

    /** With what the site says of it. */
    private FileDemand demand(Context context) {
        return demand instanceof FileDemand.Key key ? new FileDemand.Key(key.most(), context.get(OWNERS)) : demand;
    }

    private Verdict judge(Context context, FileDemand demand, PathStat stat, List<Evidence> evidence) {
        boolean holds = demand.holds(stat);
        return Verdict.of(holds, stat.path(), demand.seen(stat), demand.expected(), stat.path() + " has "
                + demand.seen(stat) + (holds ? ", as expected" : "; expected " + demand.expected() + folder(context, stat)),
                evidence);
    }

    /** It changes no verdict, since who stands in the folder or holds it open is past it; a waiver may name it. */
    private String folder(Context context, PathStat stat) {
        String path = stat.path().substring(0, stat.path().lastIndexOf('/'));
        return folders.stream().flatMap(need -> Optional.ofNullable(context.get(need).known().get(path)).stream())
                .findFirst().map(folder -> " (its folder " + path + " has mode " + folder.octal() + ", owner "
                        + folder.owner() + ")").orElse("");
    }

    /** None of the files is there, and nothing runs that would have them. */
    private Verdict nothing(Context context) {
        return new Verdict.NotApplicable("", "there is no " + files.noun() + " on " + context.target().name()
                + ": nothing is at " + String.join(", ", files.patterns()) + ", and " + String.join(" and ",
                files.holders().keySet()) + (files.holders().size() == 1 ? " does not run" : " do not run"),
                evidence(context, stats));
    }

    private static List<Evidence> evidence(Context context, List<Need.Own<PerSubject<PathStat>>> needs) {
        return needs.stream().flatMap(need -> context.sources(need).stream()).map(source -> source.evidence(0, ""))
                .distinct().toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        PathStat stat = stats.stream().flatMap(need ->
                Optional.ofNullable(context.get(need).known().get(fail.subject())).stream()).findFirst().orElseThrow();
        return List.of(Step.command(node, demand(context).command(stat)), Step.prose("Where the node boots from a software image, "
                + "do the same in the image; what writes the file anew (kubeadm, a package) may undo it."));
    }
}
