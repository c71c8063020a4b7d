package io.tightship.model;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Findings counted by outcome, and the failed ones by severity. Waived findings are counted by their outcome, and once
 * more under {@code waived}.
 */
public record Totals(long findings, Map<Outcome, Long> byOutcome, Map<Severity, Long> failedBySeverity, long waived) {

    /** Counts in any order. */
    public static Totals of(Iterable<Finding> findings) {
        Counter counter = new Counter();
        findings.forEach(counter::add);
        return counter.totals();
    }

    /** Counts findings as they come. */
    public static final class Counter {
        private final long[] outcomes = new long[Outcome.values().length];
        private final long[] failed = new long[Severity.values().length];
        private long waived;

        public void add(Finding finding) {
            outcomes[finding.outcome().ordinal()]++;
            if (finding.outcome() == Outcome.FAIL) {
                failed[finding.severity().ordinal()]++;
            }
            if (finding.waiver().isPresent()) {
                waived++;
            }
        }

        public Totals totals() {
            Map<Outcome, Long> byOutcome = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                byOutcome.put(outcome, outcomes[outcome.ordinal()]);
            }
            Map<Severity, Long> bySeverity = new EnumMap<>(Severity.class);
            for (Severity severity : Severity.values()) {
                bySeverity.put(severity, failed[severity.ordinal()]);
            }
            return new Totals(LongStream.of(outcomes).sum(), byOutcome, bySeverity, waived);
        }
    }

    public long count(Outcome outcome) {
        return byOutcome.get(outcome);
    }
}
