package io.tightship.scan.cli;

import io.tightship.scan.ExitCode;
import io.tightship.scan.Scan;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship collect}: reads what a scan would read, and judges nothing. */
@Command(name = "collect", mixinStandardHelpOptions = true,
        description = "Reads what a scan would read and keeps it in a bundle, for tightship evaluate.")
final class CollectCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Option(names = {"-i", "--inventory"}, paramLabel = "FILE", required = true, description = "The inventory.")
    private Path inventory;

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Mixin
    private EvidenceOptions evidence = new EvidenceOptions();

    @Override
    public Integer call() {
        if (evidence.file.isEmpty()) {
            throw new UsageError("expected --evidence FILE: the bundle to write");
        }
        Audit audit = Audit.prepare(inventory, options);
        Scan.Result result = new SiteReading(audit).live(main.console(), Clock.systemUTC(), evidence);
        ExitCode code = result.interrupted() ? ExitCode.INTERRUPTED
                : result.failed().isEmpty() ? ExitCode.CLEAN : ExitCode.INCOMPLETE;
        if (!main.quiet || code != ExitCode.CLEAN) {
            result.failed().stream().sorted().forEach(session -> main.console().say(
                    main.console().yellow("trouble") + "  " + session.target().id() + " could not be read"));
            main.console().say("Collected: " + evidence.file.get());
        }
        return code.code();
    }
}
