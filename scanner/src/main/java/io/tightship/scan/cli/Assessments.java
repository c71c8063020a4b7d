package io.tightship.scan.cli;

import io.tightship.report.json.StoredAssessment;
import java.io.IOException;
import java.nio.file.Path;

/** Former runs that commands are given by the name of their {@code assessment.json}. */
final class Assessments {

    private Assessments() {
    }

    /** @throws UsageError where it is not there, or not whole */
    static StoredAssessment open(Path file) {
        try {
            return StoredAssessment.open(file);
        } catch (IOException e) {
            throw new UsageError(e.getMessage());
        }
    }
}
