package io.tightship.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Cause;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Gate STRICT = new Gate(Severity.LOW, 100);

    @Test
    void a_run_without_failures_that_saw_everything_is_clean() {
        assertThat(STRICT.decide(List.of(finding(Outcome.PASS, Severity.HIGH, false),
                finding(Outcome.NOT_APPLICABLE, Severity.HIGH, false), finding(Outcome.MANUAL, Severity.LOW, false)),
                false).code()).isEqualTo(ExitCode.CLEAN);
    }

    @Test
    void only_failures_at_or_above_the_threshold_count() {
        List<Finding> medium = List.of(finding(Outcome.PASS, Severity.LOW, false),
                finding(Outcome.FAIL, Severity.MEDIUM, false));
        assertThat(new Gate(Severity.MEDIUM, 100).decide(medium, false).code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(new Gate(Severity.HIGH, 100).decide(medium, false).code()).isEqualTo(ExitCode.CLEAN);
        assertThat(new Gate(Severity.HIGH, 100).decide(medium, false).counted()).isZero();
    }

    @Test
    void t47_an_error_makes_it_incomplete_and_that_wins_over_findings_unless_less_is_asked_for() {
        List<Finding> half = List.of(finding(Outcome.ERROR, Severity.LOW, false),
                finding(Outcome.FAIL, Severity.LOW, false));
        Gate.Result result = STRICT.decide(half, false);
        assertThat(result.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(result.counted()).isEqualTo(1);
        assertThat(result.complete()).isFalse();
        assertThat(new Gate(Severity.LOW, 50).decide(half, false).code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(new Gate(Severity.LOW, 50.1).decide(half, false).code()).isEqualTo(ExitCode.INCOMPLETE);
    }

    @Test
    void what_is_waived_counts_neither_as_a_failure_nor_for_coverage() {
        assertThat(STRICT.decide(List.of(finding(Outcome.FAIL, Severity.CRITICAL, true),
                finding(Outcome.ERROR, Severity.CRITICAL, true), finding(Outcome.PASS, Severity.LOW, false)), false)
                .code()).isEqualTo(ExitCode.CLEAN);
    }

    @Test
    void an_interrupted_run_says_so_whatever_it_found() {
        Gate.Result result = STRICT.decide(List.of(finding(Outcome.PASS, Severity.LOW, false)), true);
        assertThat(result.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(result.complete()).isFalse();
    }

    private static Finding finding(Outcome outcome, Severity severity, boolean waived) {
        Target target = new Target.Site("s");
        String subject = outcome + " " + severity + " " + waived;
        return new Finding(Finding.identity("r-x", target, subject, ""), "r-x", target, subject, "", outcome, severity,
                "", "", "message", outcome == Outcome.ERROR ? Optional.of(Cause.of("site/s", Reason.TIMED_OUT, "slow"))
                : Optional.empty(), List.of(), List.of(), waived ? Optional.of(new Waiver("maintenance", "a reason",
                LocalDate.of(2026, 12, 31))) : Optional.empty());
    }

    @Test
    void t42_two_of_seven_nodes_that_were_not_read_leave_five_sevenths_and_no_clean_exit() {
        List<Finding> findings = new java.util.ArrayList<>(java.util.Collections.nCopies(5,
                finding(Outcome.PASS, Severity.LOW, false)));
        findings.addAll(java.util.Collections.nCopies(2, finding(Outcome.ERROR, Severity.LOW, false)));
        assertThat(STRICT.decide(findings, false).code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(new Gate(Severity.LOW, 71).decide(findings, false).code()).isEqualTo(ExitCode.CLEAN);
        assertThat(new Gate(Severity.LOW, 72).decide(findings, false).code()).isEqualTo(ExitCode.INCOMPLETE);
    }
}
