package io.tightship.scan.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.reach.Connection;
import io.tightship.fact.tls.CipherSuites;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkSessionsTest {

    private static final SessionId NETWORK = SessionId.network(new Target.Site("test"));
    private static final String HERE = "127.0.0.1";

    @Test
    void a_server_of_tls_1_2_with_two_suites_shows_exactly_these() throws Exception {
        try (var server = TestServers.tls("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"); Session session = session()) {
            Reading reading = hello(session, server.port());
            assertThat(reading.text()).isEqualTo("{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\","
                    + "\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\"]}");
            assertThat(session.footprint().connections()).isEqualTo(server.connections().get())
                    .isLessThanOrEqualTo(2 + 5);
            assertThat(session.footprint().bytes()).isPositive();
        }
    }

    @Test
    void a_server_of_tls_1_3_alone_shows_exactly_its_suites() throws Exception {
        try (var server = TestServers.tls("TLSv1.3"); Session session = session()) {
            assertThat(hello(session, server.port()).text()).isEqualTo("{\"TLSv1.3\":[\"TLS_AES_128_GCM_SHA256\","
                    + "\"TLS_AES_256_GCM_SHA384\",\"TLS_CHACHA20_POLY1305_SHA256\"]}");
        }
    }

    @Test
    void a_name_is_sent_along_and_looked_up() throws Exception {
        try (var server = TestServers.tls("TLSv1.3", "TLS_AES_128_GCM_SHA256"); Session session = session()) {
            Reading reading = only(session, new NetworkProbe.TlsHello("cp-1.example", server.port()));
            assertThat(reading.text()).isEqualTo("{\"TLSv1.3\":[\"TLS_AES_128_GCM_SHA256\"]}");
        }
    }

    @Test
    void a_server_that_wants_another_group_still_shows_its_suites() throws Exception {
        String before = System.getProperty("jdk.tls.namedGroups", "");
        System.setProperty("jdk.tls.namedGroups", "secp521r1");
        try (var server = TestServers.tls("TLSv1.3", "TLS_AES_128_GCM_SHA256"); Session session = session()) {
            assertThat(hello(session, server.port()).text()).contains("TLS_AES_128_GCM_SHA256");
        } finally {
            System.setProperty("jdk.tls.namedGroups", before);
            if (before.isEmpty()) {
                System.clearProperty("jdk.tls.namedGroups");
            }
        }
    }

    @Test
    void a_server_that_does_not_speak_tls_is_not_one_that_refuses() throws Exception {
        try (var server = TestServers.plain(socket -> {
            socket.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
            TestServers.drain(socket);
        }); Session session = session()) {
            assertUnread(hello(session, server.port()), Reason.UNPARSABLE, "does not speak TLS", "SSH-2");
        }
    }

    @Test
    void a_silent_server_is_a_time_out() throws Exception {
        try (var server = TestServers.plain(TestServers::drain); Session session = session(200)) {
            assertUnread(hello(session, server.port()), Reason.TIMED_OUT, "did not answer");
        }
    }

    @Test
    void a_server_that_sends_byte_after_byte_cannot_stretch_the_deadline() throws Exception {
        try (var server = TestServers.plain(socket -> {
            byte[] record = HexFormat.of().parseHex("1603034000");
            socket.getOutputStream().write(record);
            while (!socket.isClosed()) {
                socket.getOutputStream().write(0);
                pause();
            }
        }); Session session = session(300)) {
            assertUnread(hello(session, server.port()), Reason.TIMED_OUT, "did not answer");
        }
    }

    @Test
    void a_server_that_closes_every_connection_shows_nothing() throws Exception {
        try (var server = TestServers.plain(TestServers::readHello); Session session = session()) {
            assertUnread(hello(session, server.port()), Reason.UNPARSABLE, "closed the connection");
        }
    }

    @Test
    void a_server_that_refuses_everything_is_not_one_that_accepts_nothing_bad() throws Exception {
        try (var server = TestServers.plain(socket -> TestServers.answer(socket, "15030300020228"));
             Session session = session()) {
            assertUnread(hello(session, server.port()), Reason.UNPARSABLE, "refused every TLS version");
        }
    }

    @Test
    void an_alert_that_is_no_refusal_decides_nothing() throws Exception {
        try (var server = TestServers.plain(socket -> TestServers.answer(socket, "15030300020270"));
             Session session = session()) {
            assertUnread(hello(session, server.port()), Reason.UNPARSABLE, "alert 112");
        }
    }

    @Test
    void a_server_that_chooses_what_was_not_offered_is_no_server_of_tls() throws Exception {
        String serverHello = "020000260303" + "00".repeat(32) + "00" + "1301" + "00";
        try (var server = TestServers.plain(socket -> TestServers.answer(socket, "160303002a" + serverHello));
             Session session = session()) {
            assertUnread(hello(session, server.port()), Reason.UNPARSABLE, "0x1301, which was not offered");
        }
    }

    @Test
    void a_server_that_accepts_everything_cannot_make_more_connections_than_there_are_suites() throws Exception {
        try (var server = TestServers.plain(TestServers::acceptFirst); Session session = session()) {
            Reading reading = hello(session, server.port());
            assertThat(reading.status()).isInstanceOf(Reading.Status.Read.class);
            assertThat(reading.text()).contains("SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
                    .contains("TLS_RSA_WITH_NULL_MD5", "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
            assertThat(server.connections().get()).isLessThanOrEqualTo(4 * CipherSuites.all().size());
        }
    }

    @Test
    void a_server_that_begins_to_close_connections_is_not_judged_by_that() throws Exception {
        CountDownLatch good = new CountDownLatch(3);
        try (var server = TestServers.plain(socket -> {
            if (good.getCount() > 0) {
                good.countDown();
                TestServers.acceptFirst(socket);
            } else {
                TestServers.readHello(socket);
            }
        }); Session session = session()) {
            assertUnread(hello(session, server.port()), Reason.UNPARSABLE, "began to end connections");
        }
    }

    @Test
    void a_port_where_nobody_listens_is_unreachable_for_a_hello_and_refused_for_a_connect() throws Exception {
        int port = closedPort();
        try (Session session = session()) {
            assertUnread(hello(session, port), Reason.UNREACHABLE, "was refused");
            assertThat(only(session, new NetworkProbe.TcpConnect(HERE, port)).text())
                    .isEqualTo(Connection.REFUSED.name());
        }
    }

    @Test
    void a_connect_tells_open_from_closed_in_the_order_of_the_probes() throws Exception {
        try (var server = TestServers.plain(TestServers::drain); Session session = session()) {
            Probe open = new NetworkProbe.TcpConnect(HERE, server.port());
            Probe closed = new NetworkProbe.TcpConnect(HERE, closedPort());
            assertThat(session.run(List.of(closed, open, closed))).extracting(Reading::text)
                    .containsExactly("REFUSED", "CONNECTED", "REFUSED");
            assertThat(session.footprint().connections()).isEqualTo(2);
        }
    }

    @Test
    void a_name_is_resolved_and_an_unknown_one_is_told() throws Exception {
        try (Session session = session()) {
            assertThat(only(session, new NetworkProbe.Resolve("cp-1.example")).text()).isEqualTo("127.0.0.1\n::1\n");
            assertUnread(only(session, new NetworkProbe.Resolve("nowhere.example")), Reason.UNREACHABLE,
                    "nowhere.example is not known");
            assertUnread(only(session, new NetworkProbe.TcpConnect("nowhere.example", 1)), Reason.UNREACHABLE,
                    "nowhere.example is not known");
        }
    }

    @Test
    void a_resolver_that_hangs_is_a_time_out() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Session session = new NetworkSessions(Clock.systemUTC(), host -> {
            await(never);
            throw new UnknownHostException(host);
        }, Duration.ofMillis(200)).open(NETWORK, Deadline.in(Duration.ofSeconds(30)))) {
            assertUnread(only(session, new NetworkProbe.Resolve("slow.example")), Reason.TIMED_OUT, "resolver");
        } finally {
            never.countDown();
        }
    }

    @Test
    void dead_endpoints_do_not_take_the_time_of_the_others() throws Exception {
        try (var silent = TestServers.plain(TestServers::drain);
             var good = TestServers.tls("TLSv1.3", "TLS_AES_128_GCM_SHA256");
             Session session = session(1000)) {
            List<Probe> round = new ArrayList<>(IntStream.range(1, 8).mapToObj(i ->
                    new NetworkProbe.TlsHello("127.0.0." + i, silent.port())).toList());
            round.add(new NetworkProbe.TlsHello(HERE, good.port()));
            long start = System.nanoTime();
            List<Reading> readings = session.run(round);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
            assertThat(readings.getLast().text()).contains("TLS_AES_128_GCM_SHA256");
        }
    }

    @Test
    void what_the_sessions_deadline_cuts_off_is_unread() throws Exception {
        try (var silent = TestServers.plain(TestServers::drain);
             Session session = new NetworkSessions(Clock.systemUTC()).open(NETWORK,
                     Deadline.in(Duration.ofMillis(300)))) {
            Reading reading = hello(session, silent.port());
            assertThat(reading.status()).isInstanceOfSatisfying(Reading.Status.Unread.class,
                    unread -> assertThat(unread.reason()).isEqualTo(Reason.TIMED_OUT));
            assertThat(hello(session, silent.port()).status()).isInstanceOf(Reading.Status.Unread.class);
        }
    }

    @Test
    void close_ends_a_round_at_once() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (var silent = TestServers.plain(socket -> {
            connected.countDown();
            TestServers.drain(socket);
        })) {
            Session session = session(30_000);
            CompletableFuture<Reading> waiting = CompletableFuture.supplyAsync(() -> hello(session, silent.port()));
            assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
            session.close();
            assertUnread(waiting.get(10, TimeUnit.SECONDS), Reason.INTERRUPTED, "ended");
        }
    }

    @Test
    void only_the_network_is_asked_here() throws Exception {
        Target.Cluster cluster = new Target.Cluster("admin", Space.ADMIN);
        assertThatThrownBy(() -> new NetworkSessions(Clock.systemUTC()).open(SessionId.kubernetes(cluster),
                Deadline.in(Duration.ofSeconds(1)))).isInstanceOf(IllegalArgumentException.class);
        try (Session session = session()) {
            assertUnread(only(session, new io.tightship.scan.probe.KubernetesProbe.Version()), Reason.INTERNAL,
                    "no probe of the network");
        }
    }

    private static Session session() {
        return session(5000);
    }

    private static Session session(int patience) {
        return new NetworkSessions(Clock.systemUTC(), host -> switch (host) {
            case "cp-1.example" -> new InetAddress[] {InetAddress.getByName(HERE), InetAddress.getByName("::1")};
            case "nowhere.example" -> throw new UnknownHostException(host + ": Name or service not known");
            default -> InetAddress.getAllByName(host);
        }, Duration.ofMillis(patience)).open(NETWORK, Deadline.in(Duration.ofSeconds(50)));
    }

    private static Reading hello(Session session, int port) {
        return only(session, new NetworkProbe.TlsHello(HERE, port));
    }

    private static Reading only(Session session, Probe probe) {
        List<Reading> readings = session.run(List.of(probe));
        assertThat(readings).hasSize(1);
        assertThat(readings.getFirst().probe()).isEqualTo(probe);
        return readings.getFirst();
    }

    private static void assertUnread(Reading reading, Reason reason, String... words) {
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

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
