package io.tightship.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Witness;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {

    private static final Rule RULE = SampleRules.ALL.getFirst();
    private static final Target.Switch A = new Target.Switch("a");
    private static final Finding PASSED = SampleAssessment.pass(RULE, A, "");
    private static final Finding FAILED = SampleAssessment.fail(RULE, A, "s", "", "", "", List.of(),
            SampleAssessment.evidence(Witness.ON_DISK, A, "", 0, "", ""));
    private static final Finding UNREAD = SampleAssessment.error(RULE, A, Reason.TIMED_OUT, "");

    @Test
    void what_was_not_read_never_raises_the_score() {
        Score judged = Score.of(Totals.of(List.of(PASSED, FAILED)));
        assertThat(Score.of(Totals.of(List.of(PASSED, UNREAD)))).isEqualTo(judged);
        assertThat(judged.percent()).isEqualTo("50.0 %");
        assertThat(judged.formula()).isEqualTo("passed ÷ (passed + failed + not judged) = 1 ÷ 2");
    }

    @Test
    void a_hundred_percent_means_all_of_them() {
        assertThat(new Score(99_999, 100_000).percent()).isEqualTo("99.9 %");
        assertThat(new Score(3, 3).percent()).isEqualTo("100.0 %");
        assertThat(new Score(0, 0).percent()).isEqualTo("–");
    }

    @Test
    void a_run_that_judged_nothing_does_not_say_that_nothing_failed() {
        assertThat(Words.verdict(SampleAssessment.of(List.of(A), List.of(UNREAD)).assessment()))
                .containsExactly("Nothing was judged.", "1 finding could not be judged: see what could not be read.",
                        "This run is incomplete.");
    }

    @Test
    void findings_can_be_passed_over_again_in_the_same_order() {
        Findings findings = Findings.of(List.of(FAILED, PASSED));
        assertThat(findings.ordered()).containsExactly(PASSED, FAILED);
        assertThat(findings.ordered()).containsExactly(PASSED, FAILED);
        assertThat(findings.count()).isEqualTo(2);
        assertThat(findings.totals().count(Outcome.FAIL)).isEqualTo(1);
    }

    @Test
    void t45_what_does_not_apply_is_no_pass_and_not_in_the_denominator() {
        Finding none = new Finding("id", RULE.id(), A, "", "", Outcome.NOT_APPLICABLE, RULE.severity(), "", "", "none runs",
                java.util.Optional.empty(), List.of(), List.of(), java.util.Optional.empty());
        assertThat(Score.of(Totals.of(List.of(PASSED, FAILED, none, none)))).isEqualTo(
                Score.of(Totals.of(List.of(PASSED, FAILED))));
    }
}
