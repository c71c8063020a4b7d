package io.tightship.scan.cli;

import io.tightship.scan.bundle.BundleWriter;
import io.tightship.scan.bundle.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the readings of a run are kept, and who signs them. */
final class EvidenceOptions {

    @Option(names = "--evidence", paramLabel = "FILE", description = "Keep everything that was read in this bundle.")
    Optional<Path> file = Optional.empty();

    @Option(names = "--sign-with", paramLabel = "KEY", description = "Sign the bundle with this Ed25519 key (PEM).")
    Optional<Path> key = Optional.empty();

    /** Before anything is sent. @throws UsageError where the key is none */
    Optional<Signer> signer() {
        if (key.isPresent() && file.isEmpty()) {
            throw new UsageError("--sign-with needs --evidence: the bundle to sign");
        }
        try {
            return key.isPresent() ? Optional.of(Signer.of(key.get())) : Optional.empty();
        } catch (IOException e) {
            throw new UsageError(e.getMessage());
        }
    }

    /** Before anything is sent, too. @throws ReportError where no bundle can be written there */
    Optional<BundleWriter> begin() {
        try {
            return file.isPresent() ? Optional.of(BundleWriter.create(file.get())) : Optional.empty();
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    ReportError unwritten(IOException e) {
        return new ReportError("cannot write " + file.orElseThrow() + ": " + (e instanceof
                java.nio.file.NoSuchFileException ? "No such file or directory" : e.getMessage()), e);
    }
}
