package io.tightship.report;

import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Findings counted in one pass, in each way that a report shows.
 *
 * @param byRule     by rule id; only rules with a finding
 * @param bySeverity all severities
 * @param byTarget   only targets with a finding
 * @param byCause    by the id of the cause; only causes with a finding
 * @param byWaiver   findings that each waiver covers
 */
public record Tally(SortedMap<String, Counts> byRule, Map<Severity, Counts> bySeverity,
                    SortedMap<Target, Counts> byTarget, SortedMap<String, Reach> byCause,
                    Map<Waiver, Long> byWaiver) {

    public static Tally of(Findings findings) {
        SortedMap<String, Counts> rules = new TreeMap<>();
        Map<Severity, Counts> severities = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            severities.put(severity, new Counts());
        }
        SortedMap<Target, Counts> targets = new TreeMap<>();
        SortedMap<String, Reach> causes = new TreeMap<>();
        Map<Waiver, Long> waivers = new HashMap<>();
        try (Stream<Finding> all = findings.ordered()) {
            all.forEach(finding -> {
                rules.computeIfAbsent(finding.rule(), rule -> new Counts()).add(finding);
                severities.get(finding.severity()).add(finding);
                targets.computeIfAbsent(finding.target(), target -> new Counts()).add(finding);
                finding.cause().ifPresent(
                        cause -> causes.computeIfAbsent(cause.id(), id -> new Reach()).add(finding));
                finding.waiver().ifPresent(waiver -> waivers.merge(waiver, 1L, Long::sum));
            });
        }
        return new Tally(Collections.unmodifiableSortedMap(rules), Collections.unmodifiableMap(severities),
                Collections.unmodifiableSortedMap(targets), Collections.unmodifiableSortedMap(causes),
                Collections.unmodifiableMap(waivers));
    }

    /** The counts of a rule; none where it has no finding. */
    public Counts rule(String id) {
        return byRule.getOrDefault(id, new Counts());
    }

    /** What a cause took; nothing where no finding points to it. */
    public Reach cause(String id) {
        return byCause.getOrDefault(id, new Reach());
    }

    /** Findings by outcome, and how many of these a waiver takes out of the gate. */
    public static final class Counts {
        private final long[] all = new long[Outcome.values().length];
        private final long[] waived = new long[Outcome.values().length];

        private void add(Finding finding) {
            all[finding.outcome().ordinal()]++;
            if (finding.waiver().isPresent()) {
                waived[finding.outcome().ordinal()]++;
            }
        }

        public long of(Outcome outcome) {
            return all[outcome.ordinal()];
        }

        public long waived(Outcome outcome) {
            return waived[outcome.ordinal()];
        }

        public long sum() {
            long sum = 0;
            for (long count : all) {
                sum += count;
            }
            return sum;
        }
    }

    /** What one cause kept from being judged. */
    public static final class Reach {
        private final Set<String> rules = new TreeSet<>();
        private final Set<Target> targets = new TreeSet<>();
        private long findings;

        private void add(Finding finding) {
            rules.add(finding.rule());
            targets.add(finding.target());
            findings++;
        }

        public int rules() {
            return rules.size();
        }

        /** The targets that have its findings: one dead jump host takes all that lie behind it. */
        public int targets() {
            return targets.size();
        }

        public long findings() {
            return findings;
        }
    }
}
