package io.tightship.scan.cli;

import io.tightship.scan.bundle.Bundle;
import io.tightship.scan.bundle.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship verify}: whether a bundle is whole, and whose it is. */
@Command(name = "verify", mixinStandardHelpOptions = true,
        description = "Tells whether an evidence bundle is whole, and whether a key signed it.")
final class VerifyCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "FILE", description = "The bundle.")
    private Path file;

    @Option(names = "--key", paramLabel = "FILE", description = "The signer's public Ed25519 key (PEM).")
    private Optional<Path> key = Optional.empty();

    @Override
    public void run() {
        try (Bundle bundle = open(file, key)) {
            main.console().print(file + " is whole: " + bundle.readings() + " readings of a run that started at "
                    + bundle.manifest().startedAt() + ", by version " + bundle.manifest().version() + ".");
            main.console().print(key.isPresent() ? "It was signed with the key " + key.get() + "."
                    : bundle.isSigned() ? "It is signed; --key tells by whom." : "It is not signed.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UsageError where it is not whole, or the key did not sign it */
    static Bundle open(Path file, Optional<Path> key) {
        try {
            Bundle bundle = Bundle.open(file);
            if (key.isPresent() && !bundle.isSignedBy(Signer.publicKey(key.get()))) {
                String how = bundle.isSigned() ? "it was not signed with the key " + key.get() : "it is not signed";
                bundle.close();
                throw new UsageError(file + " is refused: " + how);
            }
            return bundle;
        } catch (IOException e) {
            throw new UsageError(e.getMessage());
        }
    }
}
