package io.tightship.library.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuntimeDetectionTest {

    private static Case agent(String name, String agent, long desired, long ready) {
        return GpuSite.of(name).with(DaemonSets.KEY, new DaemonSets(List.of(new DaemonSet("security", agent, desired,
                ready)))).with(GpuDaemons.KEY, new GpuDaemons(ready >= 2 && ready == desired ? Set.of("security/" + agent)
                : Set.of()));
    }

    static List<Case> compliant() {
        return List.of(agent("on all", "falco", 2, 2), agent("on more", "tetragon", 5, 5),
                agent("another name", "watcher", 2, 2).value(RuntimeDetection.RUNTIME_AGENTS, Set.of("watcher")));
    }

    static List<Case> violations() {
        return List.of(agent("none", "other", 2, 2), agent("not ready", "falco", 2, 1),
                agent("kept off by taints", "falco", 1, 1));
    }

    @Test
    void an_agent_on_as_many_other_nodes_is_a_question() {
        assertThat(agent("x", "falco", 5, 5).with(GpuDaemons.KEY, new GpuDaemons(Set.of())).judge(new RuntimeDetection()))
                .extracting(Finding::outcome).containsExactly(Outcome.MANUAL);
    }
}
