package io.tightship.scan.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Reason;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reading.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of the permissions manager, whose API group is not documented. */
class CustomKindTest {

    private static final KubernetesProbe USERS = new KubernetesProbe.PermissionUsers();
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?limit=500";

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
        api.answer("/apis", ApiServer.groups("apiextensions.k8s.io v1", "site.example.org v1alpha1"));
    }

    @Test
    void users_are_listed_in_the_group_that_their_definition_names() throws Exception {
        definitions(definition("widgets", "Widget", "v1"), definition("cmkubernetespermissionusers",
                "CmKubernetesPermissionUser", "v1alpha1"));
        api.answer("/apis/site.example.org/v1alpha1/cmkubernetespermissionusers?limit=500", ApiServer.list(
                "CmKubernetesPermissionUserList", "site.example.org/v1alpha1", "", "{\"metadata\":{\"name\":\"ray-l9x71kv\","
                        + "\"namespace\":\"cm-permissions\"},\"spec\":{\"password\":\"hunter2\"}}"));
        assertThat(api.read(USERS).getFirst().text()).contains("ray-l9x71kv").doesNotContain("hunter2");
    }

    @Test
    void without_a_definition_there_are_no_users() throws Exception {
        definitions(definition("widgets", "Widget", "v1"));
        assertThat(api.status(USERS)).isInstanceOfSatisfying(Status.Absent.class, absent ->
                assertThat(absent.proof()).contains("none is of the kind CmKubernetesPermissionUser"));
    }

    @Test
    void t41_definitions_that_may_not_be_read_prove_nothing() throws Exception {
        api.answer(DEFINITIONS, ApiServer.json(403, ApiServer.status(403, "Forbidden", "no")));
        assertThat(api.status(USERS)).isInstanceOfSatisfying(Status.Unread.class, unread ->
                assertThat(unread.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @Test
    void a_definition_that_names_a_path_is_not_followed() throws Exception {
        definitions(definition("../../api/v1/secrets", "CmKubernetesPermissionUser", "v1alpha1"));
        assertThat(api.status(USERS)).isInstanceOfSatisfying(Status.Unread.class, unread ->
                assertThat(unread.reason()).isEqualTo(Reason.UNPARSABLE));
        assertThat(api.received()).noneMatch(line -> line.contains("secrets"));
    }

    private static void definitions(String... items) {
        api.answer(DEFINITIONS, ApiServer.list("CustomResourceDefinitionList", "apiextensions.k8s.io/v1", "", items));
    }

    private static String definition(String plural, String kind, String version) {
        return "{\"metadata\":{\"name\":\"" + kind.toLowerCase(java.util.Locale.ROOT) + ".site.example.org\"},\"spec\":{"
                + "\"group\":\"site.example.org\",\"names\":{\"plural\":\"" + plural + "\",\"kind\":\"" + kind + "\"},"
                + "\"versions\":[{\"name\":\"v1beta0\",\"served\":false},{\"name\":\"" + version + "\",\"served\":true,"
                + "\"schema\":{\"openAPIV3Schema\":{}}}]}}";
    }
}
