package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last lines of a run, on a terminal and without one. */
class SummaryTest {

    @TempDir
    private Path folder;

    @Test
    void a_long_line_goes_on_below_itself_on_a_terminal_and_stays_one_line_elsewhere() throws Exception {
        for (String file : List.of("key", "known")) {
            Files.writeString(folder.resolve(file), "");
        }
        Files.writeString(folder.resolve("waivers.yaml"), """
                waivers:
                  - {rule: login-sshd-uses-pam, target: zz*, reason: a host that left the site a long time ago, authority: CISO,
                     expires: 2199-12-31}
                """);
        Files.writeString(folder.resolve("site.yaml"), """
                site: one
                credentials: {k: {kind: ssh-key, user: root, key-file: key}, none: {kind: in-cluster}}
                connections: {ssh: {credential: k, port: 9, known-hosts: known, privilege: root-login}}
                clusters: {c: {space: user, credential: none}}
                nodes: [{hosts: lonely, addresses: 127.9.0.1, cluster: c, roles: [control-plane]}]
                """);
        List<String> plain = run(false);
        assertThat(plain).filteredOn(line -> line.startsWith("NOTE   ")).singleElement().asString()
                .hasSizeGreaterThan(80).contains("names no target of the inventory");
        List<String> folded = run(true);
        assertThat(folded).anyMatch(line -> line.startsWith("ERROR  node/lonely")).anyMatch(line -> line.startsWith("NOTE   "))
                .allSatisfy(line -> assertThat(line.length() <= 80 || !line.strip().substring(8).contains(" ")
                        || line.startsWith("  " + folder)).as(line).isTrue());
        assertThat(String.join(" ", folded).replaceAll(" +", " ")).contains("names no target of the inventory");
    }

    private List<String> run(boolean terminal) {
        StringWriter messages = new StringWriter();
        Main.run(new Console(new PrintWriter(new StringWriter()), new PrintWriter(messages), terminal, false), "scan", "-i",
                folder.resolve("site.yaml").toString(), "-o", folder.resolve("out").toString(), "--format", "json", "--check",
                "login-sshd-uses-pam", "--waivers", folder.resolve("waivers.yaml").toString());
        // Without the line of progress, which is drawn and taken away again.
        return messages.toString().lines().map(line -> line.substring(line.lastIndexOf('\r') + 1).replace("\u001b[K", ""))
                .filter(line -> !line.isEmpty()).toList();
    }
}
