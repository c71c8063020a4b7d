package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kubernetes.ImageVerification.Policy;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceObjectsTest {

    @Test
    void a_policy_on_images_enforces_where_it_is_ready_and_refuses() throws Exception {
        assertThat(NamespaceObjects.verification(Map.of(ApiLists.CLUSTER_POLICIES, items("""
                [{"metadata":{"name":"no-images"},"spec":{"validationFailureAction":"Enforce","rules":[{"validate":{}}]},
                  "status":{"conditions":[{"type":"Ready","status":"True"}]}},
                 {"metadata":{"name":"of-the-rule"},"spec":{"rules":[{"verifyImages":[{"failureAction":"Enforce"}]}]},
                  "status":{"conditions":[{"type":"Ready","status":"True"}]}},
                 {"metadata":{"name":"of-the-policy"},"spec":{"validationFailureAction":"enforce","rules":[{"verifyImages":
                  [{}]}]},"status":{"conditions":[{"type":"Ready","status":"True"}]}},
                 {"metadata":{"name":"audits"},"spec":{"rules":[{"verifyImages":[{}]}]},
                  "status":{"conditions":[{"type":"Ready","status":"True"}]}},
                 {"metadata":{"name":"not-ready"},"spec":{"rules":[{"verifyImages":[{"failureAction":"Enforce"}]}]}},
                 {"metadata":{"name":"no-admission"},"spec":{"admission":false,"rules":[{"verifyImages":[{"failureAction":
                  "Enforce"}]}]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]"""),
                ApiLists.IMAGE_POLICIES, items("""
                [{"metadata":{"name":"denies"},"spec":{"validationActions":["Deny"]},"status":{"conditionStatus":{"ready":
                  true}}},{"metadata":{"name":"warns"},"spec":{"validationActions":["Warn"]},"status":{"conditionStatus":{
                  "ready":true}}},{"metadata":{"name":"unready"},"spec":{}}]"""))).policies()).containsExactly(
                new Policy("ClusterPolicy", "of-the-rule", true), new Policy("ClusterPolicy", "of-the-policy", true),
                new Policy("ClusterPolicy", "audits", false), new Policy("ClusterPolicy", "not-ready", false),
                new Policy("ClusterPolicy", "no-admission", false), new Policy("ImageValidatingPolicy", "denies", true),
                new Policy("ImageValidatingPolicy", "warns", false), new Policy("ImageValidatingPolicy", "unready", false));
    }

    @Test
    void objects_of_other_namespaces_are_not_in_default() throws Exception {
        List<Data> both = items("""
                [{"metadata":{"name":"a","namespace":"default"}},{"metadata":{"name":"b","namespace":"team-a"}}]""");
        assertThat(NamespaceObjects.inDefault(NamespaceObjects.DEFAULT_LISTS.stream().collect(
                java.util.stream.Collectors.toMap(list -> list, list -> both))).objects()).containsExactly("ConfigMap/a",
                "DaemonSet/a", "Deployment/a", "Job/a", "Service/a", "ServiceAccount/a", "StatefulSet/a");
    }

    @Test
    void limits_come_from_defaults_for_containers_and_from_quotas_for_all_pods() throws Exception {
        assertThat(NamespaceObjects.limits(Map.of(ApiLists.LIMIT_RANGES, items("""
                [{"metadata":{"name":"r","namespace":"a"},"spec":{"limits":[{"type":"Container","default":{"cpu":"1"}},
                  {"type":"Pod","default":{"memory":"1Gi"}}]}}]"""), ApiLists.RESOURCE_QUOTAS, items("""
                [{"metadata":{"name":"q","namespace":"a"},"spec":{"hard":{"limits.memory":"1Ti","limits.cpu":"64"}}},
                 {"metadata":{"name":"some","namespace":"b"},"spec":{"hard":{"limits.cpu":"64"},"scopes":["BestEffort"]}},
                 {"metadata":{"name":"requests","namespace":"c"},"spec":{"hard":{"requests.cpu":"64"}}}]"""))).by())
                .isEqualTo(Map.of("a", Map.of("cpu", "LimitRange r", "memory", "ResourceQuota q")));
    }

    private static List<Data> items(String json) throws MalformedDocument {
        return Json.parse(json).list();
    }
}
