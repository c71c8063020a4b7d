package io.tightship.library.netpol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnforcerHealthyTest {

    static List<Case> compliant() {
        return List.of(calico(3, new DaemonSets.DaemonSet("kube-system", "calico-node", 3, 3)),
                calico(3, new DaemonSets.DaemonSet("calico-system", "calico-node", 3, 3),
                        new DaemonSets.DaemonSet("kube-system", "kube-proxy", 3, 1)),
                calico(3, new DaemonSets.DaemonSet("kube-system", "canal", 3, 3)));
    }

    static List<Case> violations() {
        return List.of(calico(3), calico(3, new DaemonSets.DaemonSet("kube-system", "calico-node", 3, 2)),
                calico(21, new DaemonSets.DaemonSet("kube-system", "calico-node", 3, 3)).named("leaves nodes out"),
                calico(0, new DaemonSets.DaemonSet("kube-system", "calico-node", 0, 0)).named("no nodes"),
                calico(3, new DaemonSets.DaemonSet("kube-flannel", "kube-flannel-ds", 3, 3)).named("nothing that enforces"),
                calico(3, new DaemonSets.DaemonSet("kube-system", "cilium", 3, 2)).named("another one, not on all nodes"));
    }

    @Test
    void another_network_that_can_enforce_policies_is_a_question() {
        assertThat(calico(3, new DaemonSets.DaemonSet("kube-system", "cilium", 3, 3)).judge(new EnforcerHealthy()))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                    assertThat(finding.message()).contains("has Cilium", "ready on 3 of 3 nodes");
                });
    }

    @Test
    void the_message_counts_nodes_not_only_what_the_daemon_set_wants() {
        assertThat(violations().get(2).judge(new EnforcerHealthy()).getFirst().message()).contains("ready on 3 of 21");
    }

    private static Case calico(int nodes, DaemonSets.DaemonSet... sets) {
        return Case.of(List.of(sets).toString(), new Target.Cluster("c", Space.ADMIN)).with(DaemonSets.KEY,
                new DaemonSets(List.of(sets))).with(ClusterNodes.KEY, new ClusterNodes(IntStream.range(0, nodes)
                .mapToObj(i -> new ClusterNodes.ClusterNode("n" + i, i < 3, true, Set.of())).toList()));
    }
}
