package io.tightship.report;

import io.tightship.model.Coverage;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A made-up history that ends with the sample site: every ninth night was not complete, and one did not run. */
public final class SampleNights {

    private SampleNights() {
    }

    /** Oldest first. */
    public static List<Night> before(Night last, int count) {
        List<Night> nights = new ArrayList<>();
        String former = "";
        for (int i = count; i > 0; i--) {
            if (i == 7) {
                continue;
            }
            boolean complete = i % 9 != 0;
            long failed = last.totals().count(Outcome.FAIL) / 2 + i * 3L / 2 + i * 7 % 5;
            long errors = (complete ? 4 : 30) + i % 3;
            long passed = last.totals().findings() - failed - errors - 3;
            Instant at = last.startedAt().minus(Duration.ofDays(i));
            String run = at.toString().replaceAll("[-:]|\\.[0-9]+", "") + "-" + i;
            nights.add(new Night(run, at, complete, last.site(), new Totals(last.totals().findings(), Map.of(
                    Outcome.FAIL, failed, Outcome.ERROR, errors, Outcome.PASS, passed, Outcome.MANUAL, 2L,
                    Outcome.NOT_APPLICABLE, 1L), Map.of(Severity.LOW, 0L, Severity.MEDIUM, failed, Severity.HIGH, 0L,
                    Severity.CRITICAL, 0L), 1), new Coverage.Count(failed + errors + passed, failed + passed),
                    former.isEmpty() ? Optional.empty() : Optional.of(new Night.Changes(former, i % 4, i % 5))));
            if (complete) {
                former = run;
            }
        }
        return nights;
    }

    /** The history of the sample site, with itself. */
    public static List<Night> site() {
        return Night.upTo(SampleAssessment.site().assessment(),
                before(Night.of(SampleAssessment.site().assessment()), 40));
    }
}
