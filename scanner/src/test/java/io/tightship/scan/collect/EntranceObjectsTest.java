package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.kubernetes.Entrances;
import io.tightship.fact.kubernetes.Entrances.Service;
import io.tightship.fact.kubernetes.Entrances.Way;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Forms of the APIs' documentation; none of these is recorded. */
class EntranceObjectsTest {

    private static Entrances read(Map<KubernetesProbe.List, String> lists) throws MalformedDocument {
        Map<KubernetesProbe.List, List<Data>> items = new HashMap<>();
        for (KubernetesProbe.List list : EntranceObjects.lists()) {
            items.put(list, Json.parse(lists.getOrDefault(list, "[]")).list());
        }
        return EntranceObjects.entrances(items);
    }

    @Test
    void services_ingresses_and_routes_are_read_with_what_they_lead_to() throws Exception {
        Entrances entrances = read(Map.of(ApiLists.SERVICES, """
                [{"metadata":{"name":"web","namespace":"a"},"spec":{"selector":{"app":"web"},"externalIPs":["192.0.2.1"]}},
                 {"metadata":{"name":"lb","namespace":"a"},"spec":{"type":"LoadBalancer"}}]""",
                ApiLists.INGRESSES, """
                [{"metadata":{"name":"in","namespace":"a"},"spec":{"defaultBackend":{"service":{"name":"web"}},"rules":[
                  {"http":{"paths":[{"backend":{"service":{"name":"lb"}}},{"backend":{"resource":{}}}]}},{}]}}]""",
                ApiLists.gatewayRoutes("httproutes"), """
                [{"metadata":{"name":"r","namespace":"g"},"spec":{"rules":[{"backendRefs":[{"name":"own"},{"name":"web",
                  "namespace":"a"},{"kind":"InferencePool","name":"pool"}]}]}}]""",
                ApiLists.KNATIVE_ROUTES, """
                [{"metadata":{"name":"open","namespace":"a"}},{"metadata":{"name":"inside","namespace":"a","labels":{
                  "networking.knative.dev/visibility":"cluster-local"}}}]"""));
        assertThat(entrances.services()).containsExactly(
                new Service("a", "web", "ClusterIP", Map.of("app", "web"), List.of("192.0.2.1")),
                new Service("a", "lb", "LoadBalancer", Map.of(), List.of()));
        assertThat(entrances.ways()).containsExactly(new Way("Ingress", "a", "in", Set.of("a/web", "a/lb")),
                new Way("HTTPRoute", "g", "r", Set.of("g/own", "a/web")));
        assertThat(entrances.publicRoutes()).containsExactly("a/open");
    }

    @Test
    void what_is_in_no_known_form_is_refused() {
        assertThatThrownBy(() -> read(Map.of(ApiLists.SERVICES, """
                [{"metadata":{"name":"x","namespace":"a"},"spec":{"selector":{"app":7}}}]""")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read(Map.of(ApiLists.INGRESSES, """
                [{"metadata":{"name":"x"},"spec":{}}]"""))).isInstanceOf(IllegalArgumentException.class);
    }
}
