package io.tightship.report.files;

import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import io.tightship.report.SampleNights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;

/** Writes the reports of the sample site to a folder, to be looked at. */
public final class SampleReports {

    private SampleReports() {
    }

    public static void main(String[] arguments) throws IOException {
        SampleAssessment sample = SampleAssessment.site();
        ReportFiles.write(Path.of(arguments[0]), EnumSet.allOf(ReportFormat.class), Layout.SINGLE_FILES,
                sample.assessment(), sample.findings(), SampleNights.site()).forEach(System.out::println);
    }
}
