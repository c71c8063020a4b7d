package io.tightship.report;

import io.tightship.model.Benchmark;
import io.tightship.model.Outcome;
import java.util.Optional;

/** What the controls of a benchmark come to. */
public final class Controls {

    private Controls() {
    }

    /**
     * The first in the order of {@link Words#OUTCOMES} that one of its rules came to; MANUAL where only a person can
     * tell. Empty where nothing tells it, or none of its rules was part of the run.
     */
    public static Optional<Outcome> comesTo(Benchmark.Control control, Tally tally) {
        if (control.manual().isPresent()) {
            return Optional.of(Outcome.MANUAL);
        }
        return Words.OUTCOMES.stream().filter(outcome -> control.rules().stream()
                .anyMatch(use -> tally.rule(use.rule()).of(outcome) > 0)).findFirst();
    }
}
