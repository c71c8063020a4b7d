package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One dead jump host is one cause, however many nodes lie behind it. */
class DeadJumpHostTest {

    @TempDir
    private Path folder;
    private Path inventory;

    @BeforeEach
    void write() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createFile(folder.resolve("known_hosts"));
        Files.writeString(Files.createFile(folder.resolve("password"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-------"))), "secret\n");
        inventory = Files.writeString(folder.resolve("site.yaml"), """
                site: far
                credentials:
                  p: {kind: password, user: root, password-file: password}
                  none: {kind: in-cluster}
                connections:
                  ssh: {credential: p, port: %1$d, known-hosts: known_hosts}
                  far: {credential: p, port: 22, known-hosts: known_hosts, jump: gate}
                clusters: {c: {space: user, credential: none}}
                nodes:
                  - {hosts: gate, addresses: 127.0.0.1, cluster: c}
                  - {hosts: "far-[1-9]", addresses: "192.0.2.[1-9]", cluster: c, connection: far}
                """.formatted(port));
    }

    @Test
    void it_is_one_cause_with_its_findings_and_targets_counted() throws Exception {
        CommandLineRun run = CommandLineRun.of("scan", "-i", inventory.toString(), "-o",
                folder.resolve("out").toString(), "--check", "kubelet-pod-pids-limited", "--format", "json,html");
        Data assessment = Json.parse(Files.readString(folder.resolve("out/assessment.json")));
        List<Data> causes = assessment.get("causes").list();
        assertThat(causes).hasSize(1);
        assertThat(causes.getFirst().get("target").text()).contains("node/gate");
        assertThat(causes.getFirst().get("reason").text()).contains("UNREACHABLE");
        assertThat(assessment.get("findings").list()).hasSize(10).allMatch(finding ->
                finding.get("outcome").text().orElseThrow().equals("ERROR")
                        && finding.get("cause").text().equals(causes.getFirst().get("id").text()));
        assertThat(run.messages()).contains("node/gate: gate (127.0.0.1:").contains("(10 findings on 10 targets)");
        assertThat(run.code()).isEqualTo(3);
    }

    @Test
    void doctor_does_not_call_a_node_behind_it_readable() {
        CommandLineRun run = CommandLineRun.of("doctor", "-i", inventory.toString(), "--check",
                "kubelet-pod-pids-limited");
        assertThat(run.out()).contains("trouble   node/gate", "trouble   node/far-9",
                "not reached, since its jump host was not").doesNotContain("readable");
    }
}
