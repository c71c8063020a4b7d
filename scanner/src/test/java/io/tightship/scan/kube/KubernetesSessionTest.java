package io.tightship.scan.kube;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Projection;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Reading.Status;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesSessionTest {

    private static final KubernetesProbe.List NODES = new KubernetesProbe.List("", "nodes",
            new Projection(1, List.of("v1"), List.of("metadata.name", "metadata.labels")));
    private static final KubernetesProbe.List POLICIES = new KubernetesProbe.List("kyverno.io", "clusterpolicies",
            new Projection(1, List.of("v1", "v2beta1"), List.of("metadata.name")));
    private static final String NODES_PATH = "/api/v1/nodes?limit=500";
    private static final String POLICIES_PATH = "/apis/kyverno.io/v1/clusterpolicies?limit=500";

    @TempDir
    private static Path folder;
    private static ApiServer api;

    @BeforeAll
    static void start() throws Exception {
        api = ApiServer.start(folder);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void reset() {
        api.reset();
    }

    @Test
    void a_list_is_projected_and_sorted() throws Exception {
        api.answer(NODES_PATH, ApiServer.list("NodeList", "v1", "", "{\"metadata\":{\"name\":\"b\",\"labels\":{\"x\":"
                + "\"1\"},\"annotations\":{\"secret\":\"s3cret\"}},\"status\":{\"images\":[1,2]}}",
                ApiServer.item("a")));
        Reading reading = api.read(NODES).getFirst();
        assertThat(reading.status()).isEqualTo(new Status.Read(200, ""));
        assertThat(reading.text()).isEqualTo("{\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"a\"}},"
                + "{\"metadata\":{\"name\":\"b\",\"labels\":{\"x\":\"1\"}}}]}");
        assertThat(api.received()).containsExactly("GET /version", "GET " + NODES_PATH);
        assertThat(api.wireMock().getAllServeEvents()).allMatch(event ->
                event.getRequest().getHeader("Authorization").equals("Bearer secret-token"));
    }

    @Test
    void of_a_kubelets_answer_the_fields_that_rules_ask_about_are_kept() throws Exception {
        String path = "/api/v1/nodes/cp-1/proxy/configz";
        api.answer(path, """
                {"kubeletconfig":{"authentication":{"x509":{"clientCAFile":"/ca.crt"},"webhook":{"enabled":true}},
                "clusterDNS":["10.96.0.10"],"podPidsLimit":4096,"staticPodURLHeader":{"Authorization":["s3cret"]}}}""");
        Reading reading = api.read(new KubernetesProbe.Configz("cp-1")).getFirst();
        assertThat(reading.status()).isEqualTo(new Status.Read(200, ""));
        assertThat(reading.text()).isEqualTo("{\"kubeletconfig\":{\"authentication\":{\"x509\":{\"clientCAFile\":"
                + "\"/ca.crt\"}},\"podPidsLimit\":4096}}");
        assertThat(api.received()).containsExactly("GET /version", "GET " + path);
        assertThatThrownBy(() -> new KubernetesProbe.Configz("../../secrets"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_kubelet_that_does_not_answer_or_may_not_be_asked_is_unread_with_the_reason() throws Exception {
        assertThat(api.read(new KubernetesProbe.Configz("nope")).getFirst().status()).isInstanceOf(Status.Unread.class);
        api.answer("/api/v1/nodes/odd/proxy/configz", "{\"kind\":\"Status\"}");
        assertThat(api.read(new KubernetesProbe.Configz("odd")).getFirst().status())
                .isInstanceOfSatisfying(Status.Unread.class, unread ->
                        assertThat(unread.detail()).contains("no kubelet's configuration"));
    }

    @Test
    void pages_are_asked_one_after_the_other_with_their_token_and_nothing_twice() throws Exception {
        api.answer(NODES_PATH, ApiServer.list("NodeList", "v1", "a/b=", ApiServer.item("n1"), ApiServer.item("n2")));
        api.answer(NODES_PATH + "&continue=a%2Fb%3D", ApiServer.list("NodeList", "v1", "c", ApiServer.item("n3")));
        api.answer(NODES_PATH + "&continue=c", ApiServer.list("NodeList", "v1", "", ApiServer.item("n0")));
        api.answer(POLICIES_PATH, ApiServer.list("ClusterPolicyList", "kyverno.io/v1", "", ApiServer.item("p")));
        try (Session session = api.open(Duration.ofSeconds(20), Duration.ofSeconds(10))) {
            List<Reading> readings = session.run(List.of(new KubernetesProbe.Version(), new KubernetesProbe.Groups(),
                    NODES, POLICIES));
            assertThat(readings).allMatch(reading -> reading.status() instanceof Status.Read);
            assertThat(readings.get(2).text()).contains("n0", "n1", "n2", "n3");
            assertThat(api.received()).containsExactly("GET /version", "GET /apis", "GET " + NODES_PATH,
                    "GET " + NODES_PATH + "&continue=a%2Fb%3D", "GET " + NODES_PATH + "&continue=c",
                    "GET " + POLICIES_PATH);
            assertThat(session.footprint().requests()).isEqualTo(6);
            assertThat(session.footprint().bytes()).isPositive();
        }
    }

    @Test
    void a_list_that_expires_is_begun_once_more_and_nothing_of_the_first_try_stays() throws Exception {
        api.answers(NODES_PATH, ApiServer.json(200, ApiServer.list("NodeList", "v1", "t", ApiServer.item("gone"))),
                ApiServer.json(200, ApiServer.list("NodeList", "v1", "", ApiServer.item("new"))));
        api.answer(NODES_PATH + "&continue=t", ApiServer.json(410, ApiServer.status(410, "Expired", "too old")));
        assertThat(api.read(NODES).getFirst().text()).contains("new").doesNotContain("gone");
    }

    @Test
    void a_list_that_expires_twice_is_unread() throws Exception {
        api.answer(NODES_PATH, ApiServer.list("NodeList", "v1", "t", ApiServer.item("n")));
        api.answer(NODES_PATH + "&continue=t", ApiServer.json(410, ApiServer.status(410, "Expired", "too old")));
        assertUnread(api.status(NODES), Reason.TIMED_OUT, "expired twice (410)");
        assertThat(api.received()).hasSize(5);
    }

    @Test
    void a_token_that_comes_back_does_not_go_on_for_ever() throws Exception {
        api.answer(NODES_PATH, ApiServer.list("NodeList", "v1", "t", ApiServer.item("n")));
        api.answer(NODES_PATH + "&continue=t", ApiServer.list("NodeList", "v1", "t", ApiServer.item("m")));
        assertUnread(api.status(NODES), Reason.UNPARSABLE, "never ends");
    }

    @Test
    void an_expired_token_is_one_failure_of_the_session() {
        api.answer("/version", ApiServer.json(401, ApiServer.status(401, "Unauthorized", "Unauthorized")));
        assertThatThrownBy(() -> api.read(NODES)).isInstanceOfSatisfying(SessionFailure.class, failure ->
                assertThat(failure.reason()).isEqualTo(Reason.AUTHENTICATION)).hasMessageContaining("token expired")
                .hasMessageNotContaining("secret-token");
        assertThat(api.received()).containsExactly("GET /version");
    }

    @Test
    void t41_403_is_forbidden_in_the_servers_own_words() throws Exception {
        api.answer(POLICIES_PATH, ApiServer.json(403, ApiServer.status(403, "Forbidden",
                "clusterpolicies.kyverno.io is forbidden: User \\\"scanner\\\" cannot list resource")));
        assertUnread(api.status(POLICIES), Reason.FORBIDDEN, "User \"scanner\" cannot list resource");
    }

    @Test
    void t41_discovery_that_is_forbidden_proves_no_absence() throws Exception {
        api.answer("/apis", ApiServer.json(403, ApiServer.status(403, "Forbidden",
                "forbidden: User \\\"system:anonymous\\\" cannot get path \\\"/apis\\\"")));
        assertUnread(api.status(POLICIES), Reason.FORBIDDEN, "/apis");
    }

    @Test
    void a_group_that_the_server_does_not_list_is_absent() throws Exception {
        api.answer("/apis", ApiServer.groups("apps v1", "nvidia.com v1"));
        assertThat(api.status(POLICIES)).isInstanceOfSatisfying(Status.Absent.class, absent ->
                assertThat(absent.proof()).contains("names no group kyverno.io"));
        assertThat(api.received()).containsExactly("GET /version", "GET /apis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>welcome</html>", "{\"kind\":\"APIGroupList\",\"groups\":[", "{\"kind\":\"Status\"}",
            "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\"}", "[]", "",
            "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[{\"name\":\"apps\",\"versions\":[]}]}"})
    void t41_discovery_that_is_not_whole_proves_no_absence(String body) throws Exception {
        api.answer("/apis", body);
        assertUnread(api.status(POLICIES), Reason.UNPARSABLE, "/apis");
    }

    @Test
    void a_resource_that_no_version_of_its_group_names_is_absent() throws Exception {
        api.answer("/apis", ApiServer.groups("kyverno.io v2 v1"));
        api.answer(POLICIES_PATH, ApiServer.notFoundText());
        api.answer("/apis/kyverno.io/v1", ApiServer.resources("kyverno.io/v1", "policies", "clusterpolicies/status"));
        api.answer("/apis/kyverno.io/v2", ApiServer.resources("kyverno.io/v2", "cleanuppolicies"));
        assertThat(api.status(POLICIES)).isInstanceOfSatisfying(Status.Absent.class, absent ->
                assertThat(absent.proof()).contains("v2, v1", "clusterpolicies"));
    }

    @Test
    void a_resource_that_another_version_names_is_read_there() throws Exception {
        api.answer(POLICIES_PATH, ApiServer.notFoundText());
        api.answer("/apis/kyverno.io/v1", ApiServer.resources("kyverno.io/v1", "policies"));
        api.answer("/apis/kyverno.io/v2", ApiServer.resources("kyverno.io/v2", "cleanuppolicies"));
        api.answer("/apis/kyverno.io/v2beta1", ApiServer.resources("kyverno.io/v2beta1", "clusterpolicies"));
        api.answer("/apis/kyverno.io/v2beta1/clusterpolicies?limit=500",
                ApiServer.list("ClusterPolicyList", "kyverno.io/v2beta1", "", ApiServer.item("p")));
        assertThat(api.read(POLICIES).getFirst().text()).contains("kyverno.io/v2beta1", "\"p\"");
    }

    @Test
    void a_resource_that_only_an_unknown_version_names_is_not_absent() throws Exception {
        api.answer(POLICIES_PATH, ApiServer.notFoundText());
        api.answer("/apis/kyverno.io/v1", ApiServer.resources("kyverno.io/v1", "policies"));
        api.answer("/apis/kyverno.io/v2", ApiServer.resources("kyverno.io/v2", "clusterpolicies"));
        api.answer("/apis/kyverno.io/v2beta1", ApiServer.resources("kyverno.io/v2beta1", "policies"));
        assertUnread(api.status(POLICIES), Reason.UNSUPPORTED_VERSION, "kyverno.io v2");
    }

    @Test
    void t41_404_of_a_resource_that_discovery_names_proves_nothing() throws Exception {
        api.answer("/apis", ApiServer.groups("kyverno.io v1"));
        api.answer(POLICIES_PATH, ApiServer.notFoundText());
        api.answer("/apis/kyverno.io/v1", ApiServer.resources("kyverno.io/v1", "clusterpolicies"));
        assertUnread(api.status(POLICIES), Reason.BLIND, "is not found");
    }

    @Test
    void t41_404_without_a_readable_discovery_document_proves_nothing() throws Exception {
        api.answer("/apis", ApiServer.groups("kyverno.io v1"));
        api.answer(POLICIES_PATH, ApiServer.notFoundText());
        api.answer("/apis/kyverno.io/v1", aResponse().withStatus(503).withHeader("Content-Type", "text/plain")
                .withHeader("Retry-After", "0").withBody("service unavailable\n"));
        assertUnread(api.status(POLICIES), Reason.BLIND, "service unavailable");
    }

    @Test
    void a_group_of_unknown_versions_is_not_absent() throws Exception {
        api.answer("/apis", ApiServer.groups("kyverno.io v3"));
        assertUnread(api.status(POLICIES), Reason.UNSUPPORTED_VERSION, "serves kyverno.io v3");
    }

    @Test
    void a_busy_server_is_asked_once_more_after_the_time_that_it_asks_for() throws Exception {
        api.answers(NODES_PATH, ApiServer.json(429, ApiServer.status(429, "TooManyRequests", "slow down"))
                .withHeader("Retry-After", "1"), ApiServer.json(200, ApiServer.list("NodeList", "v1", "")));
        Instant before = Instant.now();
        assertThat(api.status(NODES)).isInstanceOf(Status.Read.class);
        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
        assertThat(api.received()).hasSize(3);
    }

    @Test
    void a_server_that_stays_busy_is_asked_twice_and_not_eleven_times() throws Exception {
        api.answer(NODES_PATH, ApiServer.json(429, ApiServer.status(429, "TooManyRequests", "slow down"))
                .withHeader("Retry-After", "0"));
        assertUnread(api.status(NODES), Reason.UNREACHABLE, "(429)");
        assertThat(api.received()).hasSize(3);
    }

    @Test
    void a_wait_that_is_longer_than_the_time_left_is_not_begun() throws Exception {
        api.answer(NODES_PATH, ApiServer.json(429, "").withHeader("Retry-After", "3600"));
        assertUnread(api.status(NODES), Reason.UNREACHABLE, "(429)");
        assertThat(api.received()).hasSize(2);
    }

    @Test
    void a_server_error_is_tried_once_more_and_then_told_with_its_words() throws Exception {
        api.answer(NODES_PATH, aResponse().withStatus(503).withHeader("Retry-After", "0")
                .withBody("service unavailable\n"));
        assertUnread(api.status(NODES), Reason.UNREACHABLE, "status 503: service unavailable");
        assertThat(api.received()).hasSize(3);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        api.answer(NODES_PATH, aResponse().withStatus(302).withHeader("Location", api.url() + "/elsewhere"));
        assertUnread(api.status(NODES), Reason.REFUSED, "redirects");
        assertThat(api.received()).doesNotContain("GET /elsewhere").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[{\"metadata\":",
            "<html>login</html>", "", "null",
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":403}",
            "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{}}",
            "{\"kind\":\"NodeList\",\"apiVersion\":\"v9\",\"metadata\":{},\"items\":[]}",
            "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n\"}}",
            "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[],\"items\":[]}",
            "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{}}]}",
            "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[]} {}",
            "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"a\"}},"
                    + "{\"metadata\":{\"name\":\"a\"}}]}"})
    void t43_an_answer_that_is_not_this_list_is_unparsable_and_never_an_empty_list(String body) throws Exception {
        api.answer(NODES_PATH, body);
        assertUnread(api.status(NODES), Reason.UNPARSABLE, "/api/v1/nodes");
    }

    @Test
    void an_item_that_comes_on_two_pages_is_unparsable() throws Exception {
        api.answer(NODES_PATH, ApiServer.list("NodeList", "v1", "t", ApiServer.item("n")));
        api.answer(NODES_PATH + "&continue=t", ApiServer.list("NodeList", "v1", "", ApiServer.item("n")));
        assertUnread(api.status(NODES), Reason.UNPARSABLE, "n comes twice");
    }

    @Test
    void a_body_that_hangs_in_the_middle_ends_with_the_patience_and_the_next_probe_is_asked() throws Exception {
        api.answer(NODES_PATH, ApiServer.json(200, ApiServer.list("NodeList", "v1", "", ApiServer.item("n"),
                ApiServer.item("m"))).withChunkedDribbleDelay(20, 12_000)); // one part each 0.6 s
        api.answer(POLICIES_PATH, ApiServer.list("ClusterPolicyList", "kyverno.io/v1", ""));
        Instant before = Instant.now();
        try (Session session = api.open(Duration.ofSeconds(20), Duration.ofSeconds(1))) {
            List<Reading> readings = session.run(List.of(NODES, POLICIES));
            assertUnread(readings.get(0).status(), Reason.TIMED_OUT, "did not end in time");
            assertThat(readings.get(1).status()).isInstanceOf(Status.Read.class);
        }
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void an_answer_that_does_not_begin_ends_with_the_sessions_deadline_and_the_rest_is_not_attempted()
            throws Exception {
        api.answer(NODES_PATH, ApiServer.json(200, "").withFixedDelay(60_000));
        Instant before = Instant.now();
        try (Session session = api.open(Duration.ofSeconds(2), Duration.ofSeconds(30))) {
            List<Reading> readings = session.run(List.of(NODES, POLICIES));
            assertUnread(readings.get(0).status(), Reason.TIMED_OUT, "was not answered in time");
            assertUnread(readings.get(1).status(), Reason.NOT_ATTEMPTED, "over before this was asked");
        }
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void closing_ends_a_session_that_waits_for_an_answer() throws Exception {
        api.answer(NODES_PATH, ApiServer.json(200, ApiServer.list("NodeList", "v1", "", ApiServer.item("n")))
                .withChunkedDribbleDelay(3, 60_000));
        closedWhileAsking(NODES_PATH);
    }

    @Test
    void closing_ends_a_session_that_waits_to_ask_again() throws Exception {
        api.answer(NODES_PATH, ApiServer.json(503, "").withHeader("Retry-After", "15"));
        closedWhileAsking(NODES_PATH);
    }

    private static void closedWhileAsking(String path) throws Exception {
        Session session = api.open(Duration.ofSeconds(20), Duration.ofSeconds(20));
        CompletableFuture<List<Reading>> running = CompletableFuture.supplyAsync(() ->
                session.run(List.of(NODES, POLICIES)));
        while (api.received().stream().noneMatch(("GET " + path)::equals) && !running.isDone()) {
            Thread.onSpinWait();
        }
        session.close();
        List<Reading> readings = running.get(3, TimeUnit.SECONDS);
        assertThat(readings).allMatch(reading -> reading.status() instanceof Status.Unread);
        assertUnread(readings.get(1).status(), Reason.INTERRUPTED, "ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MALFORMED_RESPONSE_CHUNK", "EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER",
            "RANDOM_DATA_THEN_CLOSE"})
    void a_connection_that_breaks_is_unreachable(String fault) throws Exception {
        api.answer(NODES_PATH, aResponse().withStatus(200).withFault(Fault.valueOf(fault)));
        assertThat(api.status(NODES)).isInstanceOfSatisfying(Status.Unread.class, unread ->
                assertThat(unread.reason()).isIn(Reason.UNREACHABLE, Reason.UNPARSABLE));
    }

    @Test
    void a_page_of_thousands_of_fat_items_keeps_what_was_asked_for() throws Exception {
        String[] items = new String[4000];
        for (int i = 0; i < items.length; i++) {
            items[i] = "{\"metadata\":{\"name\":\"n" + i + "\"},\"spec\":{\"fat\":\"" + "x".repeat(2000) + "\"}}";
        }
        api.answer(NODES_PATH, ApiServer.list("NodeList", "v1", "", items));
        Reading reading = api.read(NODES).getFirst();
        assertThat(reading.status()).isInstanceOf(Status.Read.class);
        assertThat(reading.text()).contains("\"n3999\"").doesNotContain("xxx").hasSizeLessThan(200_000);
    }

    private static void assertUnread(Status status, Reason reason, String words) {
        assertThat(status).isInstanceOfSatisfying(Status.Unread.class, unread -> {
            assertThat(unread.detail()).contains(words).doesNotContain("secret-token");
            assertThat(unread.reason()).isEqualTo(reason);
        });
    }
}
