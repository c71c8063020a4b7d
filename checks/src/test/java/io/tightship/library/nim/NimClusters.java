package io.tightship.library.nim;

import static io.tightship.fact.kubernetes.TestContainer.named;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A cluster with one NIM in the namespace team-a, and its control-plane node. */
final class NimClusters {

    static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);
    static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE), Optional.of("k8s-user"),
            Space.USER, Optional.empty(), false, Optional.empty());

    private NimClusters() {
    }

    static Case with(String name, TestPod pod, Map<String, String> labels) {
        return Case.of(name, CLUSTER).with(Workloads.KEY, new Workloads(List.of(pod.in("team-a", "Deployment", "llama"))))
                .with(ClusterNamespaces.KEY, new ClusterNamespaces(new TreeMap<>(Map.of("team-a", labels))));
    }

    static TestPod nim() {
        return TestPod.of(named("nim").image("nvcr.io/nim/meta/llama:1.8.4").port(8000, 0)).label("app", "llama");
    }
}
