package io.tightship.scan.nvue;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import io.tightship.model.Reason;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SwitchProbe;
import io.tightship.scan.probe.SwitchProbe.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SwitchSessionsTest {

    private static final SwitchProbe APPLIED = new SwitchProbe.Configuration(Revision.APPLIED);
    private static final SwitchProbe STARTUP = new SwitchProbe.Configuration(Revision.STARTUP);
    private static final SwitchProbe INTERFACES = new SwitchProbe.Interfaces();

    @TempDir
    static Path folder;

    private static Certificates own;
    private static Path password;
    private static WireMockServer server;

    @BeforeAll
    static void start() throws Exception {
        own = Certificates.selfSigned(folder, "own", new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        password = Files.writeString(folder.resolve("password"), "s3cret:ü\n");
        server = started(own);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @AfterEach
    void only_gets_are_ever_sent() {
        assertThat(server.getAllServeEvents()).allMatch(
                event -> event.getRequest().getMethod().equals(RequestMethod.GET));
        server.resetAll();
    }

    @Test
    void a_revision_is_asked_with_the_credential_and_only_what_rules_need_is_kept() throws Exception {
        server.stubFor(get(urlEqualTo("/nvue_v1/?rev=applied&filled=false"))
                .willReturn(ok(transcript("applied-rest"))));
        server.stubFor(get(urlEqualTo("/nvue_v1/?rev=startup&filled=false"))
                .willReturn(ok(transcript("startup-config-show"))));
        server.stubFor(get(urlEqualTo("/nvue_v1/interface?rev=operational"))
                .willReturn(ok(transcript("interface-operational"))));
        try (Session session = open(pinned(own.sha256()))) {
            List<Reading> readings = session.run(List.of(APPLIED, STARTUP, INTERFACES));
            assertThat(readings).allMatch(reading -> reading.status() instanceof Reading.Status.Read)
                    .noneMatch(reading -> reading.text().contains("not-for-reports"));
            assertThat(readings.get(0).text()).contains("acl-default-dos", "\"swp2s2,swp3s1-2\"")
                    .doesNotContain("router");
            assertThat(readings.get(1).text()).contains("10.2.3.4/32");
            assertThat(readings.get(2).text()).isEqualTo("{\"bond1\":{\"type\":\"bond\"},\"eth0\":{\"ip\":{\"address\":"
                    + "{\"192.168.200.6/24\":{}}},\"type\":\"eth\"},\"lo\":{\"ip\":{\"address\":{\"127.0.0.1/8\":{},"
                    + "\"::1/128\":{}}},\"type\":\"loopback\"},\"swp3s1\":{\"type\":\"swp\"}}");
            assertThat(session.footprint().requests()).isEqualTo(3);
            assertThat(session.footprint().connections()).isEqualTo(1);
            assertThat(session.footprint().bytes()).isGreaterThan(2000);
            assertThat(session.footprint().target()).isEqualTo("switch/btor-1");
        }
        assertThat(server.getAllServeEvents()).allSatisfy(event -> assertThat(event.getRequest()
                .getHeader("Authorization")).isEqualTo("Basic " + Base64.getEncoder()
                .encodeToString("auditor:s3cret:ü".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @CsvSource({"400, UNSUPPORTED_VERSION", "401, AUTHENTICATION", "403, FORBIDDEN", "404, UNSUPPORTED_VERSION",
            "301, REFUSED", "307, REFUSED", "204, UNPARSABLE", "418, UNPARSABLE", "500, UNREACHABLE",
            "503, UNREACHABLE"})
    void each_status_has_its_reason_and_none_is_an_absent_configuration(int status, Reason reason) throws Exception {
        answer(aResponse().withStatus(status));
        Reading.Status.Unread unread = unread(asked());
        assertThat(unread.reason()).isEqualTo(reason);
        assertThat(unread.detail()).startsWith("HTTP " + status + " for /nvue_v1/?rev=applied&filled=false");
    }

    @Test
    void a_403_tells_of_the_default_password() throws Exception {
        answer(aResponse().withStatus(403));
        assertThat(unread(asked()).detail()).contains("5.6", "password of the user cumulus");
    }

    @Test
    void after_a_refused_password_nothing_else_is_asked() throws Exception {
        answer(aResponse().withStatus(401));
        try (Session session = open(pinned(own.sha256()))) {
            assertThat(session.run(List.of(APPLIED, STARTUP, INTERFACES))).allSatisfy(
                    reading -> assertThat(unread(reading).reason()).isEqualTo(Reason.AUTHENTICATION));
        }
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        answer(aResponse().withStatus(302).withHeader("Location", server.baseUrl() + "/elsewhere"));
        assertThat(unread(asked()).detail()).contains("/elsewhere, and no redirect is followed");
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void a_429_is_asked_once_more_after_the_pause() throws Exception {
        server.stubFor(get(anyUrl()).inScenario("busy").whenScenarioStateIs("Started")
                .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "0")).willSetStateTo("free"));
        server.stubFor(get(anyUrl()).inScenario("busy").whenScenarioStateIs("free")
                .willReturn(ok(transcript("applied-rest"))));
        assertThat(asked().status()).isInstanceOf(Reading.Status.Read.class);
        assertThat(server.getAllServeEvents()).hasSize(2);
    }

    @Test
    void a_429_is_not_asked_a_third_time() throws Exception {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "Thu, 01 Jan 2026 00:00:00 GMT"));
        assertThat(unread(asked()).detail()).startsWith("HTTP 429").endsWith("after the pause that was asked for");
        assertThat(server.getAllServeEvents()).hasSize(2);
    }

    @Test
    void a_pause_longer_than_the_deadline_is_not_waited_for() throws Exception {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "3600"));
        assertThat(unread(asked())).isEqualTo(new Reading.Status.Unread(Reason.TIMED_OUT,
                "127.0.0.1:" + server.httpsPort() + " asks to come back in 3600 s, later than there is time"));
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"<html>Login</html> | not JSON", "'{\"acl\": {' | not JSON",
            "{} | neither system", "[] | 0 sets", "'[{\"set\": {}}, {\"unset\": {}}]' | neither header nor set",
            "'\"text\"' | 0 sets",
            "'{\"interface\": {\"swp1\": \"up\"}}' | swp1 is no map",
            "'{\"acl\": [], \"system\": {}}' | acl is no map"})
    void what_is_no_configuration_is_never_an_empty_one(String body, String words) throws Exception {
        answer(ok(body));
        Reading.Status.Unread unread = unread(asked());
        assertThat(unread.reason()).isEqualTo(Reason.UNPARSABLE);
        assertThat(unread.detail()).contains(words, "; it begins: " + body);
    }

    @Test
    void a_body_that_goes_on_forever_is_timed_out() throws Exception {
        answer(ok(transcript("applied-rest")).withChunkedDribbleDelay(100, 600_000));
        long start = System.nanoTime();
        Inventory inventory = inventory(Optional.of(own.sha256()), Optional.empty());
        try (Session session = new SwitchSessions(inventory, Clock.systemUTC(), Duration.ofSeconds(5),
                Duration.ofSeconds(1)).open(id(), Deadline.in(Duration.ofSeconds(20)))) {
            List<Reading> readings = session.run(List.of(APPLIED, STARTUP));
            assertThat(readings).allSatisfy(r -> assertThat(unread(r).reason()).isEqualTo(Reason.TIMED_OUT));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(server.getAllServeEvents().size()).isLessThanOrEqualTo(1);
    }

    @Test
    void the_deadline_of_the_session_holds_too() throws Exception {
        answer(ok("{").withFixedDelay(600_000));
        try (Session session = sessions(pinned(own.sha256())).open(id(), Deadline.in(Duration.ofMillis(700)))) {
            assertThat(unread(session.run(List.of(APPLIED)).getFirst()).reason()).isEqualTo(Reason.TIMED_OUT);
        }
        server.stop();
        server = started(own);
    }

    @Test
    void more_than_the_cap_is_truncated() throws Exception {
        byte[] long33 = new byte[33 << 20];
        Arrays.fill(long33, (byte) ' ');
        answer(aResponse().withBody(long33));
        assertThat(unread(asked())).isEqualTo(new Reading.Status.Unread(Reason.TRUNCATED,
                "/nvue_v1/?rev=applied&filled=false is longer than 32 MiB"));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void a_broken_conversation_is_unreachable(Fault fault) throws Exception {
        answer(aResponse().withFault(fault));
        assertThat(unread(asked()).reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void another_certificate_than_the_pinned_one_is_refused_before_the_password_is_sent() throws Exception {
        answer(ok(transcript("applied-rest")));
        String other = "0".repeat(64);
        try (Session session = open(pinned(other))) {
            assertThat(session.run(List.of(APPLIED, STARTUP))).allSatisfy(reading -> assertThat(unread(reading))
                    .isEqualTo(new Reading.Status.Unread(Reason.HOST_KEY, "127.0.0.1 shows the certificate with SHA-256"
                            + " " + own.sha256() + ", and " + other + " is pinned")));
            assertThat(session.footprint().connections()).isEqualTo(1);
        }
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void a_certificate_of_stated_authorities_is_trusted() throws Exception {
        answer(ok(transcript("applied-rest")));
        try (Session session = open(inventory(Optional.empty(), Optional.of(own.pem())))) {
            assertThat(session.run(List.of(APPLIED)).getFirst().status()).isInstanceOf(Reading.Status.Read.class);
        }
    }

    @Test
    void a_self_signed_certificate_is_not_trusted_by_the_platform() throws Exception {
        answer(ok(transcript("applied-rest")));
        try (Session session = open(inventory(Optional.empty(), Optional.empty()))) {
            Reading.Status.Unread unread = unread(session.run(List.of(APPLIED)).getFirst());
            assertThat(unread.reason()).isEqualTo(Reason.HOST_KEY);
            assertThat(unread.detail()).contains(own.sha256(), "certificate-sha256");
        }
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void a_trusted_certificate_of_another_name_is_refused_unless_it_is_pinned() throws Exception {
        Certificates stranger = Certificates.selfSigned(folder, "stranger",
                new GeneralName(GeneralName.dNSName, "elsewhere.example"));
        WireMockServer other = started(stranger);
        try {
            other.stubFor(any(anyUrl()).willReturn(ok(transcript("applied-rest"))));
            Inventory trusted = SwitchSite.of("127.0.0.1", other.httpsPort(), password, Optional.empty(),
                    Optional.of(stranger.pem()));
            try (Session session = open(trusted)) {
                assertThat(unread(session.run(List.of(APPLIED)).getFirst()).reason()).isEqualTo(Reason.HOST_KEY);
            }
            Inventory pinned = SwitchSite.of("127.0.0.1", other.httpsPort(), password, Optional.of(stranger.sha256()),
                    Optional.empty());
            try (Session session = open(pinned)) {
                assertThat(session.run(List.of(APPLIED)).getFirst().status()).isInstanceOf(Reading.Status.Read.class);
            }
            assertThat(other.getAllServeEvents()).hasSize(1);
        } finally {
            other.stop();
        }
    }

    @Test
    void nobody_listening_is_unreachable_and_asked_once() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Inventory inventory = SwitchSite.of("127.0.0.1", free, password, Optional.of(own.sha256()), Optional.empty());
        try (Session session = open(inventory)) {
            assertThat(session.run(List.of(APPLIED, STARTUP))).allSatisfy(reading -> {
                assertThat(unread(reading).reason()).isEqualTo(Reason.UNREACHABLE);
                assertThat(unread(reading).detail()).startsWith("no connection to 127.0.0.1:" + free);
            });
            assertThat(session.footprint().requests()).isEqualTo(1);
        }
    }

    @Test
    void a_name_that_cannot_be_resolved_is_unreachable() throws Exception {
        Inventory inventory = SwitchSite.of("btor-1.invalid", 8765, password, Optional.empty(), Optional.empty());
        try (Session session = open(inventory)) {
            assertThat(unread(session.run(List.of(APPLIED)).getFirst()).reason()).isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void closing_ends_a_question_that_waits() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Inventory inventory = SwitchSite.of("127.0.0.1", silent.getLocalPort(), password,
                    Optional.of(own.sha256()), Optional.empty());
            Session session = sessions(inventory).open(id(), Deadline.in(Duration.ofSeconds(60)));
            CompletableFuture<List<Reading>> waiting =
                    CompletableFuture.supplyAsync(() -> session.run(List.of(APPLIED, STARTUP)));
            try (Socket connected = silent.accept(); InputStream hello = connected.getInputStream()) {
                assertThat(hello.read()).isEqualTo(0x16);
                session.close();
                assertThat(waiting.get(10, TimeUnit.SECONDS)).extracting(reading -> unread(reading).reason())
                        .containsExactly(Reason.INTERRUPTED, Reason.NOT_ATTEMPTED);
            }
        }
    }

    @Test
    void a_server_that_says_nothing_is_timed_out() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Inventory inventory = SwitchSite.of("127.0.0.1", silent.getLocalPort(), password,
                    Optional.of(own.sha256()), Optional.empty());
            try (Session session = sessions(inventory).open(id(), Deadline.in(Duration.ofMillis(500)))) {
                assertThat(unread(session.run(List.of(APPLIED)).getFirst()).reason()).isEqualTo(Reason.TIMED_OUT);
            }
        }
    }

    @Test
    void a_secret_an_authority_or_an_address_that_is_no_good_opens_no_session() {
        Path nowhere = folder.resolve("nowhere");
        for (Inventory bad : List.of(
                SwitchSite.of("127.0.0.1", 8765, password, Optional.empty(), Optional.of(nowhere)),
                SwitchSite.of("127.0.0.1", 8765, password, Optional.empty(), Optional.of(password)),
                SwitchSite.of("not a name", 8765, password, Optional.empty(), Optional.empty()))) {
            assertThatThrownBy(() -> open(bad)).isInstanceOfSatisfying(SessionFailure.class, failure -> {
                assertThat(failure.reason()).isEqualTo(Reason.NOT_STATED);
                assertThat(failure.getMessage()).doesNotContain("s3cret");
            });
        }
        // A secret that cannot be read is the same reason for hosts, clusters and switches.
        assertThatThrownBy(() -> open(SwitchSite.of("127.0.0.1", 8765, nowhere, Optional.empty(), Optional.empty())))
                .isInstanceOfSatisfying(SessionFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION));
    }

    private static WireMockServer started(Certificates certificates) {
        WireMockServer started = new WireMockServer(options().httpDisabled(true).dynamicHttpsPort()
                .bindAddress("127.0.0.1").keystorePath(certificates.store().toString()).keystoreType("PKCS12")
                .keystorePassword("password").keyManagerPassword("password").maxRequestJournalEntries(50));
        started.start();
        return started;
    }

    private static void answer(ResponseDefinitionBuilder response) {
        server.stubFor(any(anyUrl()).willReturn(response));
    }

    private static Reading asked() throws SessionFailure {
        try (Session session = open(pinned(own.sha256()))) {
            return session.run(List.of(APPLIED)).getFirst();
        }
    }

    private static Inventory pinned(String sha256) {
        return inventory(Optional.of(sha256), Optional.empty());
    }

    private static Inventory inventory(Optional<String> pinned, Optional<Path> authorities) {
        return SwitchSite.of("127.0.0.1", server.httpsPort(), password, pinned, authorities);
    }

    private static Session open(Inventory inventory) throws SessionFailure {
        return sessions(inventory).open(id(), Deadline.in(Duration.ofSeconds(20)));
    }

    private static SwitchSessions sessions(Inventory inventory) {
        return new SwitchSessions(inventory, Clock.systemUTC(), Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    private static SessionId id() {
        return SessionId.device(SwitchSite.DEVICE);
    }

    private static Reading.Status.Unread unread(Reading reading) {
        assertThat(reading.status()).isInstanceOf(Reading.Status.Unread.class);
        return (Reading.Status.Unread) reading.status();
    }

    private static String transcript(String name) {
        try (InputStream in = SwitchSessionsTest.class.getResourceAsStream("/nvue/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
