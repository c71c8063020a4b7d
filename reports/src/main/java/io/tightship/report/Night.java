package io.tightship.report;

import io.tightship.model.Assessment;
import io.tightship.model.Comparison;
import io.tightship.model.Coverage;
import io.tightship.model.Totals;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the runs that a site's history consists of, in the numbers that a trend shows.
 *
 * @param run      its id
 * @param complete false where it was interrupted or coverage stayed under the minimum
 * @param coverage of all rules and targets
 * @param changes  since an earlier run; empty where there was none to compare with
 */
public record Night(String run, Instant startedAt, boolean complete, String site, Totals totals,
                    Coverage.Count coverage, Optional<Changes> changes) implements Comparable<Night> {

    private static final Comparator<Night> ORDER = Comparator.comparing(Night::startedAt).thenComparing(Night::run);

    /** @param before the id of the run that it was compared with */
    public record Changes(String before, long fresh, long resolved) {
    }

    public static Night of(Assessment assessment) {
        return new Night(assessment.run().id(), assessment.run().startedAt(), assessment.run().complete(),
                assessment.site(), assessment.totals(), assessment.coverage().total(),
                assessment.comparison().map(comparison -> new Changes(comparison.baseline().run(),
                        comparison.count(Comparison.Kind.NEW), comparison.count(Comparison.Kind.RESOLVED))));
    }

    /** The history as a run saw it, oldest first: itself, and the nights before it. */
    public static List<Night> upTo(Assessment assessment, List<Night> nights) {
        Night own = of(assessment);
        return Stream.concat(nights.stream().filter(night -> night.compareTo(own) < 0), Stream.of(own)).sorted()
                .toList();
    }

    public Score score() {
        return Score.of(totals);
    }

    @Override
    public int compareTo(Night other) {
        return ORDER.compare(this, other);
    }
}
