package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SwitchProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions with Debian's real OpenSSH server and its real PAM. */
@Tag("host")
class RealSshTest {

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"PasswordAuthentication yes\nKbdInteractiveAuthentication no",
        "PasswordAuthentication no\nKbdInteractiveAuthentication yes",
        "PasswordAuthentication yes\nKbdInteractiveAuthentication yes"})
    void a_real_password_is_asked_for_in_either_way(String ways) throws Exception {
        try (RealSshd sshd = RealSshd.start(folder, ways)) {
            String user = sshd.user("/bin/sh", "correct horse");
            Files.writeString(folder.resolve("password"), "correct horse\n");
            Files.writeString(folder.resolve("other"), "wrong\n");
            try (SshSite site = password(sshd, user, "password"); SshSite wrong = password(sshd, user, "other")) {
                assertThat(site.ask("node", TIME, UPTIME).getFirst().text()).isNotEmpty();
                SessionFailure failure = failure(wrong, "node");
                assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION);
                assertThat(failure).hasMessageContaining("does not let user " + user + " in by");
            }
        }
    }

    @Test
    void what_an_unprivileged_user_may_not_read_is_unread_in_the_tools_own_words() throws Exception {
        try (RealSshd sshd = RealSshd.start(folder)) {
            String user = sshd.user("/bin/sh", "");
            Path closed = Files.createDirectory(folder.resolve("closed"), PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
            Files.writeString(closed.resolve("rules"), "root\n");
            Path half = Files.createDirectory(folder.resolve("half"));
            Files.writeString(half.resolve("open"), "yes\n");
            Files.createFile(half.resolve("shut"), PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
            try (SshSite site = key(sshd, user)) {
                List<Reading> readings = site.ask("node", TIME, new FileProbe.ReadFile("/etc/shadow"),
                        new FileProbe.ReadFile(closed + "/rules"), new FileProbe.ReadTree(closed.toString()),
                        new FileProbe.ReadTree(half.toString()), new FileProbe.ReadFile(closed + "/absent"), UPTIME);
                forbidden(readings.get(0), "/etc/shadow: Permission denied");
                forbidden(readings.get(1), "rules: Permission denied");
                forbidden(readings.get(2), "Permission denied");
                // A folder of which a part is closed: what could not be read is named beside what could.
                assertThat(readings.get(3).status()).isInstanceOfSatisfying(Reading.Status.Read.class, read ->
                        assertThat(read.words()).contains("half/shut").contains("Permission denied"));
                forbidden(readings.get(4), "absent: Permission denied"); // and not known to be absent
                assertThat(readings.get(5).status()).isInstanceOf(Reading.Status.Read.class);
            }
        }
    }

    @Test
    void a_user_who_may_not_work_is_told_in_the_shells_own_words() throws Exception {
        try (RealSshd sshd = RealSshd.start(folder)) {
            String user = sshd.user("/usr/sbin/nologin", "");
            try (SshSite site = key(sshd, user)) {
                assertThat(site.ask("node", TIME, UPTIME).getFirst().status()).isInstanceOfSatisfying(
                        Reading.Status.Unread.class, unread -> assertThat(unread.detail())
                                .contains("it said: This account is currently not available."));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AllowTcpForwarding no", "DisableForwarding yes", "PermitOpen 192.0.2.1:22"})
    void a_forwarding_that_the_real_daemon_forbids_is_forbidden_and_not_a_refused_connection(String line)
            throws Exception {
        try (RealSshd sshd = RealSshd.start(folder, line)) {
            try (SshSite site = behind(sshd, sshd.port())) {
                SessionFailure failure = failure(site, "node");
                assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
                assertThat(failure).hasMessageContaining("the jump host does not forward to node")
                        .hasMessageNotContaining("refused");
            }
        }
    }

    @Test
    void a_connection_that_is_refused_behind_the_real_daemon_is_unreachable() throws Exception {
        try (RealSshd sshd = RealSshd.start(folder)) {
            try (SshSite site = behind(sshd, 1)) {
                SessionFailure failure = failure(site, "node");
                assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
                assertThat(failure).hasMessageContaining("could not connect to node (127.0.0.1:1)")
                        .hasMessageContaining("Connection refused");
            }
        }
    }

    @Test
    void too_many_keys_of_an_agent_are_an_authentication_failure_in_the_daemons_words() throws Exception {
        try (RealSshd sshd = RealSshd.start(folder, "MaxAuthTries 1")) {
            Files.writeString(folder.resolve("authorized_keys"), "");
            try (SshSite site = key(sshd, "root")) {
                SessionFailure failure = failure(site, "node");
                assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION);
                assertThat(failure).hasMessageContaining("Too many authentication failures");
            }
        }
    }

    @Test
    void a_switchs_command_is_run_by_the_real_daemon_with_its_status_its_words_and_a_large_answer() throws Exception {
        Path nv = Files.createFile(folder.resolve("nv"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Files.writeString(nv, """
                #!/bin/sh
                case "$*" in
                'config show -r applied -o json') seq 1 200000 >&2
                  printf '{"system":{"hostname":"'; head -c 3000000 /dev/zero | tr '\\0' x; printf '"}}';;
                *) echo 'Error: permission denied' >&2; exit 13;;
                esac
                """);
        Files.setPosixFilePermissions(nv, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RealSshd sshd = RealSshd.start(folder, "SetEnv PATH=" + folder + ":/usr/bin:/bin")) {
            String user = sshd.user("/bin/bash", "");
            try (SshSite site = SshSite.real(folder, """
                    credentials: {c: {kind: ssh-key, user: %s, key-file: user_key}}
                    connections: {ssh: {credential: c, port: %d, known-hosts: known_hosts, privilege: none}}
                    switches: [{name: btor-1, address: 127.0.0.1, transport: ssh}]
                    """.formatted(user, sshd.port())); Session session = site.openDevice(TIME)) {
                List<Reading> readings = session.run(List.of(
                        new SwitchProbe.Configuration(SwitchProbe.Revision.APPLIED), new SwitchProbe.Interfaces()));
                assertThat(readings.get(0).text()).isEqualTo("{\"acl\":{},\"interface\":{},\"system\":{}}");
                forbidden(readings.get(1), "nv show interface -o json ended with status 13: Error: permission denied");
            }
        }
    }

    private SshSite key(RealSshd sshd, String user) throws Exception {
        return SshSite.real(folder, """
                credentials: {c: {kind: ssh-key, user: %s, key-file: user_key}}
                connections: {ssh: {credential: c, port: %d, known-hosts: known_hosts, privilege: none}}
                nodes: [{hosts: node, addresses: 127.0.0.1}]
                """.formatted(user, sshd.port()));
    }

    private SshSite password(RealSshd sshd, String user, String file) throws Exception {
        return SshSite.real(folder, """
                credentials: {c: {kind: password, user: %s, password-file: %s}}
                connections: {ssh: {credential: c, port: %d, known-hosts: known_hosts}}
                nodes: [{hosts: node, addresses: 127.0.0.1}]
                """.formatted(user, file, sshd.port()));
    }

    private SshSite behind(RealSshd sshd, int port) throws Exception {
        return SshSite.real(folder, """
                credentials: {c: {kind: ssh-key, user: root, key-file: user_key}}
                connections:
                  ssh: {credential: c, port: %d, known-hosts: known_hosts}
                  far: {credential: c, port: %d, known-hosts: known_hosts, jump: gate}
                nodes:
                  - {hosts: gate, addresses: 127.0.0.1}
                  - {hosts: node, addresses: 127.0.0.1, connection: far}
                """.formatted(sshd.port(), port));
    }

    private static void forbidden(Reading reading, String words) {
        assertThat(reading.status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
            assertThat(unread.reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(unread.detail()).contains(words);
        });
        assertThat(reading.body()).isEmpty();
    }

    private static SessionFailure failure(SshSite site, String node) {
        return catchThrowableOfType(SessionFailure.class, () -> site.open(node, TIME).close());
    }
}
