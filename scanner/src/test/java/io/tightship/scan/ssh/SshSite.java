package io.tightship.scan.ssh;

import io.tightship.catalog.Catalog;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.InventoryFile;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** An inventory over a test's own hosts, as an operator would write it, and the sessions with them. */
final class SshSite implements AutoCloseable {

    private final Inventory inventory;
    private final SshSessions sessions;

    private SshSite(Inventory inventory) {
        this.inventory = inventory;
        this.sessions = new SshSessions(inventory, Clock.systemUTC());
    }

    /** @param text everything but the site's name; {@code known_hosts} and {@code key} lie beside it */
    static SshSite of(Path folder, String text, TestHost... hosts) throws Exception {
        Files.writeString(folder.resolve("known_hosts"), Arrays.stream(hosts).map(TestHost::known)
                .collect(Collectors.joining()));
        key(folder.resolve("key"), "");
        return real(folder, text);
    }

    /** Its files lie in the folder already. */
    static SshSite real(Path folder, String text) throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), "site: test\n" + text);
        return new SshSite(InventoryFile.load(file, Catalog.load()));
    }

    /** A node called {@code node} directly, by root's key. */
    static SshSite direct(Path folder, TestHost host) throws Exception {
        return of(folder, """
                credentials: {k: {kind: ssh-key, user: root, key-file: key}}
                connections: {ssh: {credential: k, port: %d, known-hosts: known_hosts, privilege: root-login}}
                nodes: [{hosts: node, addresses: 127.0.0.1}]
                """.formatted(host.port()), host);
    }

    /** Nodes called {@code node} and {@code other} on one host, behind {@code gate}. */
    static SshSite behind(Path folder, TestHost jump, TestHost host) throws Exception {
        return of(folder, """
                credentials: {k: {kind: ssh-key, user: root, key-file: key}}
                connections:
                  ssh: {credential: k, port: %d, known-hosts: known_hosts}
                  far: {credential: k, port: %d, known-hosts: known_hosts, jump: gate}
                nodes:
                  - {hosts: gate, addresses: 127.0.0.1}
                  - {hosts: "node,other", addresses: "127.0.0.1,127.0.0.1", connection: far}
                """.formatted(jump.port(), host.port()), jump, host);
    }

    /** A switch called {@code btor-1}, by root's key. */
    static SshSite device(Path folder, TestHost host) throws Exception {
        return of(folder, """
                credentials: {k: {kind: ssh-key, user: root, key-file: key}}
                connections: {border: {credential: k, port: %d, known-hosts: known_hosts, privilege: none}}
                switches: [{name: btor-1, address: 127.0.0.1, transport: ssh, connection: border}]
                """.formatted(host.port()), host);
    }

    /** A session with the switch. */
    Session openDevice(Duration time) throws SessionFailure {
        return sessions.open(SessionId.device(new Target.Switch("btor-1")), Deadline.in(time));
    }

    /** The client's key as a file; encrypted where there is a passphrase. */
    static void key(Path file, String passphrase) throws Exception {
        OpenSSHKeyEncryptionContext encryption = new OpenSSHKeyEncryptionContext();
        if (!passphrase.isEmpty()) {
            encryption.setPassword(passphrase);
            encryption.setCipherType("256");
        }
        try (var stream = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(TestHost.CLIENT, "test", encryption, stream);
        }
    }

    Session open(String node, Duration time) throws SessionFailure {
        Target.Node target = inventory.nodes().get(node).node();
        return sessions.open(SessionId.node(target), Deadline.in(time));
    }

    /** One round in one session; a session that cannot be opened throws. */
    List<Reading> ask(String node, Duration time, Probe... probes) throws SessionFailure {
        try (Session session = open(node, time)) {
            return session.run(List.of(probes));
        }
    }

    SshSessions sessions() {
        return sessions;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
