package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over one connection, and what a host may print there. */
class SshSessionTest {

    private static final Duration TIME = Duration.ofSeconds(20);
    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");
    private static final NodeProbe LOAD = new FileProbe.ReadFile("/proc/loadavg");

    @TempDir
    private Path folder;

    @Test
    void two_rounds_are_two_executions_over_one_connection_and_are_counted_so() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             Session session = site.open("node", TIME)) {
            assertThat(session.run(List.of(UPTIME, LOAD))).hasSize(2).allMatch(SshSessionTest::read);
            assertThat(session.run(List.of(UPTIME))).hasSize(1).allMatch(SshSessionTest::read);
            assertThat(host.connections()).isEqualTo(1);
            assertThat(host.executions()).isEqualTo(2);
            Footprint cost = session.footprint();
            assertThat(cost.connections()).isEqualTo(1);
            assertThat(cost.executions()).isEqualTo(2);
            assertThat(cost.bytes()).isPositive();
        }
    }

    @Test
    void nodes_behind_a_jump_host_share_one_connection_to_it() throws Exception {
        try (TestHost gate = TestHost.normal().start(); TestHost host = TestHost.normal().start();
             SshSite site = SshSite.behind(folder, gate, host)) {
            assertThat(site.ask("node", TIME, UPTIME)).allMatch(SshSessionTest::read);
            assertThat(site.ask("other", TIME, UPTIME)).allMatch(SshSessionTest::read);
            assertThat(gate.connections()).isEqualTo(1);
            assertThat(host.connections()).isEqualTo(2);
            assertThat(site.sessions().shared()).containsExactly(new Footprint("node/gate", 1, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo Welcome; echo", "printf 'no line break at the end'", "printf '\\033[1mcolours\\n\\0'",
        "seq 1 2000", "echo 0123456789abcdef0123456789abcdef B 0; echo QUJD",
        "echo complaint >&2; seq 1 100000 >&2"})
    void what_a_login_shell_prints_before_the_answers_is_skipped(String chatter) throws Exception {
        try (TestHost host = TestHost.normal().banner("Authorised use only\n").shell(chatter).start();
             SshSite site = SshSite.direct(folder, host)) {
            assertThat(site.ask("node", TIME, UPTIME, LOAD)).allMatch(SshSessionTest::read);
        }
    }

    @Test
    void a_shell_that_does_not_let_the_user_work_is_quoted() throws Exception {
        try (TestHost host = TestHost.normal()
                .shell("cat >/dev/null; echo 'This account is currently not available.'; exit 1").start();
             SshSite site = SshSite.direct(folder, host)) {
            Reading.Status.Unread unread = unread(site.ask("node", TIME, UPTIME).getFirst());
            assertThat(unread.reason()).isEqualTo(Reason.NOT_ATTEMPTED);
            assertThat(unread.detail()).contains("it said: This account is currently not available.");
        }
    }

    @Test
    void an_answer_over_the_cap_is_truncated_and_the_next_one_is_read_all_the_same() throws Exception {
        Path large = folder.resolve("large");
        Files.write(large, new byte[(1 << 20) + 1]);
        Path whole = folder.resolve("whole");
        Files.write(whole, new byte[1 << 20]);
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host)) {
            List<Reading> readings = site.ask("node", TIME, new FileProbe.ReadFile(large.toString()),
                    new FileProbe.ReadFile(whole.toString()), UPTIME);
            assertThat(unread(readings.get(0)).reason()).isEqualTo(Reason.TRUNCATED);
            assertThat(readings.get(1).body()).hasSize(1 << 20);
            assertThat(readings.get(2)).matches(SshSessionTest::read);
        }
    }

    @Test
    void a_host_that_never_stops_printing_is_cut_off() throws Exception {
        try (TestHost host = TestHost.normal().shell("yes").start(); SshSite site = SshSite.direct(folder, host);
             Session session = site.open("node", TIME)) {
            Reading.Status.Unread unread = unread(session.run(List.of(UPTIME)).getFirst());
            assertThat(unread.reason()).isEqualTo(Reason.TRUNCATED);
            assertThat(unread.detail()).contains("more than all answers together can be");
            assertThat(session.footprint().bytes()).isLessThan(2 << 20);
        }
    }

    @Test
    void a_forbidden_forwarding_is_forbidden_and_not_a_refused_connection() throws Exception {
        try (TestHost gate = TestHost.normal().forbidForwarding().start(); TestHost host = TestHost.normal().start();
             SshSite site = SshSite.behind(folder, gate, host)) {
            SessionFailure failure = failure(site, "node");
            assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(failure).hasMessageContaining("the jump host does not forward to node (127.0.0.1")
                    .hasMessageNotContaining("refused");
        }
    }

    @Test
    void a_host_behind_a_jump_host_that_refuses_connections_is_unreachable() throws Exception {
        try (TestHost gate = TestHost.normal().start(); TestHost host = TestHost.normal().start();
             SshSite site = SshSite.behind(folder, gate, host)) {
            host.stop();
            SessionFailure failure = failure(site, "node");
            assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(failure.elsewhere()).isEmpty();
            assertThat(failure).hasMessageContaining("the jump host could not connect to node (127.0.0.1");
        }
    }

    @Test
    void a_dead_jump_host_is_one_cause_in_the_words_of_its_own_session() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.of(folder, """
                credentials: {k: {kind: ssh-key, user: root, key-file: key}}
                connections:
                  ssh: {credential: k, port: %d, known-hosts: known_hosts}
                  far: {credential: k, port: %d, known-hosts: known_hosts, jump: gate}
                nodes:
                  - {hosts: gate, addresses: 127.0.0.1}
                  - {hosts: "node,other", addresses: "127.0.0.1,127.0.0.1", connection: far}
                """.formatted(port, host.port()), host)) {
            SessionFailure own = failure(site, "gate");
            assertThat(own.elsewhere()).isEmpty();
            for (String node : List.of("node", "other")) {
                SessionFailure behind = failure(site, node);
                assertThat(behind.elsewhere()).contains("node/gate");
                assertThat(behind.reason()).isEqualTo(own.reason()).isEqualTo(Reason.UNREACHABLE);
                assertThat(behind).hasMessage(own.getMessage());
            }
        }
    }

    @Test
    void a_broken_connection_to_a_jump_host_is_made_once_more() throws Exception {
        try (TestHost gate = TestHost.normal().start(); TestHost host = TestHost.normal().start();
             SshSite site = SshSite.behind(folder, gate, host)) {
            assertThat(site.ask("node", TIME, UPTIME)).allMatch(SshSessionTest::read);
            gate.cut();
            assertThat(site.ask("other", TIME, UPTIME)).allMatch(SshSessionTest::read);
            assertThat(site.sessions().shared()).containsExactly(new Footprint("node/gate", 2, 0, 0, 0));
        }
    }

    @Test
    void root_login_needs_a_credential_of_root() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.of(folder, """
                credentials: {k: {kind: ssh-key, user: auditor, key-file: key}}
                connections: {ssh: {credential: k, port: %d, known-hosts: known_hosts, privilege: root-login}}
                nodes: [{hosts: node, addresses: 127.0.0.1}]
                """.formatted(host.port()), host)) {
            assertThat(failure(site, "node")).hasMessageContaining("root-login needs a credential of user root");
            assertThat(host.connections()).isZero();
        }
    }

    private static SessionFailure failure(SshSite site, String node) {
        return catchThrowableOfType(SessionFailure.class, () -> site.open(node, TIME).close());
    }

    private static boolean read(Reading reading) {
        return reading.status() instanceof Reading.Status.Read;
    }

    private static Reading.Status.Unread unread(Reading reading) {
        return (Reading.Status.Unread) reading.status();
    }
}
