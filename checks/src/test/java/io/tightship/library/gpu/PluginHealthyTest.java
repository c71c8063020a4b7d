package io.tightship.library.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginHealthyTest {

    private static Case node(String name, Map<String, String> labels, Map<String, String> capacity,
                             Map<String, String> allocatable) {
        return GpuSite.of(name).with(GpuNodes.KEY, new GpuNodes(List.of(new GpuNode("dgx-01", labels, capacity,
                allocatable))));
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
                        Map.of("gpu", "0", "mig-1g.12gb", "56")));
    }

    static List<Case> violations() {
        return List.of(ready("one pod is not ready", 2, 1), ready("it runs nowhere", 0, 0),
                node("one GPU is ill", Map.of("gpu.count", "8"), Map.of("gpu", "8"), Map.of("gpu", "7")),
                node("it announces more than there are", Map.of("gpu.count", "8"), Map.of("gpu", "9"), Map.of("gpu", "9")),
                node("it announces none", Map.of("gpu.present", "true"), Map.of(), Map.of()));
    }

    @Test
    void a_cluster_without_gpus_is_not_concerned() {
        assertThat(GpuSite.none("none").judge(new PluginHealthy()).getFirst().outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
