package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;

/** A cluster with two GPU nodes and the GPU operator, but for what a test says. */
final class GpuSite {

    static final Maker OPERATOR = new Maker("nvidia.com", "ClusterPolicy", "cluster-policy");
    static final GpuNode HEALTHY = new GpuNode("dgx-01", Map.of("gpu.count", "8", "mig.strategy", "none"),
            Map.of("gpu", "8"), Map.of("gpu", "8"));

    private GpuSite() {
    }

    static Case of(String name) {
        return Case.of(name, new Target.Cluster("k8s-user", Space.USER)).with(GpuNodes.KEY, new GpuNodes(List.of(HEALTHY,
                        new GpuNode("dgx-02", HEALTHY.labels(), HEALTHY.capacity(), HEALTHY.allocatable()))))
                .with(DaemonSets.KEY, new DaemonSets(List.of(new DaemonSet("gpu-operator",
                        "nvidia-device-plugin-daemonset", 2, 2)))).with(RoleGrants.KEY, new RoleGrants(List.of(), List.of()))
                .with(Workloads.KEY, new Workloads(List.of(plugin(), toolkit("v1.17.8-ubuntu20.04"))));
    }

    static Case none(String name) {
        return of(name).with(GpuNodes.KEY, new GpuNodes(List.of())).with(DaemonSets.KEY, new DaemonSets(List.of()))
                .with(Workloads.KEY, new Workloads(List.of()));
    }

    static Workload plugin() {
        return TestPod.of(named("plugin").image("nvcr.io/nvidia/k8s-device-plugin:v0.17.4").privileged()
                        .mount("p", "/var/lib/kubelet/device-plugins", false)).serviceAccount("nvidia-device-plugin")
                .volume("p", "hostPath", "/var/lib/kubelet/device-plugins", false)
                .in("gpu-operator", "DaemonSet", "nvidia-device-plugin-daemonset", OPERATOR);
    }

    static Workload toolkit(String tag) {
        return TestPod.of(named("toolkit").image("nvcr.io/nvidia/k8s/container-toolkit:" + tag).privileged()).hostPid()
                .serviceAccount("nvidia-container-toolkit")
                .in("gpu-operator", "DaemonSet", "nvidia-container-toolkit-daemonset", OPERATOR);
    }
}
