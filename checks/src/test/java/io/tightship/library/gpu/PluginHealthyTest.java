package io.tightship.library.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Case;
import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import io.tightship.fact.nvidia.DriverGpus;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginHealthyTest {

    private static Case node(String name, Map<String, String> labels, Map<String, String> capacity,
                             Map<String, String> allocatable) {
        return GpuSite.of(name).with(GpuNodes.KEY, new GpuNodes(List.of(new GpuNode("dgx-01", labels, capacity,
                allocatable)))).withMembers(GpuSite.CLUSTER, DriverGpus.KEY, Map.of("dgx-01", new DriverGpus(8)));
    }

    private static Case ready(String name, long desired, long ready) {
        return GpuSite.of(name).with(DaemonSets.KEY, new DaemonSets(List.of(new DaemonSet("gpu-operator",
                "nvidia-device-plugin-daemonset", desired, ready))));
    }

    static List<Case> compliant() {
        return List.of(GpuSite.of("healthy"),
                node("shared by four", Map.of("gpu.count", "8", "gpu.replicas", "4"), Map.of("gpu", "32"),
                        Map.of("gpu", "32")),
                node("parts", Map.of("gpu.count", "8", "mig.strategy", "mixed"), Map.of("gpu", "0", "mig-1g.12gb", "56"),
                        Map.of("gpu", "0", "mig-1g.12gb", "56")),
                same("the chart's strategy, undivided", Map.of("gpu.count", "8", "mig.strategy", "single", "gpu.product",
                        "NVIDIA-GB200"), Map.of("gpu", "8")),
                same("divided alike", Map.of("gpu.count", "16", "mig.strategy", "single", "mig.config", "all-3g.40gb",
                        "gpu.product", "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb"), Map.of("gpu", "16")),
                same("some of them divided", Map.of("mig.strategy", "mixed"), Map.of("gpu", "6", "mig-1g.10gb", "7",
                        "mig-3g.40gb", "2")),
                GpuSite.of("a worker without GPUs").withMembers(GpuSite.CLUSTER, DriverGpus.KEY, Map.of("dgx-01",
                        new DriverGpus(8), "dgx-02", new DriverGpus(8), "cpu-01", new DriverGpus(0))));
    }

    private static Case same(String name, Map<String, String> labels, Map<String, String> offer) {
        return node(name, labels, offer, offer);
    }

    private static Case driver(String name, int gpus) {
        return GpuSite.of(name).withMembers(GpuSite.CLUSTER, DriverGpus.KEY, Map.of("dgx-01", new DriverGpus(gpus),
                "dgx-02", new DriverGpus(8)));
    }

    static List<Case> violations() {
        return List.of(ready("one pod is not ready", 2, 1), ready("it runs nowhere", 0, 0),
                node("one GPU is ill", Map.of("gpu.count", "8"), Map.of("gpu", "8"), Map.of("gpu", "7")),
                node("it announces more than there are", Map.of("gpu.count", "8"), Map.of("gpu", "9"), Map.of("gpu", "9")),
                node("it announces none", Map.of("gpu.present", "true"), Map.of(), Map.of()),
                driver("the driver has lost one, and the labels have not", 7), driver("no driver", 0),
                same("more than the driver has, under the chart's strategy", Map.of("mig.strategy", "single", "gpu.product",
                        "NVIDIA-GB200"), Map.of("gpu", "9")),
                same("parts of a ninth GPU", Map.of("mig.strategy", "mixed"), Map.of("gpu", "0", "mig-1g.12gb", "57")),
                same("one GPU is not divided", Map.of("mig.strategy", "single", "gpu.product", "X-MIG-1g.10gb"),
                        Map.of("gpu", "49")),
                GpuSite.of("GPUs that nobody offers").withMembers(GpuSite.CLUSTER, DriverGpus.KEY, Map.of("dgx-01",
                        new DriverGpus(8), "dgx-02", new DriverGpus(8), "dgx-03", new DriverGpus(8))),
                GpuSite.of("its DaemonSet is gone").with(DaemonSets.KEY, new DaemonSets(List.of())));
    }

    @Test
    void of_a_node_whose_driver_was_not_read_only_a_fault_is_certain() {
        assertThat(GpuSite.of("x").with(DriverGpus.KEY, PerSubject.of(Map.of("dgx-01", Fact.unavailable("node/dgx-01", Reason.UNREACHABLE,
                        "down"), "dgx-02", Fact.known(new DriverGpus(8), List.of())))).judge(new PluginHealthy()))
                .extracting(Finding::subject, Finding::outcome).contains(tuple("dgx-01", Outcome.ERROR),
                        tuple("dgx-02", Outcome.PASS));
    }

    @Test
    void the_message_tells_both_counts() {
        assertThat(driver("x", 7).judge(new PluginHealthy())).filteredOn(found -> found.outcome() == Outcome.FAIL)
                .extracting(Finding::message).containsExactly("node dgx-01 has 7 GPUs by its driver, each shared by 1, and "
                        + "offers 8; expected what it has by its driver, all of it allocatable");
    }

    @Test
    void a_cluster_without_gpus_is_not_concerned() {
        assertThat(GpuSite.none("none").judge(new PluginHealthy()).getFirst().outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
