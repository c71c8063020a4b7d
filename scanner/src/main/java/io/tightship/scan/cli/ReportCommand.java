package io.tightship.scan.cli;

import io.tightship.model.Assessment;
import io.tightship.report.Night;
import io.tightship.report.ReportFormat;
import io.tightship.report.files.Layout;
import io.tightship.report.files.ReportFiles;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship report}: any format of a former run, made of its {@code assessment.json}. */
@Command(name = "report", mixinStandardHelpOptions = true,
        description = "Writes the reports of a former run again, from its assessment.json.")
final class ReportCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "FILE", description = "The assessment.json of a run.")
    private Path file;

    @Option(names = "--format", paramLabel = "FORMAT", split = ",", description = ScanOptions.FORMATS)
    private List<String> formats = new ArrayList<>();

    @Option(names = "--history", paramLabel = "DIR",
            description = "The folder of the nights: html and xlsx show how they went up to this run.")
    private Optional<Path> history = Optional.empty();

    @Mixin
    private LayoutOptions layout = new LayoutOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public void run() {
        Set<ReportFormat> wanted = ScanOptions.formats(formats);
        Layout wantedLayout = layout.layout();
        try (StoredAssessment stored = Assessments.open(file)) {
            List<Path> written = ReportFiles.write(output.folder, wanted, wantedLayout, stored.assessment(), stored,
                    nights(stored.assessment()));
            if (!main.quiet) {
                written.forEach(report -> main.console().say("  " + report));
            }
        } catch (IOException e) {
            throw new ReportError(e.getMessage(), e);
        }
    }

    private List<Night> nights(Assessment assessment) {
        if (history.isEmpty()) {
            return List.of();
        }
        List<String> damaged = new ArrayList<>();
        List<Night> nights;
        try {
            nights = History.read(history.get(), damaged);
        } catch (IOException e) {
            throw new UsageError(history.get() + " is no folder of nights: " + e);
        }
        Assessments.sameSite(history.get(), nights, assessment.site());
        damaged.forEach(problem -> main.console().say(problem + "; it is left out"));
        return Night.upTo(assessment, nights);
    }
}
