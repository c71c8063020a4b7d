package io.tightship.model;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a run differs from an earlier one. What was not judged on one of the two sides is incomparable: it is never
 * resolved.
 *
 * @param counts  of each kind; {@link Kind#UNCHANGED} are failures that were there before with the same evidence
 * @param changes sorted; incomparable findings stand here only where they failed on one side
 */
public record Comparison(Baseline baseline, Map<Kind, Long> counts, List<Change> changes) {

    public Comparison {
        counts = Collections.unmodifiableMap(new EnumMap<>(counts));
        changes = List.copyOf(changes);
    }

    /** The earlier run. */
    public record Baseline(String run, Instant startedAt, String version, boolean complete) {
    }

    /** What became of a finding. */
    public enum Kind {
        /** It fails now, and before it was judged otherwise or not there. */
        NEW,
        /** It failed, and now it passes, does not apply, or its subject is proven to be gone. */
        RESOLVED,
        /** It fails on both sides, with other evidence. */
        CHANGED,
        /** It was not judged on one side. */
        INCOMPARABLE,
        /** It fails on both sides with the same evidence. */
        UNCHANGED
    }

    /**
     * One finding that differs.
     *
     * @param finding the finding's id, the same in both runs
     * @param target  {@link Target#id()}
     * @param before  empty where the earlier run has no such finding
     * @param after   empty where this run has none
     * @param note    what differs, or why it cannot be compared
     */
    public record Change(Kind kind, String finding, String rule, String target, String subject, String variant,
                         Severity severity, Optional<Outcome> before, Optional<Outcome> after, String note)
            implements Comparable<Change> {

        private static final Comparator<Change> ORDER = Comparator.comparing(Change::kind)
                .thenComparing(Change::rule).thenComparing(Change::target).thenComparing(Change::subject)
                .thenComparing(Change::variant);

        @Override
        public int compareTo(Change other) {
            return ORDER.compare(this, other);
        }
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }
}
