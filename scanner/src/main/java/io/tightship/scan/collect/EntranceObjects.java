package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.Entrances;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What leads into a cluster, in the API's form: Services, Ingresses, routes of the Gateway API and of Knative. */
final class EntranceObjects {

    private static final Map<String, String> GATEWAY = new TreeMap<>(Map.of("httproutes", "HTTPRoute", "grpcroutes",
            "GRPCRoute", "tlsroutes", "TLSRoute", "tcproutes", "TCPRoute"));

    private EntranceObjects() {
    }

    static List<KubernetesProbe.List> lists() {
        List<KubernetesProbe.List> lists = new ArrayList<>(List.of(ApiLists.SERVICES, ApiLists.INGRESSES,
                ApiLists.KNATIVE_ROUTES));
        GATEWAY.keySet().forEach(resource -> lists.add(ApiLists.gatewayRoutes(resource)));
        return lists;
    }

    static Entrances entrances(Map<KubernetesProbe.List, List<Data>> lists) {
        List<Entrances.Way> ways = new ArrayList<>();
        lists.get(ApiLists.INGRESSES).forEach(item -> ways.add(way("Ingress", item, ingress(item))));
        GATEWAY.forEach((resource, kind) -> lists.get(ApiLists.gatewayRoutes(resource)).forEach(item ->
                ways.add(way(kind, item, route(item)))));
        SortedSet<String> open = new TreeSet<>();
        lists.get(ApiLists.KNATIVE_ROUTES).stream().filter(item -> !item.path("metadata", "labels")
                .get("networking.knative.dev/visibility").text().orElse("").equals("cluster-local")).forEach(item ->
                open.add(namespace(item) + "/" + ApiLists.name(item)));
        return new Entrances(lists.get(ApiLists.SERVICES).stream().map(EntranceObjects::service).toList(), ways, open);
    }

    private static Entrances.Service service(Data item) {
        Map<String, String> selector = new TreeMap<>();
        item.path("spec", "selector").map().forEach((key, value) -> selector.put(key, value.text().orElseThrow(() ->
                new IllegalArgumentException("the Service " + ApiLists.name(item) + " selects by '" + value + "'"))));
        return new Entrances.Service(namespace(item), ApiLists.name(item), item.path("spec", "type").text()
                .orElse("ClusterIP"), selector, item.path("spec", "externalIPs").texts());
    }

    private static Entrances.Way way(String kind, Data item, Set<String> services) {
        return new Entrances.Way(kind, namespace(item), ApiLists.name(item), services);
    }

    private static Set<String> ingress(Data item) {
        Set<String> services = new TreeSet<>();
        item.path("spec", "defaultBackend", "service", "name").text().ifPresent(services::add);
        item.path("spec", "rules").list().forEach(rule -> rule.path("http", "paths").list().forEach(path ->
                path.path("backend", "service", "name").text().ifPresent(services::add)));
        return in(namespace(item), services);
    }

    private static Set<String> in(String namespace, Set<String> names) {
        Set<String> full = new TreeSet<>();
        names.forEach(name -> full.add(namespace + "/" + name));
        return full;
    }

    /** A backend without a kind is a Service, and one without a namespace is of the route's. */
    private static Set<String> route(Data item) {
        Set<String> services = new TreeSet<>();
        item.path("spec", "rules").list().forEach(rule -> rule.get("backendRefs").list().stream().filter(backend ->
                backend.get("kind").text().orElse("Service").equals("Service")).forEach(backend -> services.add(
                backend.get("namespace").text().orElse(namespace(item)) + "/" + backend.get("name").text().orElse(""))));
        return services;
    }

    private static String namespace(Data item) {
        return item.path("metadata", "namespace").text().orElseThrow(() ->
                new IllegalArgumentException(ApiLists.name(item) + " has no namespace"));
    }
}
