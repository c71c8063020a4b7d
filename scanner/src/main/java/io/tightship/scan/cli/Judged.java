package io.tightship.scan.cli;

import io.tightship.model.Assessment;
import io.tightship.report.Findings;
import io.tightship.report.Night;
import io.tightship.report.ReportFormat;
import io.tightship.report.files.Layout;
import io.tightship.report.files.ReportFiles;
import io.tightship.scan.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A run with everything that is said about it.
 *
 * @param findings with their waivers
 */
record Judged(Assessment assessment, Findings findings, Gate.Result gate) {

    /**
     * The files written.
     *
     * @param nights that the reports show, this run the last of them; empty where there are none
     * @throws ReportError where a file could not be written
     */
    List<Path> report(Path folder, Set<ReportFormat> formats, Layout layout, List<Night> nights) {
        try {
            return ReportFiles.write(folder, formats, layout, assessment, findings, nights);
        } catch (IOException e) {
            throw new ReportError(e.getMessage(), e);
        }
    }
}
