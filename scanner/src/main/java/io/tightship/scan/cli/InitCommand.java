package io.tightship.scan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship init}: an inventory to start from. */
@Command(name = "init", mixinStandardHelpOptions = true,
        description = "Prints a commented inventory to start from, or writes it to a new file: an example, or what "
                + "Base Command Manager lists.")
final class InitCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write here; an existing file is kept.")
    private Path output;

    @Option(names = "--from-bcm", paramLabel = "[USER@]HOST[:PORT]", description = "Ask Base Command Manager on this head "
            + "node what the site consists of, read-only; what it does not tell is left as a question.")
    private String bcm;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key for it; without it, those of the agent.")
    private Path key;

    @Option(names = "--known-hosts", paramLabel = "FILE",
            description = "The known host keys; without it, ~/.ssh/known_hosts. A key that is not known is refused.")
    private Path knownHosts;

    @Override
    public void run() {
        if (bcm == null && (key != null || knownHosts != null)) {
            throw new UsageError("--key and --known-hosts belong to --from-bcm");
        }
        if (output != null && Files.exists(output)) {
            throw new UsageError(output + " exists; it is kept as it is");
        }
        String text = bcm == null ? template() : BcmSurvey.of(bcm, Optional.ofNullable(key),
                Optional.ofNullable(knownHosts)).inventory(Duration.ofSeconds(60), Clock.systemUTC());
        if (output == null) {
            main.console().print(text.stripTrailing());
            return;
        }
        try {
            Files.writeString(output, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new UsageError(output + " exists; it is kept as it is");
        } catch (IOException e) {
            throw new UsageError(output + " cannot be written: " + e.getMessage());
        }
        if (!main.quiet) {
            main.console().say("Written: " + output + ". Next: tightship doctor -i " + output);
        }
    }

    static String template() {
        try (InputStream stream = InitCommand.class.getResourceAsStream("inventory.yaml")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
