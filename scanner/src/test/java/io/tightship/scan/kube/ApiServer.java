package io.tightship.scan.kube;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An API server over TLS that answers what a test tells it, and remembers what it was asked. */
final class ApiServer implements AutoCloseable {

    static final Target.Cluster CLUSTER = new Target.Cluster("test", Space.ADMIN);
    static final String JSON = "application/json";

    private final WireMockServer server;
    private final Path folder;
    private final String authority;

    private ApiServer(WireMockServer server, Path folder, String authority) {
        this.server = server;
        this.folder = folder;
        this.authority = authority;
    }

    static ApiServer start(Path folder) throws IOException, GeneralSecurityException {
        return start(folder, TestCertificate.make("EC", "127.0.0.1", Duration.ofDays(2)), Optional.empty());
    }

    /** @param clients whom it lets in by certificate */
    static ApiServer start(Path folder, TestCertificate certificate, Optional<TestCertificate> clients)
            throws IOException, GeneralSecurityException {
        WireMockConfiguration options = WireMockConfiguration.options().bindAddress("127.0.0.1").httpDisabled(true)
                .dynamicHttpsPort().keystorePath(certificate.store(folder).toString()).keystoreType("PKCS12")
                .keystorePassword(TestCertificate.PASSWORD).keyManagerPassword(TestCertificate.PASSWORD)
                .jettyStopTimeout(50L).containerThreads(16);
        if (clients.isPresent()) {
            options.needClientAuth(true).trustStorePath(clients.get().store(folder).toString())
                    .trustStoreType("PKCS12").trustStorePassword(TestCertificate.PASSWORD);
        }
        WireMockServer server = new WireMockServer(options);
        server.start();
        ApiServer api = new ApiServer(server, folder, certificate.authorityPem());
        api.reset();
        return api;
    }

    /** Knows its version and three groups; anything else is not found, in plain text. */
    void reset() {
        server.resetAll();
        answer("/version", "{\"major\":\"1\",\"minor\":\"32\",\"gitVersion\":\"v1.32.7\"}");
        answer("/apis", groups("apps v1", "kyverno.io v2 v1 v2beta1", "policies.kyverno.io v1 v1beta1 v1alpha1"));
    }

    String url() {
        return "https://127.0.0.1:" + server.httpsPort();
    }

    WireMockServer wireMock() {
        return server;
    }

    static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", JSON).withBody(body);
    }

    static ResponseDefinitionBuilder notFoundText() {
        return aResponse().withStatus(404).withHeader("Content-Type", "text/plain; charset=utf-8")
                .withBody("404 page not found\n");
    }

    /** @param path with its query */
    void answer(String path, String body) {
        answer(path, json(200, body));
    }

    void answer(String path, ResponseDefinitionBuilder response) {
        server.stubFor(get(urlEqualTo(path)).willReturn(response));
    }

    /** One answer after the other; the last one stays. */
    void answers(String path, ResponseDefinitionBuilder... responses) {
        for (int i = 0; i < responses.length; i++) {
            server.stubFor(get(urlEqualTo(path)).inScenario(path)
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "answer " + i)
                    .willSetStateTo("answer " + Math.min(i + 1, responses.length - 1)).willReturn(responses[i]));
        }
    }

    static String groups(String... groups) {
        List<String> all = new ArrayList<>();
        for (String group : groups) {
            String[] words = group.split(" ");
            List<String> versions = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                versions.add("{\"groupVersion\":\"" + words[0] + "/" + words[i] + "\",\"version\":\"" + words[i]
                        + "\"}");
            }
            all.add("{\"name\":\"" + words[0] + "\",\"versions\":[" + String.join(",", versions)
                    + "],\"preferredVersion\":" + versions.getFirst() + "}");
        }
        return "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[" + String.join(",", all) + "]}";
    }

    static String resources(String groupVersion, String... names) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.add("{\"name\":\"" + name + "\",\"singularName\":\"\",\"namespaced\":false,\"kind\":\"K\","
                    + "\"verbs\":[\"list\"]}");
        }
        return "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"" + groupVersion
                + "\",\"resources\":[" + String.join(",", all) + "]}";
    }

    static String list(String kind, String apiVersion, String token, String... items) {
        return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\",\"metadata\":{\"resourceVersion\":"
                + "\"1809\"" + (token.isEmpty() ? "" : ",\"continue\":\"" + token + "\",\"remainingItemCount\":7")
                + "},\"items\":[" + String.join(",", items) + "]}";
    }

    static String item(String name) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"managedFields\":[{\"manager\":\"kubectl\"}]}}";
    }

    static String status(int code, String reason, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                + message + "\",\"reason\":\"" + reason + "\",\"code\":" + code + "}";
    }

    /** {@code METHOD URL}, in order. */
    List<String> received() {
        List<String> all = new ArrayList<>(server.getAllServeEvents().stream().map(event ->
                event.getRequest().getMethod() + " " + event.getRequest().getUrl()).toList());
        Collections.reverse(all);
        return all;
    }

    String kubeconfig(String clusterMore, String user) {
        return """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters:
                  - name: k
                    cluster: {server: "%s", certificate-authority-data: %s%s}
                users:
                  - name: u
                    user: {%s}
                """.formatted(url(), TestCertificate.data(authority), clusterMore, user);
    }

    Session open(Duration time, Duration patience) throws SessionFailure, IOException {
        return open(kubeconfig("", "token: secret-token"), false, time, patience);
    }

    Session open(String kubeconfig, boolean allowExec, Duration time, Duration patience)
            throws SessionFailure, IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "kubeconfig", ""), kubeconfig);
        return sessions(new Credential.Kubeconfig("k", file, Optional.empty(), allowExec), Map.of(), folder, patience)
                .open(SessionId.kubernetes(CLUSTER), Deadline.in(time));
    }

    static KubernetesSessions sessions(Credential credential, Map<String, String> environment, Path account,
                                       Duration patience) {
        return sessions(credential, environment, account, patience, DryRun.OFF);
    }

    private static KubernetesSessions sessions(Credential credential, Map<String, String> environment, Path account,
                                               Duration patience, DryRun dryRun) {
        Inventory inventory = new Inventory(Path.of("site.yaml"), new Target.Site("s"), List.of(CLUSTER), Set.of(),
                new TreeMap<>(), new TreeMap<>(Map.of("test", new Inventory.ClusterEntry(CLUSTER, credential,
                Map.of()))), new TreeMap<>(), Optional.empty(), Map.of(), List.of());
        return new KubernetesSessions(inventory, Clock.systemUTC(), environment, account, patience, dryRun);
    }

    /** Asks one thing in a session that may try a pod, or may not. */
    Reading triedReading(KubernetesProbe probe, DryRun dryRun) throws SessionFailure, IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "kubeconfig", ""), kubeconfig("", "token: secret-token"));
        try (Session session = sessions(new Credential.Kubeconfig("k", file, Optional.empty(), false), Map.of(), folder,
                Duration.ofSeconds(10), dryRun).open(SessionId.kubernetes(CLUSTER), Deadline.in(Duration.ofSeconds(20)))) {
            return session.run(List.of(probe)).getFirst();
        }
    }

    Reading.Status tried(KubernetesProbe probe, DryRun dryRun) throws SessionFailure, IOException {
        return triedReading(probe, dryRun).status();
    }

    /** Asks in a session of its own. */
    List<Reading> read(Probe... probes) throws SessionFailure, IOException {
        try (Session session = open(Duration.ofSeconds(20), Duration.ofSeconds(10))) {
            return session.run(List.of(probes));
        }
    }

    Reading.Status status(KubernetesProbe probe) throws SessionFailure, IOException {
        return read(probe).getFirst().status();
    }

    @Override
    public void close() {
        server.stop();
    }
}
