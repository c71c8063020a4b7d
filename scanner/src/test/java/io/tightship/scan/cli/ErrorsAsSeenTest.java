package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.fixtures.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a site or on the scanner's own machine: one clear sentence, the right exit code, no stack trace. */
class ErrorsAsSeenTest {

    @TempDir
    private static Path home;
    private static SimulatedSite site;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        site = SimulatedSite.start("hardened", home);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void an_expired_token_is_told_as_a_refused_login() throws Exception {
        for (Path kubeconfig : kubeconfigs()) {
            String text = Files.readString(kubeconfig);
            Files.writeString(kubeconfig, text.replaceFirst("token: \\S+", "token: expired}"));
            try {
                CommandLineRun run = scan(site.inventory(), "--check", "kyverno-installed");
                assertOneSentence(run, 3, "AUTHENTICATION", "is the token expired?");
            } finally {
                Files.writeString(kubeconfig, text);
            }
        }
    }

    @Test
    void an_unreachable_host_and_a_wrong_host_key_are_told_by_name() throws Exception {
        Path inventory = site.inventory();
        String text = Files.readString(inventory);
        Path knownHosts = Files.writeString(home.resolve("other_known_hosts"), "");
        Path unknown = Files.writeString(home.resolve("unknown-key.yaml"),
                text.replaceAll("known-hosts: [^,}\\s]+", "known-hosts: " + knownHosts.getFileName()));
        assertOneSentence(scan(unknown, "--check", "login-sshd-uses-pam", "--target", "c01-p1-user-x86-01"), 3,
                "HOST_KEY", "127.77.0.21");
        Path unreachable = Files.writeString(home.resolve("unreachable.yaml"),
                text.replaceAll("port: [0-9]+", "port: 1"));
        assertOneSentence(scan(unreachable, "--check", "login-sshd-uses-pam", "--target", "c01-p1-user-x86-01"), 3,
                "UNREACHABLE", "127.77.0.21:1");
    }

    @Test
    @Tag("host")
    void a_full_disk_is_told_and_leaves_no_torn_report() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "skipped: needs root, to mount a small disk");
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small.toString()) == 0,
                "skipped: this machine lets nobody mount a disk");
        try {
            CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", small.toString(),
                    "--check", "login-*", "--timeout", "20");
            assertThat(run.code()).as(run.messages()).isEqualTo(4);
            assertThat(run.messages()).contains("No space left on device", small.toString()).doesNotContain("\tat ");
            try (Stream<Path> files = Files.list(small)) {
                for (Path file : files.toList()) {
                    assertThat(file.getFileName().toString()).as("a temporary file is left").doesNotContain(".tmp")
                            .doesNotStartWith(".");
                    assertThat(Files.size(file)).isPositive();
                }
            }
        } finally {
            assertThat(run("umount", small.toString())).isZero();
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    private static List<Path> kubeconfigs() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile).filter(file -> {
                try {
                    return Files.readString(file).contains("kind: Config");
                } catch (IOException notText) {
                    return false;
                }
            }).toList();
        }
    }

    private CommandLineRun scan(Path inventory, String... more) {
        String[] words = Stream.concat(Stream.of("scan", "-i", inventory.toString(), "-o",
                folder.resolve("reports").toString(), "--timeout", "20"), Stream.of(more)).toArray(String[]::new);
        return CommandLineRun.of(words);
    }

    private static void assertOneSentence(CommandLineRun run, int code, String reason, String words) {
        assertThat(run.code()).as(run.messages()).isEqualTo(code);
        assertThat(run.messages()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.messages().lines().filter(line -> line.startsWith("ERROR")).toList()).as(run.messages())
                .isNotEmpty().allSatisfy(line -> assertThat(line.length()).as(reason).isLessThan(320));
    }
}
