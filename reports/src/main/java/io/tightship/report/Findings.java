package io.tightship.report;

import io.tightship.model.Finding;
import io.tightship.model.Totals;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The findings of an assessment, read as often as a writer needs. */
public interface Findings {

    long count();

    Totals totals();

    /** Sorted by rule, target, subject and variant. To be closed. */
    Stream<Finding> ordered();

    /** Held in memory. */
    static Findings of(Collection<Finding> findings) {
        List<Finding> sorted = findings.stream().sorted().toList();
        Totals totals = Totals.of(sorted);
        return new Findings() {
            @Override
            public long count() {
                return sorted.size();
            }

            @Override
            public Totals totals() {
                return totals;
            }

            @Override
            public Stream<Finding> ordered() {
                return sorted.stream();
            }
        };
    }
}
