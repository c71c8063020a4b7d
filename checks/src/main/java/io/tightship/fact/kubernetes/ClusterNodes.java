package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;
import java.util.Set;

/** The Node objects of a cluster, by name. */
public record ClusterNodes(List<ClusterNode> nodes) {

    public static final FactKey<ClusterNodes> KEY = FactKey.of("kubernetes-nodes", ClusterNodes.class);

    public ClusterNodes {
        nodes = List.copyOf(nodes);
    }

    /**
     * @param controlPlane has a role label of the control plane
     * @param ready        its Ready condition is True
     */
    public record ClusterNode(String name, boolean controlPlane, boolean ready, Set<String> addresses) {
        public ClusterNode {
            addresses = Set.copyOf(addresses);
        }
    }
}
