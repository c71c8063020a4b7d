package io.tightship.library.nim;

import static io.tightship.fact.calico.NetworkPolicies.Direction.EGRESS;
import static io.tightship.fact.calico.NetworkPolicies.Direction.INGRESS;
import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.Need;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Breadth;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Policy;
import io.tightship.fact.calico.NetworkPolicies.Ports;
import io.tightship.fact.calico.NetworkPolicies.Rule;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.model.ValueKey;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkBoundedTest {

    private static final Rule SOME = rule(Ports.of("TCP", 8000, 8000));
    private static final Rule ALL_OF_SOME = new Rule("Allow", Breadth.SOME);
    @SuppressWarnings("unchecked") // the value's key is the check's own
    private static final ValueKey<Set<String>> APPROVED = (ValueKey<Set<String>>) new NetworkBounded().needs().stream()
            .filter(need -> need instanceof Need.Setting<?> setting && setting.key().id().endsWith("-approved"))
            .map(need -> ((Need.Setting<?>) need).key()).findFirst().orElseThrow();
    private static final Rule ALL = new Rule("Allow", Breadth.EVERYTHING);

    private static Policy policy(String app, Map<Direction, List<Rule>> rules) {
        return new Policy("for-" + app, "default", Optional.empty(), pod -> pod.labels().get("app").equals(app), true, rules);
    }

    private static Case site(String name, TestPod pod, Policy... policies) {
        return NimClusters.with(name, pod, Map.of()).with(NetworkPolicies.KEY, new NetworkPolicies(List.of(policies),
                new TreeMap<>()));
    }

    private static Rule rule(Ports... ports) {
        return new Rule("Allow", Breadth.SOME, List.of(ports));
    }

    private static Case admitting(String name, TestPod pod, Ports... ports) {
        return site(name, pod, policy("llama", Map.of(INGRESS, List.of(rule(ports)), EGRESS, List.of(ALL_OF_SOME))));
    }

    private static TestPod pod(TestContainer... containers) {
        return TestPod.of(containers).label("app", "llama");
    }

    private static TestContainer server() {
        return named("nim").image("nvcr.io/nim/meta/llama:1.8.4");
    }

    static List<Case> compliant() {
        return List.of(site("its port admitted, DNS let out", NimClusters.nim(), policy("llama", Map.of(INGRESS,
                        List.of(SOME), EGRESS, List.of(SOME)))),
                site("nobody admitted", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(), EGRESS, List.of()))),
                admitting("8000 where it states no port", pod(server()), Ports.of("TCP", 8000, 8000)),
                admitting("the port of its variable", pod(server().variable("NIM_SERVER_PORT", "9000")),
                        Ports.of("TCP", 9000, 9000)),
                admitting("two ports in a range", pod(server().port(8000, 0).port(8001, 0)), Ports.of("TCP", 8000, 8001)),
                admitting("its port by name", pod(server().port("api", 8000)), new Ports("TCP", 0, 0, "api")),
                admitting("a name that no container bears", pod(server().port("api", 8000)), new Ports("TCP", 0, 0, "web")),
                admitting("Knative's proxy before it", pod(server().port(8000, 0), named("queue-proxy").port(8012, 0)),
                        Ports.of("TCP", 8012, 8012)),
                admitting("more by an approved policy", NimClusters.nim(), Ports.ALL).value(APPROVED, Set.of("for-llama")),
                site("a policy after one that denies the rest", NimClusters.nim(), new Policy("a", "default",
                        Optional.of(BigDecimal.ONE), pod -> true, true, Map.of(INGRESS, List.of(new Rule("Deny",
                        Breadth.EVERYTHING)), EGRESS, List.of())), policy("llama", Map.of(INGRESS, List.of(rule(Ports.ALL))))));
    }

    static List<Case> violations() {
        return List.of(site("no policy", NimClusters.nim()),
                site("one for others", NimClusters.nim(), policy("web", Map.of(INGRESS, List.of(), EGRESS, List.of()))),
                site("ingress alone", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(SOME)))),
                site("everybody admitted", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(ALL), EGRESS,
                        List.of()))),
                site("on the host's network", NimClusters.nim().hostNetwork(), policy("llama", Map.of(INGRESS, List.of(),
                        EGRESS, List.of()))),
                admitting("all ports from a few", NimClusters.nim(), Ports.ALL),
                admitting("all ports of TCP from a few", NimClusters.nim(), Ports.of("TCP", 0, 65535)),
                admitting("another port besides", NimClusters.nim(), Ports.of("TCP", 8000, 8000), Ports.of("TCP", 22, 22)),
                admitting("a range around its port", NimClusters.nim(), Ports.of("TCP", 7999, 8001)),
                admitting("its number of UDP", NimClusters.nim(), Ports.of("UDP", 8000, 8000)),
                admitting("a sidecar's port by name", pod(server().port("api", 8000), named("debug").port("shell", 2222)),
                        new Ports("TCP", 0, 0, "shell")),
                site("another policy's port besides", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(SOME),
                        EGRESS, List.of())), policy("llama", Map.of(INGRESS, List.of(rule(Ports.of("TCP", 9090, 9090)))))),
                site("denied some and then admitted all", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(
                        new Rule("Deny", Breadth.SOME, List.of(Ports.of("TCP", 22, 22))), rule(Ports.ALL)), EGRESS,
                        List.of()))));
    }

    @Test
    void the_message_names_the_policy_its_ports_and_those_it_serves_on() {
        assertThat(admitting("x", NimClusters.nim(), Ports.of("TCP", 8000, 8010)).judge(new NetworkBounded()).getFirst()
                .message()).contains("for-llama admits TCP 8000-8010, and it serves on 8000; expected that ");
    }

    @Test
    void the_steps_name_the_port_that_the_pods_state() {
        violations().forEach(violation -> assertThat(violation.judge(new NetworkBounded()).getFirst().remediation()
                .toString()).contains("port 8000"));
    }
}
