package io.tightship.scan.waive;

import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.scan.data.Glob;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A waiver, or an attestation of a rule, as a file grants it.
 *
 * @param place    file and line
 * @param observed what was seen when it was granted; it lapses when something else is
 * @param errors   whether it covers what could not be judged, too
 * @param waiver   what stands beside a finding that it covers
 */
record Granted(String place, Glob rule, Glob target, Glob subject, Optional<String> observed, boolean errors,
               Waiver waiver) {

    boolean isAttestation() {
        return waiver.kind().equals("attestation");
    }

    boolean names(Target judged) {
        return target.matches(judged.name()) || target.matches(judged.id());
    }

    /** Whether it is about the finding, whatever was observed and whatever day it is. */
    boolean concerns(Finding finding) {
        boolean outcome = switch (finding.outcome()) {
            case FAIL -> !isAttestation();
            case ERROR -> !isAttestation() && errors;
            case MANUAL -> isAttestation();
            case PASS, NOT_APPLICABLE -> false;
        };
        return outcome && rule.matches(finding.rule()) && subject.matches(finding.subject()) && names(finding.target());
    }

    /** An error shows no value that could have changed. */
    boolean stillSees(Finding finding) {
        return finding.outcome() == Outcome.ERROR || observed.isEmpty() || observed.get().equals(finding.observed());
    }

    boolean holdsOn(LocalDate day) {
        return !waiver.expires().isBefore(day);
    }

    /** As remarks name it. */
    String description() {
        return place + ": the " + waiver.kind() + " of " + rule + " for " + target
                + (subject.toString().equals("*") ? "" : " (" + subject + ")");
    }
}
