package io.tightship.library.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigConsistentTest {

    private static Case node(String name, Map<String, String> labels, Map<String, String> capacity) {
        return GpuSite.of(name).with(GpuNodes.KEY, new GpuNodes(List.of(new GpuNode("dgx-01", labels, capacity, capacity))));
    }

    static List<Case> compliant() {
        return List.of(GpuSite.of("no MIG"), node("done", Map.of("mig.config", "all-1g.12gb", "mig.config.state", "success",
                "mig.strategy", "mixed"), Map.of("mig-1g.12gb", "56")),
                node("parts that look like GPUs", Map.of("mig.config", "all-3g.40gb", "mig.config.state", "success", "mig.strategy",
                        "single", "gpu.product", "NVIDIA-H100-MIG-3g.40gb"), Map.of("gpu", "16")),
                node("a division of the site's", Map.of("mig.config", "half", "mig.config.state", "success", "mig.strategy",
                        "mixed"), Map.of("gpu", "8")), SHARED);
    }

    private static final Case SHARED = node("shared in time", Map.of("gpu.sharing-strategy", "time-slicing"),
            Map.of("gpu", "32"));

    static List<Case> violations() {
        return List.of(node("failed", Map.of("mig.config", "all-1g.12gb", "mig.config.state", "failed"), Map.of("gpu", "8")),
                node("no state", Map.of("mig.config", "all-1g.12gb"), Map.of("gpu", "8")),
                node("no part where all were to be divided", Map.of("mig.config", "all-1g.12gb", "mig.config.state", "success",
                        "mig.strategy", "mixed"), Map.of("gpu", "8", "mig-1g.12gb", "0")),
                node("whole GPUs where all were to be divided", Map.of("mig.config", "all-1g.12gb", "mig.config.state",
                        "success", "mig.strategy", "single", "gpu.product", "NVIDIA-H100"), Map.of("gpu", "8")),
                node("parts where none were asked for", Map.of("mig.config", "all-disabled", "mig.config.state", "success",
                        "mig.strategy", "mixed"), Map.of("mig-1g.12gb", "56")),
                node("parts under another strategy", Map.of("mig.strategy", "single"), Map.of("mig-1g.12gb", "56")));
    }

    @Test
    void gpus_that_are_shared_in_time_are_said() {
        assertThat(SHARED.judge(new MigConsistent()).getFirst().message()).endsWith("GPUs are shared in time, without a wall "
                + "between their memories, on dgx-01");
    }
}
