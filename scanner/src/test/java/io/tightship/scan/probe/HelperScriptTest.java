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
    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");
    private static final NodeProbe ABSENT = new FileProbe.ReadFile("/etc/tightship-absent");

    @TempDir
    private Path folder;

    /** Made by root outside of any folder that others may write to; else there is none. */
    private Path home = Path.of("/var/lib/tightship-test-" + ProcessHandle.current().pid());

    /** A second round that the helper is asked to grant; none of them is planned here. */
    private interface Granted extends Derived {
        @Override
        default NodeProbe source() {
            return UPTIME;
        }

        @Override
        default int max() {
            return 8;
        }

        @Override
        default String description() {
            return "a file";
        }

        @Override
        default List<NodeProbe> derive(Reading source) {
            return List.of();
        }
    }

    /** Whatever a host names below these folders. */
    private record Named(List<String> paths, Pattern allowed) implements Granted {
        @Override
        public List<NodeProbe> derive(Reading source) {
            return paths.stream().<NodeProbe>map(FileProbe.ReadFile::new).toList();
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
        String script = HelperScript.of(List.of(UPTIME, ABSENT, new ProcessProbe.Processes()), List.of());
        List<Reading> readings = ask(script, ABSENT, UPTIME, new ProcessProbe.Processes());
        assertThat(readings.get(0).status()).isInstanceOf(Reading.Status.Absent.class);
        assertThat(readings.get(1).text()).matches("[0-9.]+ [0-9.]+\n");
        assertThat(ProcessTable.of(readings.get(2))).isInstanceOf(io.tightship.fact.Fact.Known.class);
    }

    @Test
    void what_it_was_not_made_for_is_refused_and_the_rest_is_read() throws Exception {
        String script = HelperScript.of(List.of(UPTIME), List.of());
        List<Reading> readings = ask(script, new FileProbe.ReadFile("/etc/shadow"), UPTIME);
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
                new FileProbe.ReadTree(tree.toString()));
        assertThat(readings.get(0).text()).isEqualTo("yes\n");
        refused(readings.get(1), "leads through a symbolic link");
        refused(readings.get(2), "can be written by others than root");
        refused(readings.get(3), "can be written by others than root");
        refused(readings.get(4), "can be written by others than root");
        refused(readings.get(5), "can be written by others than root");
    }

    /** What an API server's flag for the audit policy, or for its clients' authority, names. */
    private record Told(NamedFileContent content, String flag) implements Granted {
        @Override
        public Pattern allowed() {
            return Pattern.compile("/proc/.*");
        }

        @Override
        public List<NodeProbe> shapes(String path) {
            return List.of();
        }

        @Override
        public Optional<InProcess> inProcess() {
            return Optional.of(new InProcess(content, "kube-apiserver", flag));
        }

        @Override
        public List<InProcess> timesInProcess() {
            return inProcess().stream().toList();
        }
    }

    private static final List<Derived> TOLD = List.of(new Told(NamedFileContent.AUDIT_POLICY, "audit-policy-file"),
            new Told(NamedFileContent.CERTIFICATES, "client-ca-file"));

    @Test
    void a_file_as_a_process_sees_it_is_read_where_roots_own_process_names_that_very_path() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        Path policy = Files.writeString(home.resolve("policy.yaml"), "kind: Policy\nrules: [{level: Metadata}]\n");
        Path other = Files.writeString(home.resolve("other.yaml"), "kind: Policy\nrules: [{level: None}]\n");
        Path authority = Files.writeString(home.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END "
                + "CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        String script = HelperScript.of(List.of(UPTIME), TOLD);
        try (Running server = new Running("", "kube-apiserver", "--audit-policy-file=" + policy, "--client-ca-file="
                + authority); Running mounted = new Running("unshare --mount sh -c 'mount --bind " + other + " " + policy
                + " && exec \"$@\"' x ", "kube-apiserver", "--audit-policy-file=" + policy);
             Running etcd = new Running("", "etcd", "--audit-policy-file=" + policy)) {
            List<Reading> readings = ask(script, told(server, policy), told(mounted, policy), told(server, other),
                    told(etcd, policy), new FileProbe.NamedFile(server.id(), authority.toString(),
                            NamedFileContent.CERTIFICATES), told(server, Path.of("/etc/shadow")), UPTIME);
            assertThat(readings.get(0).text()).contains("Metadata");
            assertThat(readings.get(1).text()).as("its own mount").contains("None");
            refused(readings.get(2), "does not name " + other);
            refused(readings.get(3), "does not name " + policy);
            assertThat(readings.get(4).text()).contains("fingerprints");
            refused(readings.get(5), "does not name /etc/shadow");
            List<Reading> times = ask(script, new FileProbe.Changed("/proc/" + server.id() + "/root" + policy),
                    new FileProbe.Changed("/proc/" + server.id() + "/root" + other), new FileProbe.Changed("/etc/shadow"));
            assertThat(times.get(0).text()).matches("[0-9.]+ /proc/" + server.id() + "/root" + policy + "\0");
            refused(times.get(1), "does not name " + other);
            refused(times.get(2), "is not in the installed helper");
            assertThat(readings.get(6).status()).isInstanceOf(Reading.Status.Read.class);
            assertThat(run(script, ShellScript.of(List.of(new FileProbe.NamedFile(server.id(), authority.toString(),
                    NamedFileContent.CERTIFICATES)), Privilege.HELPER).text())).as("no key leaves the host")
                    .doesNotContain("YzJWamNtVjA").contains(java.util.Base64.getEncoder().encodeToString(
                            "-----BEGIN CERTIFICATE".getBytes(StandardCharsets.US_ASCII)).substring(0, 20));
            Files.delete(policy);
            assertThat(ask(script, told(server, policy)).getFirst().status()).isInstanceOf(Reading.Status.Absent.class);
        }
    }

    @Test
    void nobody_but_root_can_have_the_helper_read_below_another_root() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        Path policy = Files.writeString(home.resolve("policy.yaml"), "kind: Policy\n");
        Path link = Files.createSymbolicLink(home.resolve("link.yaml"), Path.of("/etc/shadow"));
        Path folderLink = Files.createSymbolicLink(home.resolve("folder"), Path.of("/etc"));
        Path open = Files.writeString(home.resolve("open.yaml"), "theirs\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path key = Files.writeString(home.resolve("a.key"), "secret\n");
        Path folder = Files.createDirectory(home.resolve("deep"));
        String script = HelperScript.of(List.of(UPTIME), TOLD);
        String flag = "--audit-policy-file=";
        try (Running user = new Running("setpriv --reuid=65534 --regid=65534 --clear-groups ", "kube-apiserver", flag
                + policy); Running effective = new Running("setpriv --ruid=65534 ", "kube-apiserver", flag + policy);
             Running space = new Running("unshare --user --map-root-user ", "kube-apiserver", flag + policy);
             Running server = new Running("", "kube-apiserver", flag + link, flag + folderLink + "/shadow", flag + open,
                     flag + key, flag + folder, flag + policy + "/../policy.yaml", flag + "/proc/1/environ")) {
            refused(ask(script, told(user, policy)).getFirst(), "is not a process that root started");
            refused(ask(script, told(effective, policy)).getFirst(), "is not a process that root started");
            refused(ask(script, told(space, policy)).getFirst(), "is not a process that root started");
            refused(ask(script, told(server, link)).getFirst(), "leads through a symbolic link");
            refused(ask(script, told(server, folderLink.resolve("shadow"))).getFirst(), "leads through a symbolic link");
            refused(ask(script, told(server, open)).getFirst(), "can be written by others than root");
            refused(ask(script, told(server, key)).getFirst(), "lies outside of what may be read");
            refused(ask(script, told(server, folder)).getFirst(), "is no file");
            refused(ask(script, told(server, Path.of(policy + "/../policy.yaml"))).getFirst(),
                    "lies outside of what may be read");
            refused(ask(script, told(server, Path.of("/proc/1/environ"))).getFirst(), "lies outside of what may be read");
        }
    }

    @Test
    void of_an_encryption_configuration_the_keys_stay_on_the_host_and_in_another_form_all_of_it() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        String words = """
                # since 2024
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                  - resources:
                    - secrets   # and what else is one
                    - "*.apps"
                    providers:
                    - aescbc:
                        keys:
                        - name: c2VjcmV0
                          secret: c2VjcmV0IGlzIHNlY3VyZQ==
                    - kms:
                        apiVersion: v2
                        name: c2VjcmV0
                        endpoint: unix:///run/c2VjcmV0.sock
                        timeout: 3s
                    - identity: {}
                  - resources: [events]
                    providers:
                    - identity: {}
                """;
        Path usual = Files.writeString(home.resolve("usual.yaml"), words.replace("  - resources: [events]\n",
                "  - resources:\n    - '*.*'\n"));
        Path flow = Files.writeString(home.resolve("flow.yaml"), words.replace("- name: c2VjcmV0\n",
                "- {name: c2VjcmV0}   # c2VjcmV0\n"));
        Path block = Files.writeString(home.resolve("block.yaml"), words.replace("[events]", "\n    - events").replace(
                "secret: ", "secret: >-\n            "));
        String script = HelperScript.of(List.of(UPTIME), List.of(new Told(NamedFileContent.ENCRYPTION,
                "encryption-provider-config")));
        String flag = "--encryption-provider-config=";
        try (Running server = new Running("", "kube-apiserver", flag + usual, flag + flow, flag + block)) {
            assertThat(ask(script, encryption(server, usual)).getFirst().text()).isEqualTo("{\"kind\":"
                    + "\"EncryptionConfiguration\",\"resources\":[{\"resources\":[\"secrets\",\"*.apps\"],\"providers\":"
                    + "[\"aescbc\",\"kms\",\"identity\"]},{\"resources\":[\"*.*\"],\"providers\":[\"identity\"]}]}");
            for (Path file : List.of(flow, block)) {
                assertThat(ask(script, encryption(server, file)).getFirst().text()).isEqualTo("{\"malformed\":true}");
            }
            for (Path file : List.of(usual, flow, block)) {
                String said = run(script, ShellScript.of(List.of(encryption(server, file)), Privilege.HELPER).text());
                assertThat(said.lines().filter(line -> line.matches("[A-Za-z0-9+/=]+")).map(line -> new String(
                        java.util.Base64.getDecoder().decode(line), StandardCharsets.UTF_8)).collect(
                        java.util.stream.Collectors.joining())).contains("resources:").doesNotContain("c2VjcmV0");
            }
        }
    }

    /** When processes were started. */
    private record Starts() implements Granted {
        @Override
        public Pattern allowed() {
            return Pattern.compile("/proc/[0-9]{1,9}/stat");
        }

        @Override
        public List<NodeProbe> shapes(String path) {
            return List.of(new ProcessProbe.ProcessStart(path));
        }
    }

    @Test
    void the_start_of_a_process_is_told_and_nothing_else_by_that_way() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        String script = HelperScript.of(List.of(UPTIME), List.of(new Starts()));
        List<Reading> readings = ask(script, new ProcessProbe.ProcessStart("/proc/1/stat"),
                new ProcessProbe.ProcessStart("/etc/shadow"), new FileProbe.ReadFile("/proc/1/stat"));
        assertThat(readings.get(0).text()).startsWith("1 (");
        refused(readings.get(1), "/etc/shadow lies outside of what may be read");
        refused(readings.get(2), "is not in the installed helper");
    }

    /** The environment files of one service. */
    private record Variables(Pattern allowed) implements Granted {
        @Override
        public List<NodeProbe> shapes(String path) {
            return List.of();
        }

        @Override
        public Optional<String> inService() {
            return Optional.of("tightship-test");
        }
    }

    @Test
    void an_environment_file_is_read_where_the_service_names_it_and_its_secrets_stay_on_the_host() throws Exception {
        assumeTrue(Files.exists(home), "skipped: needs root");
        Path named = Files.writeString(home.resolve("named.env"), """
                # by hand
                ARGS="--profiling=false \\
                  --audit-log-maxage=30 --some-token=hunter2 --enable-bootstrap-token-auth=true --token-auth-file=/etc/t"
                MY_PASSWORD=hunter2
                KEY_FILE=/etc/key
                API_TOKEN="hunter2 hunter2"
                LEVEL='2'
                """);
        Path odd = Files.writeString(home.resolve("odd.env"), "A=1\nPASSWORD=\"hun\nhunter2=\"\nB='hunter2\n");
        Path open = Files.writeString(home.resolve("open.env"), "PASSWORD=hunter2\\");
        Path other = Files.writeString(home.resolve("other.env"), "A=hunter2\n");
        Path units = Files.createDirectories(Path.of("/run/systemd/system"));
        Path unit = Files.writeString(units.resolve("tightship-test.service"), "[Service]\nEnvironmentFile=-" + named
                + "\nEnvironmentFile=" + odd + "\nEnvironmentFile=" + open + "\n#EnvironmentFile=" + other + "\n");
        try {
            String script = HelperScript.of(List.of(UPTIME), List.of(new Variables(Pattern.compile(home + "/[a-z]+\\.env"))));
            List<NodeProbe> probes = java.util.stream.Stream.of(named, odd, open, other).<NodeProbe>map(path ->
                    new ServiceProbe.UnitEnvironment(path.toString())).toList();
            List<Reading> readings = ask(script, probes.toArray(NodeProbe[]::new));
            assertThat(readings.get(0).text()).isEqualTo("{\"variables\":[\"ARGS=--profiling=false   --audit-log-maxage=30 "
                    + "--some-token=(masked) --enable-bootstrap-token-auth=true --token-auth-file=/etc/t\","
                    + "\"MY_PASSWORD=(masked)\",\"KEY_FILE=/etc/key\",\"API_TOKEN=(masked)\",\"LEVEL=2\"]}");
            assertThat(readings.get(1).text()).contains("\"A=1\"", "\"not_printed\"");
            assertThat(readings.get(2).text()).contains("\"not_printed\"");
            refused(readings.get(3), "no service of the plan names " + other);
            String said = run(script, ShellScript.of(probes, Privilege.HELPER).text());
            assertThat(said.lines().filter(line -> line.matches("[A-Za-z0-9+/=]+")).map(line -> new String(
                    java.util.Base64.getDecoder().decode(line), StandardCharsets.UTF_8)).collect(
                    java.util.stream.Collectors.joining())).contains("--profiling=false").doesNotContain("hunter2");
        } finally {
            Files.delete(unit);
        }
    }

    private static NodeProbe encryption(Running process, Path path) {
        return new FileProbe.NamedFile(process.id(), path.toString(), NamedFileContent.ENCRYPTION);
    }

    @Test
    void what_the_helper_does_not_print_is_refused_and_the_words_say_why() throws Exception {
        String script = HelperScript.of(List.of(UPTIME), TOLD);
        refused(ask(script, new ProcessProbe.EtcdAuthority(1)).getFirst(), "it follows no variable of a process");
    }

    private static NodeProbe told(Running process, Path path) {
        return new FileProbe.NamedFile(process.id(), path.toString(), NamedFileContent.AUDIT_POLICY);
    }

    /** A real process under another name that waits until it is closed. */
    private static final class Running implements AutoCloseable {
        private final Process process;
        private final long id;

        /** @param before what starts it, as words of a shell with a space behind them */
        Running(String before, String name, String... arguments) throws Exception {
            String words = String.join(" ", arguments);
            process = new ProcessBuilder("bash", "-c", "exec " + before + "bash -c 'echo $$; exec -a " + name
                    + " bash -c \"read x; read x\" x " + words + "'").redirectErrorStream(true).start();
            String first = new java.io.BufferedReader(new java.io.InputStreamReader(process.getInputStream(),
                    StandardCharsets.UTF_8)).readLine();
            assertThat(first).as(before).matches("[0-9]+");
            id = Long.parseLong(first);
            for (int attempt = 0; attempt < 100; attempt++) {
                if (Files.readString(Path.of("/proc/" + id + "/cmdline")).startsWith(name + "\0")) {
                    return;
                }
                Thread.sleep(20);
            }
            close();
            throw new AssertionError(name + " did not start");
        }

        long id() {
            return id;
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void the_same_plan_gives_the_same_script() {
        Named named = new Named(List.of(), Pattern.compile("/etc/[a-z]+"));
        assertThat(HelperScript.of(List.of(UPTIME, ABSENT), List.of(named)))
                .isEqualTo(HelperScript.of(List.of(ABSENT, UPTIME, UPTIME), List.of(named, named)));
    }

    private static NodeProbe file(Path path) {
        return new FileProbe.ReadFile(path.toString());
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
