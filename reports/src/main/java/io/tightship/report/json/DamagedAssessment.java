package io.tightship.report.json;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not an assessment as this version writes it; the message tells the place and what is wrong with it. */
public final class DamagedAssessment extends IOException {

    private static final long serialVersionUID = 1;

    DamagedAssessment(Path file, String what) {
        super(file + " is not a whole assessment of this version: " + what);
    }
}
