package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.fact.nvidia.HostToolkit;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.fact.nvidia.ToolkitAdvisories.Collection;
import io.tightship.fact.nvidia.ToolkitVersion;
import io.tightship.model.DatedData;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                cluster("newer", GpuSite.toolkit("v1.18.0"), operator("v26.1.0")),
                host("the node's own", "1.18.0"), host("a package's version", "1.17.8-1"),
                cluster("an advisory of the operator alone", GpuSite.toolkit("v1.17.8")).with(ToolkitAdvisories.KEY,
                        ofTheSite(new Advisory("CVE-2099-2", Optional.empty(), ToolkitVersion.parse("99.1.0"), "us"))));
    }

    private static ToolkitAdvisories ofTheSite(Advisory advisory) {
        return new ToolkitAdvisories(List.of(GpuSite.SHIPPED, new Collection(new DatedData("ours",
                LocalDate.parse("2026-10-22"), "the site"), List.of(advisory))));
    }

    private static Case host(String name, String version) {
        return cluster(name, GpuSite.plugin()).with(GpuNodes.KEY, new GpuNodes(List.of(new GpuNode("dgx-01",
                Map.of("gpu.count", "8"), Map.of("gpu", "8"), Map.of("gpu", "8"))))).withMembers(GpuSite.CLUSTER,
                HostToolkit.KEY, Map.of("dgx-01", new HostToolkit(Optional.of(version))));
    }

    static List<Case> violations() {
        return List.of(cluster("an old toolkit", GpuSite.toolkit("v1.17.7-ubi8")),
                cluster("an old operator", GpuSite.toolkit("v1.17.8"), operator("v25.3.0")),
                cluster("older by its second number", GpuSite.toolkit("v1.9.9")),
                cluster("a fault that the site knows", GpuSite.toolkit("v1.17.8")).with(ToolkitAdvisories.KEY,
                        ofTheSite(GpuSite.advisory("CVE-2099-1", "1.17.9", "25.3.3"))),
                cluster("a release candidate of the version that mends it", GpuSite.toolkit("v1.17.8-rc.1")),
                host("the node's own is old", "1.17.7"), host("a release candidate on the node", "1.17.8~rc.2-1"),
                cluster("the node's own is old where the operator leaves it alone", GpuSite.toolkit("v1.18.0")).withMembers(
                        GpuSite.CLUSTER, HostToolkit.KEY, Map.of("dgx-02", new HostToolkit(Optional.of("1.16.1")))));
    }

    @Test
    void the_message_names_the_faults_and_how_old_the_knowledge_was_at_the_assessment() {
        assertThat(cluster("x", GpuSite.toolkit("v1.17.6")).judge(new ToolkitPatched()).getFirst().message()).isEqualTo(
                "nvidia/k8s/container-toolkit v1.17.6 of gpu-operator/DaemonSet/nvidia-container-toolkit-daemonset has "
                        + "CVE-2025-23266; expected a version without known faults (advisories that come with Tightship of "
                        + "2026-11-21, 0 days old)");
        assertThat(cluster("x", GpuSite.toolkit("v1.18.0")).with(ToolkitAdvisories.KEY, ofTheSite(GpuSite.advisory("X",
                "1.0.0", "1.0.0"))).judge(new ToolkitPatched()).getFirst().message()).endsWith("has no fault that is known "
                + "(advisories that come with Tightship of 2026-11-21, 0 days old; ours of 2026-10-22, 30 days old)");
    }

    @Test
    void what_tells_no_version_is_asked_for() {
        assertThat(cluster("x", GpuSite.toolkit("stable")).judge(new ToolkitPatched()).getFirst().outcome())
                .isEqualTo(Outcome.MANUAL);
        assertThat(host("x", "unknown").judge(new ToolkitPatched())).extracting(Finding::outcome)
                .containsExactly(Outcome.MANUAL);
        assertThat(cluster("no nvidia-ctk", GpuSite.toolkit("v1.18.0")).withMembers(GpuSite.CLUSTER, HostToolkit.KEY,
                Map.of("dgx-02", new HostToolkit(Optional.empty()))).judge(new ToolkitPatched()))
                .extracting(Finding::outcome).containsExactlyInAnyOrder(Outcome.PASS, Outcome.MANUAL);
        assertThat(cluster("the label without the pods", GpuSite.plugin()).judge(new ToolkitPatched()))
                .extracting(Finding::subject, Finding::outcome).containsExactly(tuple("dgx-01", Outcome.MANUAL),
                        tuple("dgx-02", Outcome.MANUAL));
        assertThat(GpuSite.none("x").judge(new ToolkitPatched()).getFirst().outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
