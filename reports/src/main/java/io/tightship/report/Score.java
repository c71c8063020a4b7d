package io.tightship.report;

import io.tightship.model.Outcome;
import io.tightship.model.Totals;
import java.util.Locale;

/**
 * The one number of a report: passed findings among all that had to come to PASS or FAIL. What could not be judged
 * stays below the line, so that reading less never makes it rise. Waivers do not change it.
 *
 * @param passed   findings
 * @param expected those that passed, failed or could not be judged
 */
public record Score(long passed, long expected) {

    public static Score of(Totals totals) {
        long passed = totals.count(Outcome.PASS);
        return new Score(passed, passed + totals.count(Outcome.FAIL) + totals.count(Outcome.ERROR));
    }

    /** One decimal, rounded down: 100.0 % means all of them. "–" where nothing was expected. */
    public String percent() {
        return percent(passed, expected);
    }

    public String formula() {
        return "passed ÷ (passed + failed + not judged) = " + passed + " ÷ " + expected;
    }

    /** One decimal, rounded down. "–" where {@code whole} is 0. */
    public static String percent(long part, long whole) {
        if (whole == 0) {
            return "–";
        }
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(1000.0 * part / whole) / 10.0);
    }
}
