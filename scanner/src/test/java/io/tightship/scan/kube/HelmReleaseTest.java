package io.tightship.scan.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class HelmReleaseTest {

    private static final String RELEASE = """
            {"name":"nmc","namespace":"default","version":2,"info":{"status":"deployed","notes":"secret note"},
             "chart":{"metadata":{"name":"nmc-network-policies","version":"2.0.12"},
                      "values":{"clusterType":{"admin":false,"user":false,"gone":true},"password":"hunter2"},
                      "templates":[{"data":"c2VjcmV0"}]},
             "config":{"clusterType":{"admin":true,"gone":null},"bcmHeadNodeCidr":"203.0.113.0/24","token":"hunter3"},
             "manifest":"kind: Secret\\n---\\napiVersion: networking.k8s.io/v1\\nkind: NetworkPolicy\\nmetadata: {name: n}\\n"}""";

    @Test
    void the_users_values_lie_over_the_charts_and_a_null_takes_a_key_away() throws Exception {
        Data kept = projected(secret(packed(RELEASE)));
        assertThat(Json.write(kept.get("values").plain())).isEqualTo("{\"clusterType\":{\"admin\":true,\"user\":false},"
                + "\"bcmHeadNodeCidr\":\"203.0.113.0/24\"}");
        assertThat(kept.get("chart").text()).contains("nmc-network-policies");
        assertThat(kept.get("status").text()).contains("deployed");
    }

    @Test
    void of_the_values_on_kyvernos_controllers_only_whether_they_are_enabled_is_kept() throws Exception {
        assertThat(Json.write(projected(secret(packed(RELEASE.replace("\"password\"", "\"cleanupController\":{\"enabled\":"
                + "true,\"other\":\"hunter4\"},\"password\"").replace("\"token\"", "\"cleanupController\":{\"enabled\":"
                + "false},\"token\"")))).get("values").plain())).contains("\"cleanupController\":{\"enabled\":false}")
                .doesNotContain("hunter");
    }

    @Test
    void the_policies_of_the_manifest_are_kept_unless_another_revision_replaced_it() throws Exception {
        assertThat(projected(secret(packed(RELEASE))).get("policies").list()).hasSize(1);
        assertThat(projected(secret(packed(RELEASE.replace("deployed", "superseded")))).get("policies").isAbsent()).isTrue();
        Data without = projected(secret(packed(RELEASE.replace("\"manifest\"", "\"other\""))));
        assertThat(without.get("brokenPolicies").text()).contains("the release has no manifest");
        assertThat(without.get("chart").text()).as("is known all the same").contains("nmc-network-policies");
    }

    @Test
    void nothing_else_of_a_secret_is_kept() throws Exception {
        assertThat(projected(secret(packed(RELEASE))).toString()).doesNotContain("hunter", "secret note",
                "c2VjcmV0", "manifest", "kind: Secret");
    }

    @Test
    void an_old_release_without_gzip_is_read_as_well() throws Exception {
        assertThat(projected(secret(RELEASE.getBytes(StandardCharsets.UTF_8))).get("name").text())
                .contains("nmc");
    }

    @Test
    void what_cannot_be_unpacked_is_kept_as_such_and_never_as_nothing() throws Exception {
        byte[] whole = packed(RELEASE);
        for (byte[] broken : new byte[][] {java.util.Arrays.copyOf(whole, whole.length / 2), "[]".getBytes(
            StandardCharsets.UTF_8), "garbage".getBytes(StandardCharsets.UTF_8)}) {
            Data kept = projected(secret(broken));
            assertThat(kept.get("broken").isAbsent()).isFalse();
        }
        assertThat(projected(Json.parse("{\"metadata\":{\"name\":\"x\"},\"data\":{\"release\":\"%%%\"}}"))
                .get("broken").isAbsent()).isFalse();
        assertThat(projected(Json.parse("{\"metadata\":{\"name\":\"x\"}}")).get("broken").text())
                .contains("the Secret holds no release");
    }

    @Test
    void a_secret_of_another_type_that_bears_helms_label_is_none_of_helms() throws Exception {
        assertThat(projected(Json.parse("{\"metadata\":{\"name\":\"x\"},\"type\":\"Opaque\"}")).get("broken").isAbsent()).isTrue();
        assertThat(projected(Json.parse("{\"metadata\":{\"name\":\"x\"},\"type\":\"helm.sh/release.v1\"}")).get("broken")
                .isAbsent()).isFalse();
    }

    @Test
    void a_release_without_values_or_with_nulls_for_them_has_none() throws Exception {
        Data kept = projected(secret(packed("""
                {"name":"nmc","namespace":"default","version":1,"info":{"status":"deployed"},"chart":{"metadata":{"name":"c",
                 "version":"1.0.0"},"values":null},"config":null,"manifest":"---\\n# Source: c/templates/empty.yaml\\n"}""")));
        assertThat(kept.get("broken").isAbsent()).isTrue();
        assertThat(kept.get("values").map()).isEmpty();
        assertThat(kept.get("policies").list()).isEmpty();
        assertThat(kept.get("brokenPolicies").isAbsent()).isTrue();
    }

    private static Data projected(Data secret) throws Exception {
        return Json.parse(Json.write(HelmRelease.projected(secret)));
    }

    private static Data secret(byte[] release) throws Exception {
        return Json.parse("{\"metadata\":{\"name\":\"sh.helm.release.v1.nmc.v2\"},\"data\":{\"release\":\""
                + Base64.getEncoder().encodeToString(Base64.getEncoder().encode(release)) + "\"}}");
    }

    private static byte[] packed(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
