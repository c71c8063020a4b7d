package io.tightship.scan.kube;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.model.Reason;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reading.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one probe that asks for something to be created. */
class DryRunTest {

    private static final KubernetesProbe.DryRunPod POD = new KubernetesProbe.DryRunPod("team-b");
    private static final String PATH = "/api/v1/namespaces/team-b/pods?dryRun=All&fieldManager=tightship";

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
    void without_the_operators_word_nothing_is_sent_whatever_was_planned() throws Exception {
        assertThat(api.tried(POD, DryRun.OFF)).isInstanceOfSatisfying(Status.Unread.class, unread -> {
            assertThat(unread.reason()).isEqualTo(Reason.REFUSED);
            assertThat(unread.detail()).contains("--allow-dry-run");
        });
        assertThat(api.received()).noneMatch(line -> line.startsWith("POST"));
    }

    @Test
    void a_harmless_pod_with_a_host_path_is_sent_once_as_a_dry_run() throws Exception {
        answer(201, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\"}}");
        assertThat(api.tried(POD, DryRun.ALLOWED)).isInstanceOf(Status.Read.class);
        api.wireMock().verify(1, postRequestedFor(urlEqualTo(PATH))
                .withHeader("Content-Type", equalTo("application/json"))
                .withRequestBody(matchingJsonPath("$.spec.volumes[0].hostPath.path", equalTo("/etc")))
                .withRequestBody(matchingJsonPath("$.spec.nodeSelector['tightship.invalid/no-such-node']"))
                .withRequestBody(matchingJsonPath("$.spec.containers[0].securityContext.capabilities.drop[0]",
                        equalTo("ALL"))));
        assertThat(api.received()).filteredOn(line -> line.startsWith("POST")).hasSize(1);
    }

    @Test
    void what_the_server_says_is_kept_and_a_refusal_is_not_tried_again() throws Exception {
        answer(400, ApiServer.status(400, "", "admission webhook denied"));
        assertThat(text(DryRun.ALLOWED)).isEqualTo("{\"status\":400,\"message\":\"admission webhook denied\"}");
        answer(503, ApiServer.status(503, "", "busy"));
        assertThat(api.tried(POD, DryRun.ALLOWED)).isInstanceOfSatisfying(Status.Unread.class, unread ->
                assertThat(unread.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(api.received()).filteredOn(line -> line.startsWith("POST")).hasSize(1 + 1);
    }

    @Test
    void a_namespace_is_a_name_and_nothing_else() {
        for (String name : new String[] {"", "a/b", "..", "a?x=y", "A", "-a", "a".repeat(64), "(none)"}) {
            assertThatThrownBy(() -> new KubernetesProbe.DryRunPod(name)).as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void answer(int status, String body) {
        api.wireMock().stubFor(post(urlEqualTo(PATH)).willReturn(ApiServer.json(status, body)));
    }

    private static String text(DryRun dryRun) throws Exception {
        return api.triedReading(POD, dryRun).text();
    }
}
