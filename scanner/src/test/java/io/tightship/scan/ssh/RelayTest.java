package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Reason;
import io.tightship.scan.net.TestServers;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.RelayProbe.Question;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that are asked over a connection that a session has with its host. */
@Timeout(60)
class RelayTest {

    private static final Duration TIME = Duration.ofSeconds(40);
    private static final NodeProbe UPTIME = new FileProbe.ReadFile("/proc/uptime");
    private static final String HERE = "127.0.0.1";

    @TempDir
    private Path folder;

    @Test
    void an_endpoint_is_asked_over_the_one_connection_and_nothing_more_is_executed() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             var server = TestServers.tls("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"); Session session = site.open("node", TIME)) {
            session.run(List.of(UPTIME));
            List<Reading> readings = session.run(List.of(offer(server.port()), UPTIME, certificates(server.port())));
            assertThat(readings).extracting(Reading::probe).containsExactly(offer(server.port()), UPTIME,
                    certificates(server.port()));
            assertThat(readings.get(0).text()).as("%s", readings.get(0).status()).isEqualTo("{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\","
                    + "\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\"]}");
            assertThat(readings.get(2).text()).startsWith("{\"certificates\":[\"MII");
            assertThat(host.connections()).isEqualTo(1);
            assertThat(host.executions()).isEqualTo(2);
            assertThat(session.footprint().connections()).isEqualTo(1);
            assertThat(session.footprint().executions()).isEqualTo(2);
            assertThat(session.footprint().requests()).isEqualTo(server.connections().get()).isBetween(5, 12);
        }
    }

    @Test
    void what_still_comes_from_an_endpoint_that_was_let_go_does_not_break_the_connection() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             var talkative = TestServers.plain(socket -> {
                 socket.getOutputStream().write("220 hello\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
                 TestServers.drain(socket);
             }); var server = TestServers.tls("TLSv1.3", "TLS_AES_128_GCM_SHA256"); Session session = site.open("node",
                TIME)) {
            for (int i = 0; i < 20; i++) {
                unread(session.run(List.of(offer(talkative.port()))).getFirst(), Reason.UNPARSABLE, "does not speak TLS");
            }
            Reading reading = session.run(List.of(offer(server.port()))).getFirst();
            assertThat(reading.text()).as("%s", reading.status()).contains("TLS_AES_128_GCM_SHA256");
        }
    }

    @Test
    void where_only_endpoints_are_asked_nothing_is_executed() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             var server = TestServers.tls("TLSv1.3", "TLS_AES_128_GCM_SHA256"); Session session = site.open("node",
                TIME)) {
            Reading reading = session.run(List.of(offer(server.port()))).getFirst();
            assertThat(reading.text()).as("%s", reading.status()).isEqualTo("{\"TLSv1.3\":[\"TLS_AES_128_GCM_SHA256\"]}");
            assertThat(host.executions()).isZero();
        }
    }

    @Test
    void a_host_that_forbids_it_is_asked_once_for_each_place_and_told_what_would_grant_it() throws Exception {
        try (TestHost host = TestHost.normal().forbidForwarding().start(); SshSite site = SshSite.direct(folder, host);
             var server = TestServers.tls("TLSv1.3"); Session session = site.open("node", TIME)) {
            List<Reading> readings = session.run(List.of(offer(server.port()), certificates(server.port())));
            readings.forEach(reading -> unread(reading, Reason.FORBIDDEN, "127.0.0.1:" + server.port(),
                    "AllowTcpForwarding local and PermitOpen"));
            assertThat(session.footprint().requests()).isEqualTo(1);
            assertThat(server.connections()).hasValue(0);
        }
    }

    @Test
    void a_port_where_nothing_listens_is_unreachable_from_the_node_itself() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host)) {
            unread(site.ask("node", TIME, offer(closedPort())).getFirst(), Reason.UNREACHABLE,
                    "the node itself could not connect");
        }
    }

    @Test
    void a_silent_endpoint_and_a_silent_host_are_time_outs_and_end_in_time() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             var silent = TestServers.plain(TestServers::drain); Session session = site.open("node", TIME)) {
            List<Reading> readings = session.run(List.of(offer(silent.port()), certificates(silent.port())));
            unread(readings.get(0), Reason.TIMED_OUT, "did not answer a TLS hello");
            unread(readings.get(1), Reason.TIMED_OUT, "did not answer a TLS handshake");
        }
        try (TestHost host = TestHost.normal().neverConnectsOn().start(); SshSite site = SshSite.direct(folder, host)) {
            unread(site.ask("node", TIME, offer(closedPort())).getFirst(), Reason.TIMED_OUT,
                    "did not say in time whether it connected");
        }
    }

    @Test
    void what_answers_the_scanner_itself_is_not_asked_through_the_node() throws Exception {
        int closed = closedPort();
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             var server = TestServers.tls("TLSv1.3"); Session session = site.open("node", TIME)) {
            List<Reading> readings = session.run(List.of(new RelayProbe(Question.OFFER, HERE, server.port(), true),
                    new RelayProbe(Question.CERTIFICATES, HERE, server.port(), true),
                    new RelayProbe(Question.OFFER, HERE, closed, true)));
            unread(readings.get(0), Reason.NOT_COLLECTED, "the scanner's own connect connected");
            unread(readings.get(1), Reason.NOT_COLLECTED, "the scanner's own connect connected");
            unread(readings.get(2), Reason.NOT_COLLECTED, "the scanner's own connect was refused");
            assertThat(session.footprint().requests()).as("one try for each place").isEqualTo(2);
        }
    }

    @Test
    void a_name_that_only_the_node_knows_is_asked_through_it() throws Exception {
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host)) {
            unread(site.ask("node", TIME, new RelayProbe(Question.OFFER, "cp-1.invalid", 6443, true)).getFirst(),
                    Reason.UNREACHABLE, "the node itself could not connect");
        }
    }

    @Test
    void the_sessions_end_ends_what_is_relayed_at_once() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (TestHost host = TestHost.normal().start(); SshSite site = SshSite.direct(folder, host);
             var silent = TestServers.plain(socket -> {
                 connected.countDown();
                 TestServers.drain(socket);
             })) {
            Session session = site.open("node", TIME);
            CompletableFuture<List<Reading>> waiting = CompletableFuture.supplyAsync(() ->
                    session.run(List.of(offer(silent.port()))));
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
            session.close();
            unread(waiting.get(10, TimeUnit.SECONDS).getFirst(), Reason.INTERRUPTED, "ended");
        }
    }

    private static RelayProbe offer(int port) {
        return new RelayProbe(Question.OFFER, HERE, port, false);
    }

    private static RelayProbe certificates(int port) {
        return new RelayProbe(Question.CERTIFICATES, HERE, port, false);
    }

    private static void unread(Reading reading, Reason reason, String... words) {
        assertThat(reading.status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread -> {
            assertThat(unread.detail()).contains(words);
            assertThat(unread.reason()).isEqualTo(reason);
        });
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
