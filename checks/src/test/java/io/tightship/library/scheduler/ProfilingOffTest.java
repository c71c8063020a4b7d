package io.tightship.library.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.SchedulerProfiling;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilingOffTest {

    static List<Case> compliant() {
        return List.of(serves("by flag", false, "--profiling=false"),
                serves("by file", false, "/etc/kubernetes/scheduler.yaml"));
    }

    static List<Case> violations() {
        return List.of(serves("t10: by default", true, ""), serves("by flag", true, "--profiling=false --profiling=true"),
                serves("by a file that does not say it", true, "/etc/kubernetes/scheduler.yaml"));
    }

    private static Case serves(String name, boolean on, String where) {
        return Case.of(name, Servers.NODE).withMembers(Servers.NODE, SchedulerProfiling.KEY,
                Map.of("kube-scheduler", new SchedulerProfiling(on, where)));
    }

    @Test
    void the_place_to_change_is_the_one_that_counts() {
        assertThat(steps(0)).contains(Step.setting(Step.Place.argument("kube-scheduler"), "--profiling=false"));
        assertThat(steps(2)).contains(Step.setting(Step.Place.file("/etc/kubernetes/scheduler.yaml"),
                "enableProfiling: false"));
    }

    private static List<Step> steps(int violation) {
        Finding finding = violations().get(violation).judge(new ProfilingOff()).getFirst();
        return finding.remediation();
    }
}
