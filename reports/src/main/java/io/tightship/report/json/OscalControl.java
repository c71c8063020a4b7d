package io.tightship.report.json;

import io.tightship.model.Benchmark;
import io.tightship.model.Outcome;
import io.tightship.report.Controls;
import io.tightship.report.Tally;
import java.util.List;
import java.util.Optional;

/**
 * A control with what it comes to, in OSCAL's words.
 *
 * @param id a token: begins with the benchmark's id, for numbers alone are none
 */
record OscalControl(String id, String title, List<String> rules, Outcome outcome, String meaning) {

    static Optional<OscalControl> of(Benchmark benchmark, Benchmark.Control control, Tally tally) {
        String id = token(benchmark.id() + "_" + control.id());
        return Controls.comesTo(control, tally).map(outcome -> new OscalControl(id, control.title(),
                control.rules().stream().map(Benchmark.RuleUse::rule).distinct().toList(), outcome, switch (outcome) {
                    case PASS -> "Everything that its rules need was read, and passed.";
                    case FAIL -> "At least one of its rules fails.";
                    case ERROR -> "Something that its rules need could not be read: nothing is decided.";
                    case NOT_APPLICABLE -> "It is proven that its rules concern no target.";
                    case MANUAL -> "Only a person can tell"
                            + control.manual().map(question -> ": " + question).orElse(".");
                }));
    }

    boolean satisfied() {
        return outcome == Outcome.PASS;
    }

    String reason() {
        return switch (outcome) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case ERROR, NOT_APPLICABLE, MANUAL -> "other";
        };
    }

    private static String token(String text) {
        String flat = text.replaceAll("[^\\p{L}\\p{N}._-]", "_");
        return flat.matches("[\\p{L}_].*") ? flat : "_" + flat;
    }
}
