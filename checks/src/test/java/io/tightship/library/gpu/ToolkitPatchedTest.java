package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolkitPatchedTest {

    private static Case cluster(String name, Workload... workloads) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(workloads)));
    }

    private static Workload operator(String tag) {
        return TestPod.of(named("operator").image("nvcr.io/nvidia/gpu-operator:" + tag)).in("gpu-operator", "Deployment",
                "gpu-operator");
    }

    static List<Case> compliant() {
        return List.of(cluster("patched", GpuSite.toolkit("v1.17.8-ubuntu20.04"), operator("v25.3.3")),
                cluster("newer", GpuSite.toolkit("v1.18.0"), operator("v26.1.0")));
    }

    static List<Case> violations() {
        return List.of(cluster("an old toolkit", GpuSite.toolkit("v1.17.7-ubi8")),
                cluster("an old operator", GpuSite.toolkit("v1.17.8"), operator("v25.3.0")),
                cluster("older by its second number", GpuSite.toolkit("v1.9.9")),
                cluster("a fault that the site knows", GpuSite.toolkit("v1.17.8")).value(ToolkitAdvisories.OF_THE_SITE,
                        List.of(new Advisory("CVE-2099-1", "1.17.8", "25.3.3"))));
    }

    @Test
    void the_message_names_the_faults_and_how_old_the_knowledge_is() {
        assertThat(cluster("x", GpuSite.toolkit("v1.17.6")).judge(new ToolkitPatched()).getFirst().message()).startsWith(
                "nvidia/k8s/container-toolkit v1.17.6 of gpu-operator/DaemonSet/nvidia-container-toolkit-daemonset has "
                        + "CVE-2025-23266; expected a version without known faults (advisories of 2026-11-21, 0 days old)");
    }

    @Test
    void what_has_no_version_in_its_name_and_a_toolkit_of_the_nodes_are_asked_for() {
        assertThat(cluster("x", GpuSite.toolkit("stable")).judge(new ToolkitPatched()).getFirst().outcome())
                .isEqualTo(Outcome.MANUAL);
        assertThat(cluster("x", GpuSite.plugin()).judge(new ToolkitPatched()).getFirst().outcome())
                .isEqualTo(Outcome.MANUAL);
        assertThat(GpuSite.none("x").judge(new ToolkitPatched()).getFirst().outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void an_advisory_of_the_site_has_two_versions() {
        assertThat(ToolkitAdvisories.OF_THE_SITE.type().parseText("CVE-2099-1 1.18.0 25.10.0"))
                .containsExactly(new Advisory("CVE-2099-1", "1.18.0", "25.10.0"));
        assertThatThrownBy(() -> ToolkitAdvisories.OF_THE_SITE.type().parseText("CVE-2099-1 new"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
