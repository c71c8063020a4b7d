package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The probe's own words, run by the real bash against a process with a real environment. */
class EtcdAuthorityTest {

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_file_that_the_environment_names_is_printed_and_nothing_where_it_names_none() throws Exception {
        Path file = Files.writeString(folder.resolve("ca file.crt"), "certificates\n");
        assertThat(ask(Optional.of(file.toString()))).isEqualTo("0 certificates\n");
        assertThat(ask(Optional.empty())).isEqualTo("0 ");
        assertThat(ask(Optional.of(folder.resolve("none").toString()))).startsWith("1 cat: ");
        assertThat(run(new ProcessProbe.EtcdAuthority(999_999_999L))).startsWith("2 grep: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-transport-security:\n  trusted-ca-file: %s\n  client-cert-auth: true\n",
        "client-transport-security:\n    trusted-ca-file:   \"%s\"   # of the clients\n",
        "{\"client-transport-security\": {\"trusted-ca-file\": \"%s\", \"client-cert-auth\": true}}",
        "client-transport-security: {client-cert-auth: true, trusted-ca-file: '%s'}\n"})
    @EnabledOnOs(OS.LINUX)
    void the_file_that_a_configuration_file_names_is_kept_by_its_fingerprints_and_nothing_else_of_it(String text)
            throws Exception {
        Path authority = Files.writeString(folder.resolve("ca.crt"), "secret words\n-----BEGIN CERTIFICATE-----\nYQ==\n"
                + "-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        Path configuration = Files.writeString(folder.resolve("etcd.conf"), text.formatted(authority)
                + (text.startsWith("{") ? "" : "peer-transport-security:\n  trusted-ca-file: " + folder + "/none.crt\n"));
        String said = run(new ProcessProbe.EtcdFileAuthorities(ProcessHandle.current().pid(), configuration.toString()));
        assertThat(said).startsWith("0 ").contains("file " + authority + "\n-----BEGIN CERTIFICATE-----\nYQ==")
                .doesNotContain("secret", "PRIVATE");
        assertThat(new String(EtcdAuthorityFiles.project(said.substring(2).getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8)).contains("\"" + authority + "\":[\"" + Digest.sha256("a".getBytes(
                StandardCharsets.UTF_8)) + "\"]");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_configuration_file_that_is_not_there_or_names_none_says_so() throws Exception {
        assertThat(run(new ProcessProbe.EtcdFileAuthorities(ProcessHandle.current().pid(), folder + "/none.conf")))
                .startsWith("2 sed: can't read ").contains("none.conf: No such file or directory");
        Path empty = Files.writeString(folder.resolve("etcd.conf"), "name: x\n");
        assertThat(run(new ProcessProbe.EtcdFileAuthorities(ProcessHandle.current().pid(), empty.toString())))
                .isEqualTo("0 ");
        assertThat(new String(EtcdAuthorityFiles.project(new byte[0]), StandardCharsets.UTF_8))
                .isEqualTo("{\"files\":{}}");
    }

    private String ask(Optional<String> file) throws IOException, InterruptedException {
        ProcessBuilder sleeper = new ProcessBuilder("sleep", "30");
        sleeper.environment().putAll(file.map(path -> Map.of("ETCD_TRUSTED_CA_FILE", path)).orElse(Map.of()));
        Process process = sleeper.start();
        try {
            return run(new ProcessProbe.EtcdAuthority(process.pid()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String run(NodeProbe probe) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(probe.words()).redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return shell.waitFor() + " " + output;
    }
}
