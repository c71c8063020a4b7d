package io.tightship.scan;

import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import java.util.Set;

/**
 * Decides a run's exit code. Waived findings, and those of nodes under maintenance, do not count here; they stay in the
 * reports.
 *
 * @param failOn          the lowest severity of a FAIL that counts
 * @param minimumCoverage percent, 0 to 100
 * @param known           ids of failures that do not count, since they are not new
 */
public record Gate(Severity failOn, double minimumCoverage, Set<String> known) {

    public Gate {
        known = Set.copyOf(known);
    }

    /** Every failure counts. */
    public Gate(Severity failOn, double minimumCoverage) {
        this(failOn, minimumCoverage, Set.of());
    }

    /**
     * @param counted failures at or above the threshold, not waived
     * @param coverage of what is not waived
     */
    public record Result(ExitCode code, long counted, Coverage.Count coverage) {
        /** True where what had to be judged was judged. */
        public boolean complete() {
            return code != ExitCode.INCOMPLETE && code != ExitCode.INTERRUPTED;
        }
    }

    public Result decide(Iterable<Finding> findings, boolean interrupted) {
        long counted = 0;
        Coverage.Count coverage = Coverage.Count.NONE;
        for (Finding finding : findings) {
            if (finding.waiver().isPresent()) {
                continue;
            }
            coverage = coverage.plus(finding.outcome());
            if (finding.outcome() == Outcome.FAIL && finding.severity().compareTo(failOn) >= 0
                    && !known.contains(finding.id())) {
                counted++;
            }
        }
        ExitCode code;
        if (interrupted) {
            code = ExitCode.INTERRUPTED;
        } else if (coverage.percent() < minimumCoverage) {
            code = ExitCode.INCOMPLETE;
        } else {
            code = counted > 0 ? ExitCode.FINDINGS : ExitCode.CLEAN;
        }
        return new Result(code, counted, coverage);
    }
}
