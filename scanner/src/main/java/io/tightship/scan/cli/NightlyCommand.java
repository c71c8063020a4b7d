package io.tightship.scan.cli;

import io.tightship.report.Night;
import io.tightship.report.ReportFormat;
import io.tightship.report.html.NightsPage;
import io.tightship.report.json.SpooledFindings;
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

    @Option(names = "--evidence", description = "Also keep everything that was read with the night, in evidence.zip.")
    private boolean evidence;

    @Option(names = "--sign-with", paramLabel = "KEY", description = "Sign the bundle with this Ed25519 key (PEM).")
    private Optional<Path> key = Optional.empty();

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
        } catch (History.Busy e) {
            throw new ReportError(e.getMessage(), e);
        } catch (IOException e) {
            throw OutputOption.unwritten(folder, e);
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
        if (!before.isEmpty()) {
            publish(history, site, before); // the run that made the last of them may have ended before it did
        }
        Path incoming = history.begin();
        try (SpooledFindings spool = SpooledFindings.in(incoming)) {
            Judged judged = new Judging(audit).of(new SiteReading(audit).live(main.console(), Clock.systemUTC(),
                    bundle(incoming)), spool);
            Path where = keep(history, incoming, judged, before, most, days);
            ExitCode code = judged.gate().code();
            if (!main.quiet || code != ExitCode.CLEAN) {
                main.console().say(line(judged, where));
            }
            return code;
        }
    }

    /** Among the night's reports, so that it comes and goes with them. */
    private EvidenceOptions bundle(Path incoming) {
        EvidenceOptions kept = new EvidenceOptions();
        kept.file = evidence ? Optional.of(incoming.resolve("evidence.zip")) : Optional.empty();
        kept.key = key;
        return kept;
    }

    /** Makes a night of the run, and gives its folder. */
    private Path keep(History history, Path incoming, Judged judged, List<Night> before, int most, OptionalInt days)
            throws IOException {
        Night night = Night.of(judged.assessment());
        // The next night is compared with this one's JSON.
        Set<ReportFormat> formats = EnumSet.copyOf(options.formats());
        formats.add(ReportFormat.JSON);
        prometheus.ifPresent(file -> formats.add(ReportFormat.PROMETHEUS));
        judged.report(incoming, formats, options.layout.layout(), Night.upTo(judged.assessment(), before));
        history.keep(incoming, night);
        List<Night> staying = history.staying(most, days, Instant.now());
        publish(history, night.site(), staying);
        history.retain(staying);
        if (prometheus.isPresent()) {
            // The collector runs as another user.
            History.replace(prometheus.get(), Files.readString(history.folder(night).resolve(
                    ReportFormat.PROMETHEUS.fileName())), "rw-r--r--");
        }
        return history.folder(night);
    }

    private static void publish(History history, String site, List<Night> nights) throws IOException {
        history.publish("index.html", NightsPage.of(site, nights));
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
    private String line(Judged judged, Path where) {
        Optional<String> changes = judged.assessment().comparison().map(Summary::comparison);
        return judged.assessment().site() + ": " + Summary.verdict(main.console(), judged, options.minimumCoverage()) + " "
                + changes.map(text -> text + " ").orElse("") + where;
    }
}
