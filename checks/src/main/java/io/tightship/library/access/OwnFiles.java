package io.tightship.library.access;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Evidence;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Judges files that hold credentials: they belong to one user, and nobody else may do anything with them. */
final class OwnFiles {

    /** Nothing outside of read and write for the owner. */
    static final int MOST = 0600;

    private OwnFiles() {
    }

    static List<Need.Own<PerSubject<PathStat>>> needs(String... patterns) {
        return List.of(patterns).stream().map(pattern -> Need.Own.of(PathStat.matching(pattern))).toList();
    }

    /**
     * A verdict for each file that is there.
     *
     * @param owner the user whom a file must belong to, {@code -1} for nobody whom one could name, which fails; empty
     *              where it was not read, and then nothing is said of the file
     * @param none  why the rule does not apply where none of them is there
     */
    static List<Verdict> judge(Context context, List<Need.Own<PerSubject<PathStat>>> stats,
                               Function<PathStat, OptionalLong> owner, String none) {
        return judge(context, stats, owner, stat -> MOST, none);
    }

    /** @param most the bits that a file may have: more than its owner's where the site lets a group read it */
    static List<Verdict> judge(Context context, List<Need.Own<PerSubject<PathStat>>> stats,
                               Function<PathStat, OptionalLong> owner, ToIntFunction<PathStat> most, String none) {
        // Two of them may name the same file.
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (Need.Own<PerSubject<PathStat>> need : stats) {
            context.get(need).known().forEach((path, stat) -> owner.apply(stat).ifPresent(user -> verdicts.putIfAbsent(
                    path, judge(stat, user, most.applyAsInt(stat), context.sources(need, path).stream().map(source ->
                            source.evidence(0, seen(stat))).toList()))));
        }
        if (stats.stream().allMatch(need -> context.get(need).isEmpty())) {
            return List.of(new Verdict.NotApplicable("", none, stats.stream().flatMap(need ->
                    context.sources(need).stream()).map(source -> source.evidence(0, "")).distinct().toList()));
        }
        return List.copyOf(verdicts.values());
    }

    private static Verdict judge(PathStat stat, long owner, int most, List<Evidence> evidence) {
        if (stat.type() != 'f') {
            return new Verdict.NotApplicable(stat.path(), stat.path() + " is no file", evidence);
        }
        String expected = "owner " + (owner < 0 ? "of its home" : owner) + String.format(", mode %04o or less", most);
        boolean holds = owner == stat.owner() && stat.within(most);
        return Verdict.of(holds, stat.path(), seen(stat), expected, stat.path() + " has " + seen(stat)
                + (most == MOST ? "" : ", readable by the approved group " + stat.group())
                + (holds ? ", as expected" : "; expected " + expected), evidence);
    }

    private static String seen(PathStat stat) {
        return "owner " + stat.owner() + ", mode " + stat.octal();
    }

    static List<Step> steps(Target target, Verdict.Fail fail, String owner) {
        String path = fail.subject().matches("[A-Za-z0-9_./@+-]+") ? fail.subject()
                : "'" + fail.subject().replace("'", "'\\''") + "'";
        return List.of(Step.command(target.name(), "chown " + owner + " " + path), Step.command(target.name(),
                "chmod 0600 " + path), Step.prose("Whoever could read the file may have copied it: think about a new "
                + "credential, since a client certificate cannot be revoked."));
    }
}
