package io.tightship.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One row of an assessment: a rule, judged for one subject of one target.
 *
 * @param id       hash of rule, target, subject and variant: the same finding has the same id every night
 * @param variant  tells findings apart where benchmarks give one rule different values; else empty
 * @param observed what was seen; empty where nothing was
 * @param cause    present exactly where the outcome is ERROR
 */
public record Finding(String id, String rule, Target target, String subject, String variant, Outcome outcome,
                      Severity severity, String observed, String expected, String message, Optional<Cause> cause,
                      List<Step> remediation, List<Evidence> evidence, Optional<Waiver> waiver)
        implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::rule)
            .thenComparing(Finding::target).thenComparing(Finding::subject).thenComparing(Finding::variant);

    public Finding {
        remediation = List.copyOf(remediation);
        evidence = List.copyOf(evidence);
        if (cause.isPresent() != (outcome == Outcome.ERROR)) {
            throw new IllegalArgumentException("a cause belongs to ERROR and to nothing else: " + rule);
        }
    }

    public static String identity(String rule, Target target, String subject, String variant) {
        return Digest.identity("finding", rule, target.id(), subject, variant);
    }

    public Finding waivedBy(Waiver granted) {
        return with(Optional.of(granted));
    }

    /** As it counts where nothing is waived. */
    public Finding unwaived() {
        return with(Optional.empty());
    }

    private Finding with(Optional<Waiver> other) {
        return new Finding(id, rule, target, subject, variant, outcome, severity, observed, expected, message, cause,
                remediation, evidence, other);
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
