package io.tightship.library.psp;

import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the tests of this package judge. */
final class PspClusters {

    static final Target.Cluster ADMIN = new Target.Cluster("k8s-admin", Space.ADMIN);
    static final Target.Node HEAD = new Target.Node("head-1", Set.of(NodeRole.HEAD), Optional.empty(), Space.ADMIN,
            Optional.empty(), false, Optional.empty());

    private PspClusters() {
    }

    static Release release(String namespace, String name, String chart, String version, String status) {
        return new Release(namespace, name, 1, status, chart, version, new TreeMap<>());
    }
}
