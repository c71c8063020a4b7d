package io.tightship.scan.cli;

import io.tightship.report.files.ReportFiles;
import io.tightship.report.files.UnwrittenReport;
import io.tightship.report.json.SpooledFindings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where reports go. */
final class OutputOption {

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", defaultValue = "tightship-reports",
            description = "The folder for the reports (default: ${DEFAULT-VALUE}).")
    Path folder;

    /** Before anything is sent. @throws ReportError where nothing can be written there */
    static SpooledFindings spool(Path folder) {
        try {
            ReportFiles.createFolder(folder);
            return SpooledFindings.in(folder);
        } catch (IOException e) {
            throw unwritten(folder, e);
        }
    }

    /** In the system's words, with the file where it names one. */
    static ReportError unwritten(Path folder, IOException e) {
        if (e instanceof UnwrittenReport) {
            return new ReportError(e.getMessage(), e);
        }
        Path where = e instanceof FileSystemException failure && failure.getFile() != null ? Path.of(failure.getFile())
                : folder;
        return new ReportError(new UnwrittenReport(where, e).getMessage(), e);
    }
}
