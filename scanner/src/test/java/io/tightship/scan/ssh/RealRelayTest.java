package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.model.Reason;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Relay;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.RelayProbe.Question;
import io.tightship.scan.probe.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A host of its own network, with the real OpenSSH and OpenSSL: one TLS server on its loopback address, one behind a
 * filter that lets nobody in from outside, and a firewall's rejected port.
 */
@Tag("host")
@Timeout(180)
class RealRelayTest {

    private static final Duration TIME = Duration.ofSeconds(60);
    private static final int HIDDEN = 10259;
    private static final int FILTERED = 6443;
    private static final int REJECTED = 2379;
    private static final int SSH = 22022;
    private static final String SUITES = "{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\","
            + "\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\"]}";

    @TempDir
    private Path folder;

    /** The kernel takes its time with what was taken down: no two tests share a name. */
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final int number = TESTS.incrementAndGet();
    private final String name = "tsr" + ProcessHandle.current().pid() % 100_000 + "n" + number;
    private final String net = "10.231." + (ProcessHandle.current().pid() + 31L * number) % 250;
    private final String address = net + ".2";
    private final List<Process> running = new ArrayList<>();
    private boolean built;

    @BeforeEach
    void build() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")) && Files.isExecutable(Path.of("/usr/bin/openssl"))
                && Files.isExecutable(Path.of("/usr/sbin/nft")) && Files.isExecutable(Path.of("/usr/sbin/ip"))
                && System.getProperty("user.name").equals("root"),
                "skipped: needs root and Debian's packages openssh-server, openssl, nftables and iproute2");
        run("ip", "netns", "add", name);
        built = true;
        run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        run("ip", "addr", "add", net + ".1/30", "dev", name);
        run("ip", "link", "set", name, "up");
        run("ip", "-n", name, "addr", "add", address + "/30", "dev", "eth0");
        run("ip", "-n", name, "link", "set", "lo", "up");
        run("ip", "-n", name, "link", "set", "eth0", "up");
        inside("nft", "add table inet f; add chain inet f in { type filter hook input priority 0; }; "
                + "add rule inet f in iifname eth0 tcp dport " + FILTERED + " drop; "
                + "add rule inet f in iifname eth0 tcp dport " + REJECTED + " reject with tcp reset");
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1", "-keyout",
                folder.resolve("key.pem").toString(), "-out", folder.resolve("certificate.pem").toString());
        serve("127.0.0.1:" + HIDDEN);
        serve(address + ":" + FILTERED);
        serve(address + ":" + REJECTED);
    }

    @AfterEach
    void takeDown() throws Exception {
        running.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        });
        if (built) {
            new ProcessBuilder("ip", "link", "del", name).start().waitFor();
            run("ip", "netns", "del", name);
        }
    }

    @Test
    void loopback_and_filtered_endpoints_show_what_they_accept_over_the_one_connection() throws Exception {
        try (SshSite site = sshd(); Session session = site.open("node", TIME)) {
            List<RelayProbe> probes = probes(session);
            assertThat(probes).containsExactly(new RelayProbe(Question.OFFER, "127.0.0.1", HIDDEN, false),
                    new RelayProbe(Question.CERTIFICATES, "127.0.0.1", HIDDEN, false),
                    new RelayProbe(Question.OFFER, address, FILTERED, true),
                    new RelayProbe(Question.CERTIFICATES, address, FILTERED, true),
                    new RelayProbe(Question.OFFER, address, REJECTED, true));
            List<Reading> readings = session.run(probes);
            for (int asked : new int[] {0, 2}) {
                assertThat(readings.get(asked).text()).as("%s", readings.get(asked).status()).isEqualTo(SUITES);
            }
            for (int asked : new int[] {1, 3}) {
                assertThat(readings.get(asked).text()).as("%s", readings.get(asked).status())
                        .startsWith("{\"certificates\":[\"MII");
            }
            unread(readings.get(4), Reason.NOT_COLLECTED, "the scanner's own connect was refused");
            assertThat(session.footprint().connections()).isEqualTo(1);
            assertThat(session.footprint().executions()).as("the one that read the listeners").isEqualTo(1);
            assertThat(Files.readString(folder.resolve("sshd.log")).lines().filter(line ->
                    line.contains("Accepted publickey"))).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"AllowTcpForwarding no", "DisableForwarding yes", "PermitOpen none", "AllowTcpForwarding remote",
        "PermitOpen 127.0.0.1:1"})
    void what_the_daemon_forbids_is_said_with_what_grants_it(String line) throws Exception {
        try (SshSite site = sshd(line); Session session = site.open("node", TIME)) {
            List<Reading> readings = session.run(probes(session).subList(0, 3));
            for (Reading reading : readings) {
                unread(reading, Reason.FORBIDDEN, "its sshd does not let this user connect there",
                        "AllowTcpForwarding local and PermitOpen with this very place grant it");
            }
            assertThat(session.footprint().requests()).as("two places, and one try whether a filter is there")
                    .isEqualTo(3);
        }
    }

    @Test
    void exactly_the_granted_place_is_reached() throws Exception {
        try (SshSite site = sshd("Match User root", "AllowTcpForwarding local", "PermitOpen 127.0.0.1:" + HIDDEN
                + " [::1]:" + HIDDEN); Session session = site.open("node", TIME)) {
            List<Reading> readings = session.run(probes(session).subList(0, 3));
            assertThat(readings.get(0).text()).isEqualTo(SUITES);
            unread(readings.get(2), Reason.FORBIDDEN, address + ":" + FILTERED);
        }
    }

    /** What the listeners of the host lead to, in the first round. */
    private List<RelayProbe> probes(Session session) {
        Reading listeners = session.run(List.<Probe>of(Relay.SOURCE)).getFirst();
        List<RelayProbe> probes = new ArrayList<>();
        for (Relay relay : List.of(new Relay(Question.OFFER, address, HIDDEN), new Relay(Question.CERTIFICATES, address,
                HIDDEN), new Relay(Question.OFFER, address, FILTERED), new Relay(Question.CERTIFICATES, address, FILTERED),
                new Relay(Question.OFFER, address, REJECTED), new Relay(Question.OFFER, address, 10257))) {
            relay.probe(listeners).ifPresent(probes::add);
        }
        return probes;
    }

    private void serve(String place) throws Exception {
        start("openssl-" + place.substring(place.indexOf(':') + 1), "openssl", "s_server", "-accept", place, "-www", "-key",
                folder.resolve("key.pem").toString(), "-cert", folder.resolve("certificate.pem").toString(), "-tls1_2",
                "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384");
    }

    private SshSite sshd(String... configuration) throws Exception {
        Files.createDirectories(Path.of("/run/sshd"));
        for (String key : List.of("host_key", "user_key")) {
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key).toString());
        }
        Files.copy(folder.resolve("user_key.pub"), folder.resolve("authorized_keys"));
        Path file = Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress %1$s
                Port %2$d
                HostKey %3$s/host_key
                AuthorizedKeysFile %3$s/authorized_keys
                PidFile none
                StrictModes no
                PermitRootLogin yes
                """.formatted(address, SSH, folder) + String.join("\n", configuration) + "\n");
        String key = Files.readString(folder.resolve("host_key.pub")).replaceFirst(" [^ ]*\\s*$", "");
        Files.writeString(folder.resolve("known_hosts"), "[" + address + "]:" + SSH + " " + key + "\n");
        start("sshd", "/usr/sbin/sshd", "-D", "-e", "-f", file.toString());
        for (int attempt = 0; ; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, SSH), 1000);
                break;
            } catch (IOException notYet) {
                assertThat(attempt).as(Files.readString(folder.resolve("sshd.log"))).isLessThan(100);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        return SshSite.real(folder, """
                credentials: {c: {kind: ssh-key, user: root, key-file: user_key}}
                connections: {ssh: {credential: c, port: %d, known-hosts: known_hosts, privilege: root-login}}
                nodes: [{hosts: node, addresses: %s}]
                """.formatted(SSH, address));
    }

    private void start(String log, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(List.of(words));
        running.add(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve(log + ".log")
                .toFile()).start());
    }

    private void inside(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(List.of(words));
        run(command.toArray(String[]::new));
    }

    private static void run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", words) + ": " + said).isZero();
    }

    private static void unread(Reading reading, Reason reason, String... words) {
        assertThat(reading.status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
            assertThat(unread.detail()).contains(words);
            assertThat(unread.reason()).isEqualTo(reason);
        });
    }
}
