package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.scan.cli.CommandLineRun;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A head node, an admin node and a node of user space on this machine, built and taken down by the scripts in
 * {@code fixtures/lab}.
 */
final class Lab {

    private static final Path SCRIPTS = Path.of("..", "fixtures", "lab");
    private static final List<String> PROGRAMS = List.of("/usr/sbin/shorewall", "/usr/sbin/shorewall6", "/usr/sbin/nginx",
            "/usr/sbin/sshd", "/usr/sbin/iptables-save", "/usr/sbin/ipset", "/usr/sbin/nft", "/usr/bin/sudo");

    /** Some run beside each other. */
    private static final AtomicInteger LABS = new AtomicInteger();

    /** What a command ended with, and all that it printed. */
    record Ended(int status, String words) {
    }

    private final String name;
    private final int number;

    private Lab(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** Skips where the lab cannot be; fails where it can and does not come up. */
    static Lab start() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root") && PROGRAMS.stream().map(Path::of)
                .allMatch(Files::isExecutable) && Files.exists(Path.of("/usr/lib/nginx/modules/ngx_stream_module.so")),
                "skipped: needs root and Debian's packages nginx, libnginx-mod-stream, shorewall, shorewall6, "
                        + "openssh-server, sudo, iproute2, iptables, ipset and nftables");
        assumeTrue(run(List.of("unshare", "--net", "--mount", "--pid", "--fork", "true")).status() == 0,
                "skipped: this machine lets nobody make network namespaces");
        long id = ProcessHandle.current().pid();
        int nth = LABS.getAndIncrement();
        Lab lab = new Lab("lab" + id + "x" + nth, (int) ((id + nth) % 200) + 20);
        lab.up();
        return lab;
    }

    void up() throws Exception {
        Ended up = run(List.of(SCRIPTS.resolve("up").toString(), name, String.valueOf(number)));
        assertThat(up.status()).as(up.words()).isZero();
    }

    void down() throws Exception {
        Ended down = run(List.of(SCRIPTS.resolve("down").toString(), name));
        assertThat(down.status()).as(down.words()).isZero();
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    Path folder() {
        return Path.of("/run/tightship-lab", name);
    }

    String address(String host) {
        return "10.99." + number + switch (host) {
            case "head" -> ".10";
            case "admin" -> ".20";
            default -> ".30";
        };
    }

    /** A file of a host's own {@code /etc}. */
    Path etc(String host, String path) {
        return folder().resolve(host).resolve("etc").resolve(path);
    }

    void answer(String question, String text) throws IOException {
        Files.writeString(folder().resolve("head/answers/" + question.replaceAll("[^a-zA-Z0-9,]", "-")), text);
    }

    Ended in(String host, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(SCRIPTS.resolve("in").toString(), name, host));
        words.addAll(List.of(command));
        return run(words);
    }

    /** What a connect to the API proxy comes to: 0 connected, 1 refused, 124 timed out. */
    int connect(String from) throws Exception {
        return in(from, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address("head") + "/10443").status();
    }

    /** Whether the real sshd of a host lets a user in who has the right key. */
    boolean letsIn(String host, String user) throws Exception {
        Ended login = run(List.of("ssh", "-F", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o",
                "UserKnownHostsFile=" + folder().resolve("known_hosts"), "-o", "GlobalKnownHostsFile=/dev/null", "-i",
                folder().resolve("id_ed25519").toString(), user + "@" + address(host), "id", "-un"));
        assertThat(login.status()).as(login.words()).isIn(0, 255);
        return login.status() == 0;
    }

    /** What the product says of these rules by the lab's own inventory. */
    Assessment scan(String rules) throws Exception {
        return scan(folder().resolve("site.yaml"), rules);
    }

    Assessment scan(Path inventory, String rules) throws Exception {
        Path reports = folder().resolve("reports");
        CommandLineRun run = CommandLineRun.of("scan", "-i", inventory.toString(), "-o", reports.toString(), "--check", rules,
                "--timeout", "40", "--format", "json");
        assertThat(reports.resolve("assessment.json")).as(run.messages()).exists();
        return new Assessment(Json.parse(Files.readString(reports.resolve("assessment.json"))));
    }

    static Ended run(List<String> words) throws IOException, InterruptedException {
        Path log = Files.createTempFile("lab", ".log");
        try {
            Process process = new ProcessBuilder(words).redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true)
                    .redirectOutput(log.toFile()).start();
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(words.toString()).isTrue();
            return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
        } finally {
            Files.delete(log);
        }
    }

    /** A report, asked by rule and target. */
    record Assessment(Data document) {

        private List<Data> findings(String rule, String target) {
            return document.get("findings").list().stream().filter(finding ->
                    finding.get("rule").text().orElseThrow().equals(rule)
                            && finding.get("target").text().orElseThrow().equals(target)).toList();
        }

        /** FAIL or ERROR where one of its findings is that, else PASS. */
        String outcome(String rule, String target) {
            List<String> outcomes = findings(rule, target).stream().map(finding -> finding.get("outcome").text().orElseThrow())
                    .toList();
            assertThat(outcomes).as("findings of " + rule + " on " + target + ": " + document.get("causes")).isNotEmpty();
            return List.of("FAIL", "ERROR", "MANUAL", "NOT_APPLICABLE").stream().filter(outcomes::contains).findFirst()
                    .orElse("PASS");
        }

        /** All that is said of a rule and a target, with the causes of what was not judged. */
        String words(String rule, String target) {
            return findings(rule, target).stream().map(finding -> finding.get("message").text().orElse("")).toList() + " "
                    + document.get("causes");
        }
    }
}
