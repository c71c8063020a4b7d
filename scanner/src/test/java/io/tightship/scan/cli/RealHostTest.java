package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Audits Debian's real OpenSSH server with the real PAM files of this machine, directly and through a jump, and the
 * machine itself by the local session.
 */
@Tag("host")
class RealHostTest {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    @TempDir
    private Path folder;
    private Process sshd;
    private int port;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(SSHD) && System.getProperty("user.name").equals("root"),
                "skipped: needs root and Debian's package openssh-server");
        Files.createDirectories(Path.of("/run/sshd"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        keygen("host_key");
        keygen("user_key");
        Files.copy(folder.resolve("user_key.pub"), folder.resolve("authorized_keys"));
        Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s/host_key
                AuthorizedKeysFile %s/authorized_keys
                PidFile none
                StrictModes no
                UsePAM yes
                PasswordAuthentication no
                AllowTcpForwarding yes
                """.formatted(port, folder, folder));
        String key = Files.readString(folder.resolve("host_key.pub")).replaceFirst(" [^ ]*\\s*$", "");
        Files.writeString(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + key + "\n");
        sshd = new ProcessBuilder(SSHD.toString(), "-D", "-f", folder.resolve("sshd_config").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("sshd.log").toFile()).start();
        for (int attempt = 0; attempt < 200; attempt++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                assertThat(sshd.waitFor(50, TimeUnit.MILLISECONDS)).as(Files.readString(folder.resolve("sshd.log")))
                        .isFalse();
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (sshd != null) {
            sshd.descendants().forEach(ProcessHandle::destroy);
            sshd.destroy();
            sshd.waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void the_real_sshd_is_asked_and_the_real_pam_stack_is_judged_directly_and_through_a_jump() throws Exception {
        CommandLineRun run = scan("""
                site: real
                credentials:
                  k: {kind: ssh-key, user: root, key-file: user_key}
                  none: {kind: in-cluster}
                connections:
                  ssh: {credential: k, port: %1$d, known-hosts: known_hosts, privilege: root-login}
                  far: {credential: k, port: %1$d, known-hosts: known_hosts, privilege: root-login, jump: direct}
                clusters: {c: {space: admin, credential: none}}
                nodes:
                  - {hosts: direct, addresses: 127.0.0.1, cluster: c, roles: [control-plane]}
                  - {hosts: behind, addresses: 127.0.0.1, cluster: c, roles: [control-plane], connection: far}
                """.formatted(port));
        Data assessment = assessment(run);
        for (String node : List.of("node/direct", "node/behind")) {
            // Debian's stack has no gate of BCM's: the machine fails this rule, and for that reason.
            assertThat(finding(assessment, "login-pam-gate-effective", node).get("message").text().orElseThrow())
                    .contains("the gate is never asked");
            Data pam = finding(assessment, "login-sshd-uses-pam", node);
            assertThat(pam.get("outcome").text()).contains("PASS");
            assertThat(pam.get("subject").text().orElseThrow()).contains("sshd (").contains("sshd_config");
            assertThat(finding(assessment, "login-allow-list-approved", node).get("message").text().orElseThrow())
                    .contains("does not exist");
        }
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void a_site_whose_gate_is_in_the_real_stack_passes() throws Exception {
        CommandLineRun run = scan("""
                site: real
                credentials:
                  k: {kind: ssh-key, user: root, key-file: user_key}
                  none: {kind: in-cluster}
                connections: {ssh: {credential: k, port: %d, known-hosts: known_hosts, privilege: root-login}}
                clusters: {c: {space: admin, credential: none}}
                values: {login-gate-modules: [pam_nologin.so]}
                nodes: [{hosts: direct, addresses: 127.0.0.1, cluster: c, roles: [control-plane]}]
                """.formatted(port));
        assertThat(finding(assessment(run), "login-pam-gate-effective", "node/direct").get("outcome").text())
                .as(run.messages()).contains("PASS");
    }

    @Test
    void a_real_agent_signs_and_hashed_host_names_are_known() throws Exception {
        Path socket = folder.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            for (int attempt = 0; attempt < 100 && !Files.exists(socket); attempt++) {
                assertThat(agent.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
            }
            keygen("unknown_key"); // one that the server refuses comes first
            for (String key : List.of("unknown_key", "user_key")) {
                ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", folder.resolve(key).toString());
                add.environment().put("SSH_AUTH_SOCK", socket.toString());
                assertThat(add.start().waitFor()).isZero();
            }
            assertThat(new ProcessBuilder("ssh-keygen", "-H", "-f", folder.resolve("known_hosts").toString())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor())
                    .isZero();
            CommandLineRun run = scan("""
                    site: real
                    credentials:
                      k: {kind: ssh-agent, user: root, socket: agent}
                      none: {kind: in-cluster}
                    connections: {ssh: {credential: k, port: %d, known-hosts: known_hosts, privilege: root-login}}
                    clusters: {c: {space: admin, credential: none}}
                    nodes: [{hosts: direct, addresses: 127.0.0.1, cluster: c, roles: [control-plane]}]
                    """.formatted(port));
            assertThat(finding(assessment(run), "login-sshd-uses-pam", "node/direct").get("outcome").text())
                    .as(run.messages()).contains("PASS");
        } finally {
            agent.destroy();
        }
    }

    @Test
    void a_key_that_the_host_does_not_know_is_an_authentication_failure() throws Exception {
        keygen("stranger");
        CommandLineRun run = scan("""
                site: real
                credentials:
                  k: {kind: ssh-key, user: root, key-file: stranger}
                  none: {kind: in-cluster}
                connections: {ssh: {credential: k, port: %d, known-hosts: known_hosts}}
                clusters: {c: {space: admin, credential: none}}
                nodes: [{hosts: direct, addresses: 127.0.0.1, cluster: c, roles: [control-plane]}]
                """.formatted(port));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.messages()).contains("does not let user root in");
    }

    @Test
    void a_host_key_that_is_not_the_known_one_is_refused() throws Exception {
        keygen("other_key");
        Files.writeString(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " "
                + Files.readString(folder.resolve("other_key.pub")));
        CommandLineRun run = scan("""
                site: real
                credentials:
                  k: {kind: ssh-key, user: root, key-file: user_key}
                  none: {kind: in-cluster}
                connections: {ssh: {credential: k, port: %d, known-hosts: known_hosts}}
                clusters: {c: {space: admin, credential: none}}
                nodes: [{hosts: direct, addresses: 127.0.0.1, cluster: c, roles: [control-plane]}]
                """.formatted(port));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.messages()).contains("is not the one that is known");
    }

    @Test
    void the_machine_audits_itself_by_the_same_probes() throws Exception {
        CommandLineRun run = scan("""
                site: real
                credentials: {none: {kind: in-cluster}}
                clusters: {c: {space: admin, credential: none}}
                nodes: [{hosts: here, cluster: c, roles: [control-plane], connection: local}]
                """);
        Data pam = finding(assessment(run), "login-pam-gate-effective", "node/here");
        assertThat(pam.get("outcome").text()).as(run.messages()).contains("FAIL");
        assertThat(pam.get("evidence").list().getFirst().get("source").text().orElseThrow()).startsWith("/etc/pam.d/");
    }

    private CommandLineRun scan(String inventory) throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), inventory);
        return CommandLineRun.of("scan", "-i", file.toString(), "-o", folder.resolve("reports").toString(), "--check",
                "login-pam-gate-effective,login-sshd-uses-pam,login-allow-list-approved", "--timeout", "20");
    }

    private Data assessment(CommandLineRun run) throws Exception {
        assertThat(folder.resolve("reports/assessment.json")).as(run.messages()).exists();
        return Json.parse(Files.readString(folder.resolve("reports/assessment.json")));
    }

    /** The finding about this test's own daemon, where the machine runs others as well. */
    private Data finding(Data assessment, String rule, String target) {
        return assessment.get("findings").list().stream()
                .filter(f -> f.get("rule").text().orElseThrow().equals(rule)
                        && f.get("target").text().orElseThrow().equals(target))
                .filter(f -> rule.equals("login-allow-list-approved")
                        || f.get("subject").text().orElseThrow().contains(folder.toString()))
                .findFirst().orElseThrow(() -> new AssertionError("no finding of " + rule + " for " + target + ": "
                        + assessment.get("causes")));
    }

    private void keygen(String name) throws Exception {
        Process keygen = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                folder.resolve(name).toString()).start();
        assertThat(keygen.waitFor()).isZero();
    }
}
