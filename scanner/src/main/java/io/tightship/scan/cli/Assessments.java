package io.tightship.scan.cli;

import io.tightship.model.Assessment;
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

    /** @throws UsageError where the former run is of another site */
    static void sameSite(Assessment former, String site) {
        if (!former.site().equals(site)) {
            throw new UsageError("run " + former.run().id() + " is of the site '" + former.site() + "', not of '" + site
                    + "': two sites are not compared");
        }
    }
}
