package io.tightship.library.workload;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.library.gpu.GpuChecks;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The GPU operator as its chart installs it (v25.3.3), and what happens when one of its DaemonSets asks for more. */
class GpuOperatorTest {

    private static final Set<String> RULES = Set.of("gpu-daemonsets-least-privilege", "gpu-host-paths-accounted",
            "gpu-host-paths-read-only", "gpu-images-trusted", "gpu-resource-limits", "gpu-visible-devices-guarded",
            "workload-privileged", "workload-host-pid", "workload-host-network", "workload-host-path");

    private static final Maker OPERATOR = new Maker("nvidia.com", "ClusterPolicy", "cluster-policy");

    private static final String VALIDATION = "cloud-native/gpu-operator-validator:v25.3.3 /run/nvidia";

    /** By DaemonSet: each container as IMAGE and the folders of the node that it mounts; a colon and ro where it only reads. */
    private static final Map<String, List<String>> INSTALLED = new TreeMap<>(Map.of(
            "nvidia-driver-daemonset", List.of("cloud-native/k8s-driver-manager:v0.8.1 /run/nvidia /:ro /sys /run/mellanox/drivers",
                    "driver:570.172.08-ubuntu22.04 /run/nvidia /run/nvidia-fabricmanager /run/nvidia-topologyd /var/log /dev/log "
                            + "/etc/os-release:ro /run/mellanox/drivers/usr/src /run/mellanox/drivers "
                            + "/sys/devices/system/memory/auto_online_blocks /sys/module/firmware_class/parameters/path "
                            + "/run/nvidia/driver/lib/firmware"),
            "nvidia-container-toolkit-daemonset", List.of("cloud-native/gpu-operator-validator:v25.3.3 /run/nvidia/driver "
                            + "/run/nvidia/validations /:ro /dev/char",
                    "k8s/container-toolkit:v1.17.8-ubuntu20.04 /run/nvidia/toolkit /run/nvidia/validations /usr/local/nvidia "
                            + "/run/containers/oci/hooks.d /run/nvidia/driver /:ro /var/run/cdi "
                            + "/cm/local/apps/containerd/var/etc/conf.d /run/containerd"),
            "nvidia-device-plugin-daemonset", List.of(VALIDATION + "/validations", "k8s-device-plugin:v0.17.4 "
                    + "/var/lib/kubelet/device-plugins /run/nvidia/validations /run/nvidia/driver /:ro /var/run/cdi "
                    + "/run/nvidia/mps /run/nvidia/mps/shm"),
            "gpu-feature-discovery", List.of(VALIDATION, "k8s-device-plugin:v0.17.4 "
                    + "/etc/kubernetes/node-feature-discovery/features.d /sys:ro"),
            "nvidia-dcgm-exporter", List.of(VALIDATION, "k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04 "
                    + "/var/lib/kubelet/pod-resources:ro"),
            "nvidia-mig-manager", List.of(VALIDATION, "cloud-native/k8s-mig-manager:v0.12.3-ubuntu20.04 /sys / /var/run/cdi "
                    + "/run/nvidia/driver"),
            "nvidia-operator-validator", List.of("cloud-native/gpu-operator-validator:v25.3.3 /run/nvidia/driver "
                    + "/run/nvidia/validations /:ro /dev/char", VALIDATION + "/validations")));

    private static final Set<String> HOST_PID = Set.of("nvidia-driver-daemonset", "nvidia-container-toolkit-daemonset",
            "nvidia-mig-manager");

    private static Workload operand(String name, UnaryOperator<TestPod> change, Maker... makers) {
        List<TestContainer> containers = new ArrayList<>();
        TestPod pod = TestPod.of();
        for (String text : INSTALLED.get(name)) {
            String[] words = text.split(" ");
            TestContainer container = named("c" + containers.size()).image("nvcr.io/nvidia/" + words[0]).privileged()
                    .variable("NVIDIA_VISIBLE_DEVICES", name.contains("plugin") ? "all" : "void");
            if (text != INSTALLED.get(name).getLast()) {
                container.role(Role.INIT);
            }
            for (String mount : List.of(words).subList(1, words.length)) {
                String path = mount.replaceFirst(":ro$", "");
                container.mount(path, "/mnt" + path, mount.endsWith(":ro"));
                pod.volume(path, "hostPath", path, false);
            }
            containers.add(container);
        }
        containers.forEach(pod::container);
        return change.apply(HOST_PID.contains(name) ? pod.hostPid() : pod).times(18).in("gpu-operator", "DaemonSet", name, makers);
    }

    /** With the operator itself and the worker of node feature discovery, which is not privileged and mounts all read-only. */
    private static List<Workload> installed(String changed, UnaryOperator<TestPod> change) {
        List<Workload> all = new ArrayList<>(INSTALLED.keySet().stream().map(name -> operand(name, name.equals(changed) ? change
                : UnaryOperator.identity(), OPERATOR)).toList());
        all.add(TestPod.of(named("gpu-operator").image("nvcr.io/nvidia/gpu-operator:v25.3.3").mount("release",
                "/host-etc/os-release", true)).volume("release", "hostPath", "/etc/os-release", false)
                .in("gpu-operator", "Deployment", "gpu-operator"));
        all.add(TestPod.of(named("worker").image("registry.k8s.io/nfd/node-feature-discovery:v0.17.3").mount("sys",
                "/host-sys", true)).volume("sys", "hostPath", "/sys", false).in("gpu-operator", "DaemonSet",
                "gpu-operator-node-feature-discovery-worker"));
        return all;
    }

    private static Map<String, List<String>> failed(List<Workload> workloads) {
        Case cluster = Case.of("x", new Target.Cluster("k8s-user", Space.USER)).with(Workloads.KEY, new Workloads(workloads));
        Map<String, List<String>> failed = new TreeMap<>();
        Stream.concat(new WorkloadChecks().checks().stream(), new GpuChecks().checks().stream()).filter(check ->
                RULES.contains(check.rule().id())).forEach((Check check) -> {
                    List<Finding> findings = cluster.judge(check);
                    assertThat(findings).as(check.rule().id()).isNotEmpty().allSatisfy(finding -> assertThat(
                            finding.outcome()).isIn(Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE));
                    List<String> subjects = findings.stream().filter(finding -> finding.outcome() == Outcome.FAIL)
                            .map(Finding::subject).toList();
                    if (!subjects.isEmpty()) {
                        failed.put(check.rule().id(), subjects);
                    }
                });
        return failed;
    }

    /** The guide asks for limits of the plugin, and the chart states none; the operator's own host path is CIS's business. */
    @Test
    void as_installed_it_fails_what_the_guide_asks_to_change_and_nothing_else() {
        assertThat(failed(installed("", UnaryOperator.identity()))).isEqualTo(Map.of(
                "gpu-resource-limits", List.of("gpu-operator/DaemonSet/nvidia-device-plugin-daemonset"),
                "workload-host-path", List.of("gpu-operator/Deployment/gpu-operator")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nvidia-device-plugin-daemonset", "gpu-feature-discovery", "nvidia-dcgm-exporter",
        "nvidia-operator-validator"})
    void one_that_sees_the_nodes_processes_besides_fails_inside_of_the_operators_namespace_too(String name) {
        assertThat(failed(installed(name, TestPod::hostPid)).get("gpu-daemonsets-least-privilege"))
                .containsExactly("gpu-operator/DaemonSet/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nvidia-driver-daemonset", "nvidia-container-toolkit-daemonset", "nvidia-mig-manager"})
    void one_on_the_nodes_network_fails(String name) {
        assertThat(failed(installed(name, TestPod::hostNetwork)).get("gpu-daemonsets-least-privilege"))
                .containsExactly("gpu-operator/DaemonSet/" + name);
    }

    @Test
    void one_that_mounts_more_or_writes_where_it_only_read_fails() {
        Map<String, List<String>> more = failed(installed("nvidia-dcgm-exporter", pod -> pod.volume("etc", "hostPath", "/etc",
                false).container(named("more").image("nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3").mount("etc", "/x", false))));
        assertThat(more.get("gpu-host-paths-accounted")).containsExactly("gpu-operator/DaemonSet/nvidia-dcgm-exporter");
        assertThat(more.get("gpu-host-paths-read-only")).containsExactly("gpu-operator/DaemonSet/nvidia-dcgm-exporter");
        assertThat(failed(installed("nvidia-operator-validator", pod -> pod.container(named("more").image(
                "nvcr.io/nvidia/cloud-native/gpu-operator-validator:v25.3.3").mount("/", "/x", false))))
                .get("gpu-host-paths-read-only")).containsExactly("gpu-operator/DaemonSet/nvidia-operator-validator");
    }

    @Test
    void one_with_a_strangers_container_is_an_operand_no_more() {
        assertThat(failed(installed("nvidia-device-plugin-daemonset", pod -> pod.container(named("shell").image(
                "docker.io/library/busybox:1.37").privileged())))).containsKeys("gpu-daemonsets-least-privilege",
                "gpu-images-trusted", "workload-privileged", "gpu-visible-devices-guarded");
    }

    @Test
    void a_device_plugin_that_somebody_made_by_hand_and_privileged_fails() {
        Workload byHand = TestPod.of(named("plugin").image("registry.site/gpu-plugin:7").privileged()
                        .mount("p", "/var/lib/kubelet/device-plugins", false)).volume("p", "hostPath",
                        "/var/lib/kubelet/device-plugins/", false).in("gpu-operator", "DaemonSet", "my-plugin");
        assertThat(failed(List.of(byHand))).containsKeys("gpu-daemonsets-least-privilege", "gpu-images-trusted",
                "gpu-resource-limits", "workload-privileged");
        Workload disguised = operand("nvidia-device-plugin-daemonset", UnaryOperator.identity());
        assertThat(failed(List.of(disguised)).get("gpu-daemonsets-least-privilege")).as("its name without its owner")
                .isNotEmpty();
    }

    @Test
    void a_pod_that_takes_gpus_by_a_variable_and_requests_none_is_found() {
        Workload thief = TestPod.of(named("train").image("registry.site/train:1").variable("NVIDIA_VISIBLE_DEVICES", "0,1"))
                .in("team-a", "Job", "train");
        assertThat(failed(List.of(thief)).get("gpu-visible-devices-guarded")).containsExactly("team-a/Job/train");
    }
}
