package io.tightship.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Findings counted by outcome, and the failed ones by severity. Waived findings are counted by their outcome, and once
 * more under {@code waived}.
 */
public record Totals(long findings, Map<Outcome, Long> byOutcome, Map<Severity, Long> failedBySeverity, long waived) {

    /** Counts in any order. */
    public static Totals of(Iterable<Finding> findings) {
        long all = 0;
        long waived = 0;
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Map<Severity, Long> severities = new EnumMap<>(Severity.class);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0L);
        }
        for (Severity severity : Severity.values()) {
            severities.put(severity, 0L);
        }
        for (Finding finding : findings) {
            all++;
            outcomes.merge(finding.outcome(), 1L, Long::sum);
            if (finding.outcome() == Outcome.FAIL) {
                severities.merge(finding.severity(), 1L, Long::sum);
            }
            if (finding.waiver().isPresent()) {
                waived++;
            }
        }
        return new Totals(all, outcomes, severities, waived);
    }

    public long count(Outcome outcome) {
        return byOutcome.get(outcome);
    }
}
