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
import io.tightship.fact.nvidia.DriverGpus;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.fact.nvidia.HostToolkit;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.fact.nvidia.ToolkitAdvisories.Collection;
import io.tightship.fact.nvidia.ToolkitVersion;
import io.tightship.model.DatedData;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster with two GPU nodes and the GPU operator, but for what a test says. */
final class GpuSite {

    static final Maker OPERATOR = new Maker("nvidia.com", "ClusterPolicy", "cluster-policy");
    static final GpuNode HEALTHY = new GpuNode("dgx-01", Map.of("gpu.count", "8", "mig.strategy", "none",
            HostToolkit.DEPLOYED, "true"),
            Map.of("gpu", "8"), Map.of("gpu", "8"));

    private GpuSite() {
    }

    static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);

    /** As they come with the product in November 2026, shortened. */
    static final Collection SHIPPED = new Collection(new DatedData("advisories that come with Tightship",
            LocalDate.parse("2026-11-21"), "NVIDIA"), List.of(advisory("CVE-2025-23359", "1.17.4", "24.9.2"),
            advisory("CVE-2025-23266", "1.17.8", "25.3.1")));

    static Advisory advisory(String id, String toolkit, String operator) {
        return new Advisory(id, ToolkitVersion.parse(toolkit), ToolkitVersion.parse(operator), "test");
    }

    static Case of(String name) {
        return Case.of(name, CLUSTER).with(ToolkitAdvisories.KEY, new ToolkitAdvisories(List.of(SHIPPED)))
                .withMembers(CLUSTER, DriverGpus.KEY, Map.of("dgx-01", new DriverGpus(8), "dgx-02", new DriverGpus(8)))
                .withMembers(CLUSTER, HostToolkit.KEY, Map.of()).with(GpuDaemons.KEY, new GpuDaemons(Set.of()))
                .with(GpuNodes.KEY, new GpuNodes(List.of(HEALTHY,
                        new GpuNode("dgx-02", HEALTHY.labels(), HEALTHY.capacity(), HEALTHY.allocatable()))))
                .with(DaemonSets.KEY, new DaemonSets(List.of(new DaemonSet("gpu-operator",
                        "nvidia-device-plugin-daemonset", 2, 2)))).with(RoleGrants.KEY, new RoleGrants(List.of(), List.of()))
                .with(Workloads.KEY, new Workloads(List.of(plugin(), toolkit("v1.17.8-ubuntu20.04"))));
    }

    static Case none(String name) {
        return of(name).withMembers(CLUSTER, DriverGpus.KEY, Map.of()).with(GpuNodes.KEY, new GpuNodes(List.of())).with(DaemonSets.KEY, new DaemonSets(List.of()))
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
