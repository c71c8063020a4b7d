package io.tightship.scan.cli;

import io.tightship.model.Assessment;
import io.tightship.report.Night;
import io.tightship.report.ReportFormat;
import io.tightship.report.html.NightsPage;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.ExitCode;
import io.tightship.scan.history.History;
import io.tightship.scan.probe.DryRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship nightly}: a run that remembers those before it. */
@Command(name = "nightly", mixinStandardHelpOptions = true,
        description = "Audits the site, compares with the last complete night, and keeps the reports by night.")
final class NightlyCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Option(names = {"-i", "--inventory"}, paramLabel = "FILE", required = true, description = "The inventory.")
    private Path inventory;

    @Option(names = "--history", paramLabel = "DIR", required = true, description = "The folder of the nights.")
    private Path folder;

    @Option(names = "--keep", paramLabel = "N", defaultValue = "90",
            description = "Nights to keep (default: ${DEFAULT-VALUE}).")
    private String keep;

    @Option(names = "--keep-days", paramLabel = "DAYS", description = "Take away nights that are older.")
    private String keepDays;

    @Option(names = "--prometheus", paramLabel = "FILE",
            description = "Also put the night's metrics here, for the textfile collector of a node exporter.")
    private Optional<Path> prometheus = Optional.empty();

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Mixin
    private JudgementOptions judgement = new JudgementOptions();

    @Override
    public Integer call() {
        int most = ScanOptions.number("--keep", keep, 1, 100_000);
        OptionalInt days = keepDays == null ? OptionalInt.empty()
                : OptionalInt.of(ScanOptions.number("--keep-days", keepDays, 1, 100_000));
        try (History history = History.open(folder)) {
            return run(history, most, days).code();
        } catch (IOException e) {
            throw new ReportError(e.getMessage(), e);
        }
    }

    private ExitCode run(History history, int most, OptionalInt days) throws IOException {
        List<String> damaged = new ArrayList<>();
        List<Night> before = history.nights(damaged);
        if (judgement.baseline.isEmpty()) {
            judgement.baseline = baseline(history, before, damaged);
        }
        damaged.forEach(problem -> main.console().say(problem + "; it is left alone"));
        Audit audit = Audit.prepare(inventory, options, judgement, DryRun.OFF);
        String site = audit.inventory().site().name();
        Assessments.sameSite(folder, before, site);
        Judged judged = audit.judge(audit.run(main.console(), Clock.systemUTC()));
        Assessment assessment = audit.assessment(judged);
        Night night = Night.of(assessment);
        // The next night is compared with this one's JSON.
        Set<ReportFormat> formats = EnumSet.copyOf(options.formats());
        formats.add(ReportFormat.JSON);
        prometheus.ifPresent(file -> formats.add(ReportFormat.PROMETHEUS));
        Path incoming = history.begin();
        audit.report(judged, incoming, formats, Night.upTo(assessment, before));
        history.keep(incoming, night);
        history.retain(most, days, Instant.now());
        history.publish("index.html", NightsPage.of(assessment.site(), history.nights()));
        if (prometheus.isPresent()) {
            // The collector runs as another user.
            History.replace(prometheus.get(), Files.readString(history.folder(night).resolve(
                    ReportFormat.PROMETHEUS.fileName())), "rw-r--r--");
        }
        ExitCode code = judged.gate().code();
        if (!main.quiet || code != ExitCode.CLEAN) {
            main.console().say(line(judged, assessment, history.folder(night)));
        }
        return code;
    }

    /** The newest complete night whose assessment is whole. */
    private static Optional<Path> baseline(History history, List<Night> nights, List<String> damaged) {
        for (Night night : nights.reversed()) {
            Path file = history.folder(night).resolve(ReportFormat.JSON.fileName());
            if (night.complete()) {
                try {
                    StoredAssessment.open(file).close();
                    return Optional.of(file);
                } catch (IOException e) {
                    damaged.add(e.getMessage());
                }
            }
        }
        return Optional.empty();
    }

    /** Everything in one line, as a mail of cron shows it. */
    private String line(Judged judged, Assessment assessment, Path where) {
        Optional<String> changes = judged.comparison().map(Summary::comparison);
        return assessment.site() + ": " + Summary.verdict(main.console(), judged, options.minimumCoverage()) + " "
                + changes.map(text -> text + " ").orElse("") + where;
    }
}
