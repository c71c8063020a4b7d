package io.tightship.scan.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.model.Target;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The matrix against a server of another family, which speaks versions that the JDK refuses. */
@Tag("host")
@Timeout(120)
class OpensslServerTest {

    @TempDir
    private Path folder;

    @Test
    void old_versions_and_weak_suites_of_openssl_are_all_seen() throws Exception {
        assertThat(offer("-cipher", "AES128-SHA:ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:DHE-RSA-AES128-SHA:"
                + "CAMELLIA128-SHA:NULL-SHA:@SECLEVEL=0", "-no_tls1_3")).isEqualTo("{"
                + "\"TLSv1.0\":[" + SHA_SUITES + "],\"TLSv1.1\":[" + SHA_SUITES + "],\"TLSv1.2\":["
                + SHA_SUITES.replace("\"TLS_RSA_WITH_AES_128_CBC_SHA\",",
                "\"TLS_RSA_WITH_AES_128_CBC_SHA\",\"TLS_RSA_WITH_AES_128_GCM_SHA256\",") + "]}");
    }

    private static final String SHA_SUITES = "\"TLS_DHE_RSA_WITH_AES_128_CBC_SHA\","
            + "\"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA\",\"TLS_RSA_WITH_AES_128_CBC_SHA\","
            + "\"TLS_RSA_WITH_CAMELLIA_128_CBC_SHA\",\"TLS_RSA_WITH_NULL_SHA\"";

    @Test
    void a_server_that_is_restricted_to_tls_12_with_two_suites_shows_exactly_these() throws Exception {
        assertThat(offer("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"))
                .isEqualTo("{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\","
                        + "\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\"]}");
    }

    @Test
    void a_server_that_offers_tls_10_beside_tls_12_is_seen_to_do_so() throws Exception {
        assertThat(offer("-no_tls1_3", "-no_tls1_1", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:"
                + "@SECLEVEL=0")).isEqualTo("{\"TLSv1.0\":[\"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA\"],"
                + "\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA\",\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"]}");
    }

    @Test
    void a_server_with_everything_openssl_has_shows_all_suites_that_fit_its_key() throws Exception {
        String offer = offer("-cipher", "ALL:eNULL:@SECLEVEL=0", "-no_tls1", "-no_tls1_1");
        assertThat(offer).contains("TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", "TLS_RSA_WITH_AES_256_CCM_8",
                "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384", "TLS_RSA_WITH_NULL_SHA256", "\"TLSv1.3\"")
                .doesNotContain("TLSv1.1").doesNotContain("_ECDSA_");
    }

    private String offer(String... options) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed here");
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        run(List.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1",
                "-keyout", key.toString(), "-out", certificate.toString()));
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-www",
                "-key", key.toString(), "-cert", certificate.toString()));
        command.addAll(List.of(options));
        Process server = builder(command).redirectErrorStream(true).start();
        try (Session session = new NetworkSessions(Clock.systemUTC()).open(SessionId.network(new Target.Site("test")),
                Deadline.in(Duration.ofSeconds(60)))) {
            BufferedReader words = server.inputReader();
            String line = words.readLine();
            while (line != null && !line.startsWith("ACCEPT")) {
                line = words.readLine();
            }
            Thread.ofPlatform().daemon().start(() -> words.lines().forEach(ignored -> { }));
            Reading reading = session.run(List.of(new NetworkProbe.TlsHello("127.0.0.1", port))).getFirst();
            assertThat(reading.status()).isInstanceOf(Reading.Status.Read.class);
            return reading.text();
        } finally {
            server.destroyForcibly();
        }
    }

    private static void run(List<String> command) throws Exception {
        assertThat(builder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor()).isZero();
    }

    /** Without the machine's own policy, which may forbid old versions. */
    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (command.contains("s_server")) {
            builder.environment().put("OPENSSL_CONF", "/dev/null");
        }
        return builder;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
