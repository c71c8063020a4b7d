package io.tightship.library.nim;

import static io.tightship.fact.calico.NetworkPolicies.Direction.EGRESS;
import static io.tightship.fact.calico.NetworkPolicies.Direction.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Breadth;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Policy;
import io.tightship.fact.calico.NetworkPolicies.Rule;
import io.tightship.fact.kubernetes.TestPod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkBoundedTest {

    private static final Rule SOME = new Rule("Allow", Breadth.SOME);
    private static final Rule ALL = new Rule("Allow", Breadth.EVERYTHING);

    private static Policy policy(String app, Map<Direction, List<Rule>> rules) {
        return new Policy("for-" + app, "default", Optional.empty(), pod -> pod.labels().get("app").equals(app), true, rules);
    }

    private static Case site(String name, TestPod pod, Policy... policies) {
        return NimClusters.with(name, pod, Map.of()).with(NetworkPolicies.KEY, new NetworkPolicies(List.of(policies),
                new TreeMap<>()));
    }

    static List<Case> compliant() {
        return List.of(site("its port admitted, DNS let out", NimClusters.nim(), policy("llama", Map.of(INGRESS,
                List.of(SOME), EGRESS, List.of(SOME)))));
    }

    static List<Case> violations() {
        return List.of(site("no policy", NimClusters.nim()),
                site("one for others", NimClusters.nim(), policy("web", Map.of(INGRESS, List.of(), EGRESS, List.of()))),
                site("ingress alone", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(SOME)))),
                site("everybody admitted", NimClusters.nim(), policy("llama", Map.of(INGRESS, List.of(ALL), EGRESS,
                        List.of()))),
                site("on the host's network", NimClusters.nim().hostNetwork(), policy("llama", Map.of(INGRESS, List.of(),
                        EGRESS, List.of()))));
    }

    @Test
    void the_steps_name_the_port_that_the_pods_state() {
        violations().forEach(violation -> assertThat(violation.judge(new NetworkBounded()).getFirst().remediation()
                .toString()).contains("port 8000"));
    }
}
