package io.tightship.scan.ssh;

import io.tightship.model.Reason;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;

/** Accepts only host keys of the known_hosts file, and remembers in words what it refused. */
final class HostKeys implements HostKeyVerifier {

    private final Path file;
    private final OpenSSHKnownHosts known;
    private final AtomicReference<String> refusal = new AtomicReference<>("");

    /** @throws SessionFailure where the file cannot be read */
    HostKeys(Path file) throws SessionFailure {
        this.file = file;
        if (!Files.isReadable(file)) {
            throw new SessionFailure(Reason.HOST_KEY, "the known_hosts file " + file + " cannot be read, so no host "
                    + "key can be verified; make one with ssh-keyscan and compare the fingerprints");
        }
        try {
            known = new Known(file, refusal);
        } catch (IOException e) {
            throw new SessionFailure(Reason.HOST_KEY, "the known_hosts file " + file + " cannot be read: "
                    + e.getMessage());
        }
    }

    /** Empty where no key was refused. */
    String refusal() {
        String what = refusal.get();
        return what.isEmpty() ? "" : what + " (" + file + ")";
    }

    @Override
    public boolean verify(String host, int port, PublicKey key) {
        return known.verify(host, port, key);
    }

    @Override
    public List<String> findExistingAlgorithms(String host, int port) {
        return known.findExistingAlgorithms(host, port);
    }

    /** The library's reader of the format, which says by a method which of the two ways a key is wrong. */
    private static final class Known extends OpenSSHKnownHosts {
        private final AtomicReference<String> refusal;

        Known(Path file, AtomicReference<String> refusal) throws IOException {
            super(file.toFile());
            this.refusal = refusal;
        }

        @Override
        protected boolean hostKeyUnverifiableAction(String host, PublicKey key) {
            refusal.set("the key of host " + host + " is not known: it shows " + SecurityUtils.getFingerprint(key));
            return false;
        }

        @Override
        protected boolean hostKeyChangedAction(String host, PublicKey key) {
            refusal.set("the key of host " + host + " is not the one that is known: it shows "
                    + SecurityUtils.getFingerprint(key));
            return false;
        }
    }
}
