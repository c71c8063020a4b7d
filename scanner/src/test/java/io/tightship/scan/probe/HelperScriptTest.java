package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.inventory.NodeConnection.Privilege;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated script, run by the machine's own shell. */
class HelperScriptTest {

    private static final SessionId SESSION = SessionId.node(new Target.Node("n", Set.of(), Optional.empty(),
            Space.USER, Optional.empty(), false, Optional.empty()));
    private static final NodeProbe UPTIME = new NodeProbe.ReadFile("/proc/uptime");
    private static final NodeProbe ABSENT = new NodeProbe.ReadFile("/etc/tightship-absent");

    @TempDir
    private Path folder;

    /** Made by root outside of any folder that others may write to; else there is none. */
    private Path home = Path.of("/var/lib/tightship-test-" + ProcessHandle.current().pid());

    /** Whatever a host names below these folders. */
    private record Named(List<String> paths, Pattern allowed) implements Derived {
        @Override
        public NodeProbe source() {
            return UPTIME;
        }

        @Override
        public int max() {
            return 8;
        }

        @Override
        public String description() {
            return "a file";
        }

        @Override
        public List<NodeProbe> derive(Reading source) {
            return paths.stream().<NodeProbe>map(NodeProbe.ReadFile::new).toList();
        }
    }

    @BeforeEach
    void home() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectory(home, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwxr-xr-x")));
        }
    }

    @AfterEach
    void leave() throws IOException {
        if (Files.exists(home)) {
            try (var all = Files.walk(home)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    void it_answers_what_it_was_made_for_in_the_order_of_the_request() throws Exception {
        String script = HelperScript.of(List.of(UPTIME, ABSENT, new NodeProbe.Processes()), List.of());
        List<Reading> readings = ask(script, ABSENT, UPTIME, new NodeProbe.Processes());
        assertThat(readings.get(0).status()).isInstanceOf(Reading.Status.Absent.class);
        assertThat(readings.get(1).text()).matches("[0-9.]+ [0-9.]+\n");
        assertThat(ProcessTable.of(readings.get(2))).isInstanceOf(io.tightship.fact.Fact.Known.class);
    }

    @Test
    void what_it_was_not_made_for_is_refused_and_the_rest_is_read() throws Exception {
        String script = HelperScript.of(List.of(UPTIME), List.of());
        List<Reading> readings = ask(script, new NodeProbe.ReadFile("/etc/shadow"), UPTIME);
        refused(readings.get(0), "is not in the installed helper");
        assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Read.class);
    }

    @Test
    void it_takes_no_words() throws Exception {
        String script = HelperScript.of(List.of(UPTIME), List.of());
        String nonce = "0123456789abcdef0123456789abcdef";
        for (String line : List.of("cat -- /etc/passwd", "p 0 1 10 cat /etc/passwd", "$(cat /etc/passwd)",
                "`cat /etc/passwd`", "* * /etc/passwd", "\"; cat /etc/passwd; \"", "[a-z0-9]* x y")) {
            String output = run(script, nonce + "\n" + line + "\n");
            assertThat(output).contains(nonce + " E 0 0 0 125").doesNotContain(
                    java.util.Base64.getEncoder().encodeToString("root:x:0".getBytes(StandardCharsets.US_ASCII))
                            .substring(0, 8));
        }
    }

    @Test
    void it_speaks_to_nobody_without_a_nonce() throws Exception {
        String script = HelperScript.of(List.of(UPTIME), List.of());
        for (String first : List.of("", "abc", "0123456789abcdef0123456789abcde;", "$(id)", "x".repeat(32))) {
            assertThat(run(script, first + "\n")).isEmpty();
        }
    }

    @Test
    void a_path_that_a_host_named_is_read_inside_its_pattern_alone() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        Path good = Files.writeString(home.resolve("good.yaml"), "yes\n");
        Files.writeString(home.resolve("other.txt"), "no\n");
        Named named = new Named(List.of(), Pattern.compile(home + "/(?!secret)[a-z]+\\.yaml"));
        String script = HelperScript.of(List.of(UPTIME), List.of(named));
        List<Reading> readings = ask(script, file(good), file(home.resolve("other.txt")),
                file(home.resolve("secret.yaml")), file(home.resolve("missing.yaml")), file(Path.of("/etc/shadow")),
                file(Path.of(home + "/x/../good.yaml")));
        assertThat(readings.get(0).text()).isEqualTo("yes\n");
        refused(readings.get(1), "other.txt lies outside of what may be read");
        refused(readings.get(2), "secret.yaml lies outside of what may be read");
        assertThat(readings.get(3).status()).isInstanceOf(Reading.Status.Absent.class);
        refused(readings.get(4), "/etc/shadow lies outside of what may be read");
        refused(readings.get(5), "leads through a symbolic link");
    }

    @Test
    void a_path_behind_a_symbolic_link_or_where_others_may_write_is_refused() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        Path good = Files.writeString(home.resolve("good.yaml"), "yes\n");
        Path link = Files.createSymbolicLink(home.resolve("link.yaml"), Path.of("/etc/shadow"));
        Path writable = Files.writeString(home.resolve("writable.yaml"), "mine\n");
        Files.setPosixFilePermissions(writable, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path open = Files.createDirectory(home.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path within = Files.writeString(open.resolve("within.yaml"), "theirs\n");
        Path owned = Files.writeString(home.resolve("owned.yaml"), "theirs\n");
        Files.setOwner(owned, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        Path tree = Files.createDirectory(home.resolve("tree.d"));
        Files.createSymbolicLink(tree.resolve("a"), Path.of("/etc/shadow"));
        assertThat(new ProcessBuilder("chown", "-h", "nobody", tree.resolve("a").toString()).start().waitFor())
                .isZero();
        Named named = new Named(List.of(), Pattern.compile(home + "/[a-z/]+\\.(yaml|d)"));
        String script = HelperScript.of(List.of(UPTIME), List.of(named));
        List<Reading> readings = ask(script, file(good), file(link), file(writable), file(within), file(owned),
                new NodeProbe.ReadTree(tree.toString()));
        assertThat(readings.get(0).text()).isEqualTo("yes\n");
        refused(readings.get(1), "leads through a symbolic link");
        refused(readings.get(2), "can be written by others than root");
        refused(readings.get(3), "can be written by others than root");
        refused(readings.get(4), "can be written by others than root");
        refused(readings.get(5), "can be written by others than root");
    }

    @Test
    void the_same_plan_gives_the_same_script() {
        Named named = new Named(List.of(), Pattern.compile("/etc/[a-z]+"));
        assertThat(HelperScript.of(List.of(UPTIME, ABSENT), List.of(named)))
                .isEqualTo(HelperScript.of(List.of(ABSENT, UPTIME, UPTIME), List.of(named, named)));
    }

    private static NodeProbe file(Path path) {
        return new NodeProbe.ReadFile(path.toString());
    }

    private static void refused(Reading reading, String words) {
        assertThat(reading.status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
            assertThat(unread.reason()).isEqualTo(Reason.REFUSED);
            assertThat(unread.detail()).startsWith("tightship-helper: ").contains(words);
        });
        assertThat(reading.body()).isEmpty();
    }

    private List<Reading> ask(String script, NodeProbe... probes) throws Exception {
        ShellScript request = ShellScript.of(List.of(probes), Privilege.HELPER);
        return ShellAnswers.readings(SESSION, request, run(script, request.text())
                .getBytes(StandardCharsets.ISO_8859_1), Instant.EPOCH, new SessionFailure(Reason.INTERNAL, "no frame"));
    }

    private String run(String script, String request) throws Exception {
        Path file = Files.writeString(folder.resolve("helper"), script);
        Path input = Files.writeString(folder.resolve("request"), request);
        Process shell = new ProcessBuilder("/bin/sh", file.toString()).redirectInput(input.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        shell.waitFor();
        return output;
    }
}
