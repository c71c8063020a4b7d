package io.tightship.scan.cli;

import io.tightship.report.json.SpooledFindings;
import io.tightship.scan.ExitCode;
import io.tightship.scan.bundle.Bundle;
import io.tightship.scan.bundle.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship evaluate}: judges what was read once, as often as one likes. */
@Command(name = "evaluate", mixinStandardHelpOptions = true,
        description = "Judges an evidence bundle again, offline; what is not asked for otherwise is as in its run.")
final class EvaluateCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "FILE", description = "The bundle; see scan --evidence and collect.")
    private Path file;

    @Option(names = "--key", paramLabel = "FILE", description = "Refuse a bundle that this public key did not sign.")
    private Optional<Path> key = Optional.empty();

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Mixin
    private JudgementOptions judgement = new JudgementOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        try (Bundle bundle = VerifyCommand.open(file, key)) {
            Manifest.Asked asked = bundle.manifest().asked();
            options.benchmarks = orElse(options.benchmarks, asked.benchmarks());
            options.settings = orElse(options.settings, asked.settings());
            options.checks = orElse(options.checks, asked.checks());
            options.targets = orElse(options.targets, asked.targets());
            options.profile = options.profile.equals("all") ? asked.profile() : options.profile;
            options.minimumCoverage = options.minimumCoverage.equals("100") ? asked.minimumCoverage()
                    : options.minimumCoverage;
            judgement.noWaivers |= !asked.waived() && judgement.waivers.isEmpty();
            Audit audit = Audit.of(bundle, file, options, judgement);
            return evaluate(audit, bundle).code();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExitCode evaluate(Audit audit, Bundle bundle) {
        try (SpooledFindings spool = OutputOption.spool(output.folder)) {
            Judged judged = new Judging(audit).of(new SiteReading(audit).of(bundle), spool);
            List<Path> reports = judged.report(output.folder, options.formats(), options.layout.layout(), List.of());
            return Summary.tell(main.console(), audit, judged, output.folder, reports, main.quiet);
        } catch (IOException e) {
            throw OutputOption.unwritten(output.folder, e);
        }
    }

    private static List<String> orElse(List<String> asked, List<String> recorded) {
        return asked.isEmpty() ? recorded : asked;
    }
}
