package io.tightship.report.files;

import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;

/** Writes the reports of the sample site to a folder, to be looked at. */
public final class SampleReports {

    private SampleReports() {
    }

    public static void main(String[] arguments) throws IOException {
        SampleAssessment sample = SampleAssessment.site();
        ReportFiles.write(Path.of(arguments[0]), EnumSet.allOf(ReportFormat.class), sample.assessment(),
                sample.findings()).forEach(System.out::println);
    }
}
