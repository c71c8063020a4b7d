package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.fact.nvidia.MetricsMonitors;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsExportedTest {

    private static Case exporter(String name, long ready, String... monitors) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(TestPod.of(named("exporter")
                        .image("nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3")).in("gpu-operator", "DaemonSet",
                        "nvidia-dcgm-exporter", GpuSite.OPERATOR)))).with(DaemonSets.KEY, new DaemonSets(List.of(
                        new DaemonSet("gpu-operator", "nvidia-dcgm-exporter", 2, ready))))
                .with(GpuDaemons.KEY, new GpuDaemons(ready == 2 ? Set.of("gpu-operator/nvidia-dcgm-exporter") : Set.of()))
                .with(MetricsMonitors.KEY, new MetricsMonitors(List.of(monitors)));
    }

    static List<Case> compliant() {
        return List.of(exporter("collected", 2, "gpu-operator/nvidia-dcgm-exporter"),
                exporter("by other means", 2).value(MetricsExported.OTHERS, Set.of("Telegraf")));
    }

    @Test
    void as_many_pods_as_gpu_nodes_are_no_proof_that_they_run_there() {
        assertThat(exporter("x", 2, "gpu-operator/nvidia-dcgm-exporter").with(GpuDaemons.KEY, new GpuDaemons(Set.of()))
                .judge(new MetricsExported())).extracting(Finding::subject, Finding::outcome).containsExactly(
                        tuple("collector", Outcome.PASS), tuple("exporter", Outcome.MANUAL));
    }

    static List<Case> violations() {
        return List.of(exporter("one is not ready", 1, "gpu-operator/nvidia-dcgm-exporter"),
                exporter("nobody collects", 2, "monitoring/kubelet"),
                GpuSite.of("no exporter").with(MetricsMonitors.KEY, new MetricsMonitors(List.of("x/dcgm"))));
    }
}
