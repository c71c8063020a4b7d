package io.tightship.scan.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShownChainTest {

    @Test
    void what_a_server_shows_is_taken_down_whoever_signed_it() throws Exception {
        try (TestServers.Running server = TestServers.tls("TLSv1.3")) {
            Reading reading = read(server.port());
            assertThat(reading.status()).isInstanceOf(Reading.Status.Read.class);
            String text = reading.text();
            assertThat(text).matches("\\{\"certificates\":\\[\"[A-Za-z0-9+/=]+\"\\]}");
            X509Certificate shown = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
                    new ByteArrayInputStream(Base64.getDecoder().decode(text.split("\"")[3])));
            assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
            assertThat(server.connections()).hasValue(1);
        }
    }

    @Test
    void an_endpoint_without_tls_and_one_that_is_closed_show_nothing() throws Exception {
        try (TestServers.Running server = TestServers.plain(socket -> socket.getOutputStream().write("hello\n".getBytes(
                StandardCharsets.UTF_8)))) {
            assertUnread(read(server.port()), Reason.UNPARSABLE);
        }
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertUnread(read(closed), Reason.UNREACHABLE);
    }

    @Test
    void one_that_says_nothing_is_given_up() throws Exception {
        try (TestServers.Running server = TestServers.plain(TestServers::drain)) {
            assertUnread(read(server.port()), Reason.TIMED_OUT);
        }
    }

    private static Reading read(int port) throws Exception {
        try (Session session = new NetworkSessions(Clock.systemUTC()).open(SessionId.network(new Target.Site("test")),
                Deadline.in(Duration.ofSeconds(30)))) {
            return session.run(List.of(new NetworkProbe.ServedCertificates("127.0.0.1", port))).getFirst();
        }
    }

    private static void assertUnread(Reading reading, Reason reason) {
        assertThat(reading.status()).isInstanceOfSatisfying(Reading.Status.Unread.class, unread ->
                assertThat(unread.reason()).isEqualTo(reason));
    }
}
