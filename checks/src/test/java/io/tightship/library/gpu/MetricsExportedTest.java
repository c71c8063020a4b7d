package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.nvidia.MetricsMonitors;
import java.util.List;
import java.util.Set;

class MetricsExportedTest {

    private static Case exporter(String name, long ready, String... monitors) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(TestPod.of(named("exporter")
                        .image("nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3")).in("gpu-operator", "DaemonSet",
                        "nvidia-dcgm-exporter", GpuSite.OPERATOR)))).with(DaemonSets.KEY, new DaemonSets(List.of(
                        new DaemonSet("gpu-operator", "nvidia-dcgm-exporter", 2, ready))))
                .with(MetricsMonitors.KEY, new MetricsMonitors(List.of(monitors)));
    }

    static List<Case> compliant() {
        return List.of(exporter("collected", 2, "gpu-operator/nvidia-dcgm-exporter"),
                exporter("by other means", 2).value(MetricsExported.OTHERS, Set.of("Telegraf")));
    }

    static List<Case> violations() {
        return List.of(exporter("one is not ready", 1, "gpu-operator/nvidia-dcgm-exporter"),
                exporter("nobody collects", 2, "monitoring/kubelet"),
                GpuSite.of("no exporter").with(MetricsMonitors.KEY, new MetricsMonitors(List.of("x/dcgm"))));
    }
}
