package io.tightship.scan.cli;

import io.tightship.scan.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship demo}: starts a simulated site as a process of its own, audits it, and ends it. */
@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "Audits a simulated site on this machine, over the real protocols.")
final class DemoCommand implements Callable<Integer> {

    private static final List<String> SITES = List.of("hardened", "lax", "broken");

    @ParentCommand
    private Main main;

    @Option(names = "--site", paramLabel = "NAME", defaultValue = "lax",
            description = "hardened, lax or broken (default: ${DEFAULT-VALUE}).")
    private String site;

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!SITES.contains(site)) {
            throw new UsageError("--site: '" + site + "' is none of " + String.join(", ", SITES));
        }
        options.failOn();
        String library = System.getProperty("tightship.demo", "");
        if (library.isEmpty() || !Files.isDirectory(Path.of(library))) {
            throw new UsageError("the simulated site is not part of this installation (it comes with the archive "
                    + "tightship-demo, and with a checkout)");
        }
        Path folder = Files.createTempDirectory("tightship-demo-");
        try {
            return audit(library, folder).code();
        } finally {
            delete(folder);
        }
    }

    private ExitCode audit(String library, Path folder) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process simulated = new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Xshare:auto", "-cp", library + "/*", "io.tightship.fixtures.SimulatedSite", "--site", site,
                "--directory", folder.toString())
                .redirectError(main.verbose ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(simulated.getInputStream(),
                StandardCharsets.UTF_8))) {
            String ready = lines.readLine();
            if (ready == null || !ready.startsWith("READY ")) {
                throw new IllegalStateException("the simulated site did not start: " + ready);
            }
            if (!main.quiet) {
                main.console().say("Auditing the simulated site '" + site + "' …");
            }
            return ScanCommand.run(main, Audit.prepare(Path.of(ready.substring(6)), options), output.folder,
                    new EvidenceOptions());
        } finally {
            simulated.getOutputStream().close(); // its sign to end
            if (!simulated.waitFor(3, TimeUnit.SECONDS)) {
                simulated.destroyForcibly();
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
