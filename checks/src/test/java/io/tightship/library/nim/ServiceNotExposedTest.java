package io.tightship.library.nim;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Entrances;
import io.tightship.fact.kubernetes.Entrances.Service;
import io.tightship.fact.kubernetes.Entrances.Way;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ServiceNotExposedTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);
    private static final Map<String, String> APP = Map.of("app", "llama");
    private static final Service INSIDE = new Service("team-a", "llama", "ClusterIP", APP, List.of());

    private static Case site(String name, Entrances entrances) {
        return Case.of(name, CLUSTER).with(Workloads.KEY, new Workloads(List.of(TestPod.of(named("nim")
                .image("nvcr.io/nim/meta/llama:1.8.4")).label("app", "llama").label("serving.knative.dev/service", "llama")
                .in("team-a", "StatefulSet", "llama")))).with(Entrances.KEY, entrances);
    }

    private static Entrances with(List<Service> services, Way... ways) {
        return new Entrances(services, List.of(ways), new TreeSet<>());
    }

    static List<Case> compliant() {
        return List.of(site("within", with(List.of(INSIDE))), site("none at all", with(List.of())),
                site("others are reached", with(List.of(INSIDE, new Service("team-a", "web", "LoadBalancer",
                        Map.of("app", "web"), List.of()), new Service("team-b", "llama", "NodePort", APP, List.of()),
                        new Service("team-a", "both", "NodePort", Map.of("app", "llama", "tier", "web"), List.of()),
                        new Service("team-a", "by-hand", "NodePort", Map.of(), List.of())),
                        new Way("Ingress", "team-a", "web", Set.of("team-a/web", "team-b/llama")))),
                site("a route of another one", new Entrances(List.of(INSIDE), List.of(), new TreeSet<>(
                        Set.of("team-b/llama", "team-a/web")))));
    }

    static List<Case> violations() {
        return List.of(site("port of each node", with(List.of(new Service("team-a", "llama", "NodePort", APP, List.of())))),
                site("load balancer", with(List.of(new Service("team-a", "llama", "LoadBalancer", APP, List.of())))),
                site("external address", with(List.of(new Service("team-a", "llama", "ClusterIP", APP,
                        List.of("192.0.2.7"))))),
                site("one pod of a set", with(List.of(new Service("team-a", "first", "NodePort",
                        Map.of("statefulset.kubernetes.io/pod-name", "llama-0"), List.of())))),
                site("ingress", with(List.of(INSIDE), new Way("Ingress", "team-a", "llama", Set.of("team-a/llama")))),
                site("route from another namespace", with(List.of(INSIDE), new Way("HTTPRoute", "gateway", "models",
                        Set.of("team-a/llama")))),
                site("a port of its node", with(List.of(INSIDE))).with(Workloads.KEY, new Workloads(List.of(TestPod.of(
                        named("nim").image("nvcr.io/nim/meta/llama:1.8.4").port(8000, 8000)).in("team-a", "StatefulSet",
                        "llama")))),
                site("its node's network", with(List.of(INSIDE))).with(Workloads.KEY, new Workloads(List.of(TestPod.of(
                        named("nim").image("nvcr.io/nim/meta/llama:1.8.4")).hostNetwork().in("team-a", "StatefulSet",
                        "llama")))),
                site("knative", new Entrances(List.of(), List.of(), new TreeSet<>(Set.of("team-a/llama")))));
    }

    @Test
    void one_that_is_meant_to_be_reached_is_approved_by_name() {
        violations().forEach(violation -> assertThat(violation.value(new ServiceNotExposed().needs().stream()
                .filter(need -> need instanceof io.tightship.fact.Need.Setting<?> setting
                        && setting.key().id().endsWith("-approved")).map(ServiceNotExposedTest::texts).findFirst()
                .orElseThrow(), Set.of("team-a/StatefulSet/llama")).judge(new ServiceNotExposed())).singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.PASS)));
    }

    @SuppressWarnings("unchecked") // the value is a set of texts
    private static io.tightship.model.ValueKey<Set<String>> texts(io.tightship.fact.Need<?> need) {
        return (io.tightship.model.ValueKey<Set<String>>) ((io.tightship.fact.Need.Setting<?>) need).key();
    }
}
