package io.tightship.scan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship init}: an inventory to start from. */
@Command(name = "init", mixinStandardHelpOptions = true,
        description = "Prints a commented inventory to start from, or writes it to a new file.")
final class InitCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write here; an existing file is kept.")
    private Path output;

    @Override
    public void run() {
        String text = template();
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
