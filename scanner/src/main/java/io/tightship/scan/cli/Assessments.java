package io.tightship.scan.cli;

import io.tightship.model.Assessment;
import io.tightship.report.Night;
import io.tightship.report.json.StoredAssessment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

    /** @throws UsageError where the folder has nights of another site */
    static void sameSite(Path folder, List<Night> nights, String site) {
        nights.stream().filter(night -> !night.site().equals(site)).findFirst().ifPresent(night -> {
            throw new UsageError(folder + " holds nights of the site '" + night.site() + "', not of '" + site + "'");
        });
    }
}
