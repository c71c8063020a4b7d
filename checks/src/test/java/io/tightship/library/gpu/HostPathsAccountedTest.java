package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPathsAccountedTest {

    private static final Workload TRAIN = TestPod.of(named("train").limit("nvidia.com/gpu", "8").mount("d", "/data", true))
            .volume("d", "hostPath", "/raid", false).in("team-a", "Job", "train");

    private static Case cluster(String name, Workload... workloads) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(workloads)));
    }

    static List<Case> compliant() {
        return List.of(cluster("the operator's own", GpuSite.plugin()),
                cluster("no mount", TestPod.of(named("train").limit("nvidia.com/gpu", "8")).in("team-a", "Job", "train")),
                cluster("approved", TRAIN).value(HostPathsAccounted.APPROVED_PATHS, Set.of("team-a/Job/train:/raid")));
    }

    static List<Case> violations() {
        return List.of(cluster("a workload", TRAIN), cluster("approved for another path", TRAIN).value(
                HostPathsAccounted.APPROVED_PATHS, Set.of("team-a/Job/train:/home")),
                cluster("a plugin that mounts more", TestPod.of(named("plugin")).volume("p", "hostPath",
                        "/var/lib/kubelet/device-plugins", false).volume("e", "hostPath", "/etc", false)
                        .in("team-a", "DaemonSet", "plugin")));
    }

    @Test
    void each_owner_is_a_line_of_the_list_of_mounts() {
        assertThat(cluster("x", GpuSite.plugin(), TRAIN).judge(new HostPathsAccounted())).extracting(finding ->
                finding.subject() + " " + finding.outcome() + " " + finding.observed()).containsExactlyInAnyOrder(
                "gpu-operator/DaemonSet/nvidia-device-plugin-daemonset PASS mounts /var/lib/kubelet/device-plugins",
                "team-a/Job/train FAIL mounts /raid");
        assertThat(GpuSite.none("none").judge(new HostPathsAccounted()).getFirst().outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
