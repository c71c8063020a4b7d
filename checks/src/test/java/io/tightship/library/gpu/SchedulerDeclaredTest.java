package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulerDeclaredTest {

    private static Case running(String name, TestPod pod) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(pod.in("runai", "Deployment",
                "runai-scheduler")))).value(SchedulerDeclared.SCHEDULERS, Set.of("runai-scheduler"));
    }

    static List<Case> compliant() {
        return List.of(running("runs", TestPod.of(named("scheduler"))));
    }

    static List<Case> violations() {
        return List.of(running("has ended", TestPod.of(named("scheduler")).finished()),
                GpuSite.of("another").value(SchedulerDeclared.SCHEDULERS, Set.of("volcano-scheduler")));
    }

    @Test
    void a_site_that_names_none_is_asked() {
        assertThat(GpuSite.of("x").judge(new SchedulerDeclared()).getFirst().outcome()).isEqualTo(Outcome.MANUAL);
    }
}
