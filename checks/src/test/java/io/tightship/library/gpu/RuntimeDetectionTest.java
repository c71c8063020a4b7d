package io.tightship.library.gpu;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DaemonSets.DaemonSet;
import java.util.List;
import java.util.Set;

class RuntimeDetectionTest {

    private static Case agent(String name, String agent, long desired, long ready) {
        return GpuSite.of(name).with(DaemonSets.KEY, new DaemonSets(List.of(new DaemonSet("security", agent, desired,
                ready))));
    }

    static List<Case> compliant() {
        return List.of(agent("on all", "falco", 2, 2), agent("on more", "tetragon", 5, 5),
                agent("another name", "watcher", 2, 2).value(RuntimeDetection.RUNTIME_AGENTS, Set.of("watcher")));
    }

    static List<Case> violations() {
        return List.of(agent("none", "other", 2, 2), agent("not ready", "falco", 2, 1),
                agent("kept off by taints", "falco", 1, 1));
    }
}
