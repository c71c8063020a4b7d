package io.tightship.scan.cli;

import io.tightship.report.json.SpooledFindings;
import io.tightship.scan.ExitCode;
import io.tightship.scan.probe.DryRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship scan}. */
@Command(name = "scan", mixinStandardHelpOptions = true, description = "Audits the site that an inventory describes.")
final class ScanCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Option(names = {"-i", "--inventory"}, paramLabel = "FILE", required = true,
            description = "The inventory of the site; see: tightship init.")
    private Path inventory;

    @Option(names = "--plan", description = "Print every probe, per target, and send nothing.")
    private boolean plan;

    @Option(names = "--allow-dry-run", description = "Also try, as a server-side dry run, whether a pod with a host path "
            + "is refused; see docs/probes.md. Without it nothing but questions is sent.")
    private boolean allowDryRun;

    @Option(names = "--only-failed", paramLabel = "FILE", description = "Judge only what failed, or could not be "
            + "judged, in an earlier run: its assessment.json.")
    private Optional<Path> onlyFailed = Optional.empty();

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Mixin
    private JudgementOptions judgement = new JudgementOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private EvidenceOptions evidence = new EvidenceOptions();

    @Override
    public Integer call() {
        if (onlyFailed.isPresent() && !OnlyFailed.narrow(onlyFailed.get(), inventory, options, judgement)) {
            main.console().say("Nothing failed in " + onlyFailed.get() + ": there is nothing to judge again.");
            return ExitCode.CLEAN.code();
        }
        Audit audit = Audit.prepare(inventory, options, judgement, DryRun.of(allowDryRun));
        if (plan) {
            audit.plan().lines().forEach(main.console().out()::println);
            return ExitCode.CLEAN.code();
        }
        return run(main, audit, output.folder, evidence).code();
    }

    static ExitCode run(Main main, Audit audit, Path folder, EvidenceOptions evidence) {
        try (SpooledFindings spool = OutputOption.spool(folder)) {
            Judged judged = new Judging(audit).of(new SiteReading(audit).live(main.console(), Clock.systemUTC(), evidence),
                    spool);
            List<Path> reports = judged.report(folder, audit.options().formats(), audit.options().layout.layout(),
                    List.of());
            return Summary.tell(main.console(), audit, judged, folder, reports, main.quiet);
        } catch (IOException e) {
            throw OutputOption.unwritten(folder, e);
        }
    }
}
