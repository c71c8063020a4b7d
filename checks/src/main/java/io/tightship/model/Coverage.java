package io.tightship.model;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of what had to be judged was judged.
 *
 * @param byRule   by rule id
 * @param byTarget by target id
 */
public record Coverage(Count total, SortedMap<String, Count> byRule, SortedMap<String, Count> byTarget) {

    /**
     * @param expected findings that had to come to PASS or FAIL
     * @param judged   those that did
     */
    public record Count(long expected, long judged) {
        public static final Count NONE = new Count(0, 0);

        public Count plus(Outcome outcome) {
            return outcome.expected() ? new Count(expected + 1, judged + (outcome.judged() ? 1 : 0)) : this;
        }

        /** 0 to 100; 100 where nothing was expected. */
        public double percent() {
            return expected == 0 ? 100.0 : 100.0 * judged / expected;
        }
    }

    /** Counts findings as they come. */
    public static final class Counter {
        private final SortedMap<String, Count> byRule = new TreeMap<>();
        private final SortedMap<String, Count> byTarget = new TreeMap<>();
        private Count total = Count.NONE;

        public void add(Finding finding) {
            total = total.plus(finding.outcome());
            byRule.compute(finding.rule(), (rule, count) -> plus(count, finding));
            byTarget.compute(finding.target().id(), (target, count) -> plus(count, finding));
        }

        private static Count plus(Count count, Finding finding) {
            return (count == null ? Count.NONE : count).plus(finding.outcome());
        }

        public Coverage coverage() {
            return new Coverage(total, byRule, byTarget);
        }
    }
}
