package io.tightship.report;

import io.tightship.model.Finding;
import io.tightship.model.Totals;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The findings of an assessment, as often as a writer needs them. */
public interface Findings {

    long count();

    Totals totals();

    /** Sorted by the order of {@link Finding}. May be called again; close the stream: it may hold a file open. */
    Stream<Finding> ordered();

    /** Findings that fit into memory, in any order. */
    static Findings of(Collection<Finding> findings) {
        return new InMemory(findings.stream().sorted().toList(), Totals.of(findings));
    }

    /** @param sorted by the order of {@link Finding} */
    record InMemory(List<Finding> sorted, Totals totals) implements Findings {
        @Override
        public long count() {
            return sorted.size();
        }

        @Override
        public Stream<Finding> ordered() {
            return sorted.stream();
        }
    }
}
