package io.tightship.scan.cli;

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
            Judged judged = audit.judge(audit.replay(bundle));
            List<Path> reports = audit.report(judged, output.folder);
            return audit.summarise(main.console(), judged, output.folder, reports, main.quiet).code();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> orElse(List<String> asked, List<String> recorded) {
        return asked.isEmpty() ? recorded : asked;
    }
}
