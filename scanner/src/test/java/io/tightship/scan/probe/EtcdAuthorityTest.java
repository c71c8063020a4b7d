package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(run(new NodeProbe.EtcdAuthority(999_999_999L))).startsWith("2 grep: ");
    }

    private String ask(Optional<String> file) throws IOException, InterruptedException {
        ProcessBuilder sleeper = new ProcessBuilder("sleep", "30");
        sleeper.environment().putAll(file.map(path -> Map.of("ETCD_TRUSTED_CA_FILE", path)).orElse(Map.of()));
        Process process = sleeper.start();
        try {
            return run(new NodeProbe.EtcdAuthority(process.pid()));
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
