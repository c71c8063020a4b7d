package io.tightship.library.workload;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.WorkloadValues;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WorkloadRuleTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);

    /** By row, each way to be wrong: a pod of one container that is changed, and the pod around it. */
    private static final Map<String, List<Workload>> WRONG = new TreeMap<>(Map.ofEntries(
            row("workload-privileged", container(TestContainer::privileged),
                    container(container -> container.privileged().role(Role.INIT)),
                    container(container -> container.privileged().role(Role.EPHEMERAL))),
            row("workload-host-pid", pod(TestPod::hostPid)), row("workload-host-ipc", pod(TestPod::hostIpc)),
            row("workload-host-network", pod(TestPod::hostNetwork)),
            row("workload-privilege-escalation", container(container -> container.escalation(Optional.empty())),
                    container(container -> container.escalation(Optional.of(true)))),
            row("workload-root", container(container -> container.user(Optional.empty(), Optional.empty())),
                    container(container -> container.user(Optional.of(false), Optional.empty())),
                    container(container -> container.user(Optional.of(true), Optional.of(0L))),
                    container(container -> container.user(Optional.empty(), Optional.of(0L)).role(Role.SIDECAR))),
            row("workload-capabilities", container(container -> container.capabilities(Set.of(), Set.of())),
                    container(container -> container.capabilities(Set.of(), Set.of("SYS_TIME", "CAP_NET_RAW"))),
                    container(container -> container.capabilities(Set.of("SYS_ADMIN"), Set.of("ALL"))),
                    container(container -> container.capabilities(Set.of("NET_BIND_SERVICE", "CHOWN"), Set.of("ALL"))),
                    container(container -> container.capabilities(Set.of("ALL"), Set.of("NET_RAW"))),
                    container(TestContainer::privileged)),
            row("workload-windows-host-process", container(TestContainer::hostProcess)),
            row("workload-host-path", pod(pod -> pod.volume("v", "hostPath", "/var/log", false)),
                    pod(pod -> pod.volume("v", "hostPath", "/", true))),
            row("workload-host-ports", container(container -> container.port(80, 8080))),
            row("workload-seccomp", container(container -> container.profiles(Optional.empty(), Optional.empty())),
                    container(container -> container.profiles(Optional.of("Unconfined"), Optional.empty())),
                    container(container -> container.privileged().profiles(Optional.of("RuntimeDefault"),
                            Optional.empty()))),
            row("workload-security-context", container(container -> container.security(Security.DEFAULTS))),
            row("workload-secrets-not-in-environment", container(container -> container.secret("TOKEN", "web")),
                    container(container -> container.secret("", "web"))),
            row("gpu-daemonsets-least-privilege", plugin(TestContainer::privileged), daemonSet(plugin().hostPid()),
                    daemonSet(plugin().hostNetwork()), daemonSet(plugin().hostIpc()),
                    plugin(container -> container.capabilities(Set.of("SYS_ADMIN"), Set.of("ALL"))),
                    plugin(container -> container.port(9400, 9400)),
                    // As the operator's, but for one right that its manifest does not ask for.
                    operand("nvidia-dcgm", TestPod.of(image("dcgm").privileged()).hostPid()),
                    operand("nvidia-driver-daemonset", TestPod.of(image("driver").privileged()).hostPid().hostNetwork()),
                    // Its name and its owner, and somebody else's image.
                    operand("nvidia-driver-daemonset", TestPod.of(named("driver").privileged()))),
            row("gpu-host-paths-read-only", daemonSet(plugin().volume("r", "hostPath", "/etc", false)
                    .container(named("c").mount("r", "/etc", false))),
                    TestPod.of(named("train").limit("nvidia.com/gpu", "8").mount("d", "/data", false))
                            .volume("d", "hostPath", "/raid", false).in("team-a", "Job", "train"),
                    operand("nvidia-operator-validator", TestPod.of(image("v").mount("r", "/host", false))
                            .volume("r", "hostPath", "/", false))),
            row("gpu-resource-limits", daemonSet(plugin()), plugin(container -> container.limit("cpu", "1"))),
            row("gpu-visible-devices-guarded", container(container -> container.variable("NVIDIA_VISIBLE_DEVICES", "all")),
                    container(container -> container.secret("NVIDIA_VISIBLE_DEVICES", "elsewhere")))));

    /** By row, what is near to wrong and is right. */
    private static final Map<String, List<Workload>> RIGHT = new TreeMap<>(Map.ofEntries(
            row("workload-root", container(container -> container.user(Optional.of(true), Optional.empty())),
                    container(container -> container.user(Optional.of(false), Optional.of(1000L)))),
            row("workload-capabilities", container(container -> container.capabilities(Set.of("NET_BIND_SERVICE"),
                    Set.of("ALL"))), container(container -> container.capabilities(Set.of(), Set.of("NET_RAW")))),
            row("workload-host-path", pod(pod -> pod.volume("v", "emptyDir", "", false))),
            row("workload-host-ports", container(container -> container.port(80, 0))),
            row("workload-seccomp", container(container -> container.profiles(Optional.of("Localhost"),
                    Optional.empty()))),
            row("workload-secrets-not-in-environment", container(container -> container.variable("TOKEN", "x"))),
            row("gpu-daemonsets-least-privilege", daemonSet(plugin()), operand("nvidia-driver-daemonset",
                    TestPod.of(image("driver").privileged()).hostPid()), operand("nvidia-dcgm",
                    TestPod.of(image("dcgm").privileged()))),
            row("gpu-host-paths-read-only", daemonSet(plugin()), operand("nvidia-operator-validator", TestPod.of(
                    image("v").mount("r", "/host", true).mount("n", "/run/nvidia/validations", false))
                    .volume("r", "hostPath", "/", false).volume("n", "hostPath", "/run/nvidia/validations", false)),
                    TestPod.of(named("train").limit("nvidia.com/gpu", "8").mount("d", "/data", true))
                            .volume("d", "hostPath", "/raid", false).in("team-a", "Job", "train")),
            row("gpu-resource-limits", plugin(container -> container.limit("cpu", "1").limit("memory", "1Gi"))),
            row("gpu-visible-devices-guarded", container(container -> container.variable("NVIDIA_VISIBLE_DEVICES", "void")),
                    container(container -> container.variable("NVIDIA_VISIBLE_DEVICES", "all").limit("nvidia.com/gpu", "1")),
                    pod(pod -> TestPod.of(named("app").variable("NVIDIA_VISIBLE_DEVICES", "all"))
                            .annotation("gpu-fraction", "0.5")),
                    operand("nvidia-device-plugin-daemonset", TestPod.of(image("p").variable("NVIDIA_VISIBLE_DEVICES",
                            "all"))))));

    private static Map.Entry<String, List<Workload>> row(String id, Workload... workloads) {
        return Map.entry(id, List.of(workloads));
    }

    private static TestContainer image(String name) {
        return named(name).image("nvcr.io/nvidia/k8s-device-plugin:v0.17.4");
    }

    /** The stand-alone device plugin. */
    private static TestPod plugin() {
        return TestPod.of(image("plugin").mount("p", "/var/lib/kubelet/device-plugins", false))
                .volume("p", "hostPath", "/var/lib/kubelet/device-plugins", false);
    }

    private static Workload plugin(UnaryOperator<TestContainer> change) {
        return daemonSet(TestPod.of(change.apply(image("plugin"))).volume("p", "hostPath",
                "/var/lib/kubelet/device-plugins", false));
    }

    private static Workload daemonSet(TestPod pod) {
        return pod.in("team-a", "DaemonSet", "nvidia-device-plugin-daemonset");
    }

    private static Workload operand(String name, TestPod pod) {
        return pod.in("gpu-operator", "DaemonSet", name, new Maker("nvidia.com", "ClusterPolicy", "cluster-policy"));
    }

    private static Workload container(UnaryOperator<TestContainer> change) {
        return TestPod.of(named("well"), change.apply(named("app"))).times(12).in("team-a", "Deployment", "web");
    }

    private static Workload pod(UnaryOperator<TestPod> change) {
        return change.apply(TestPod.of(named("app"))).times(12).in("team-a", "Deployment", "web");
    }

    private static Case cluster(String name, Workload... workloads) {
        return Case.of(name, CLUSTER).with(Workloads.KEY, new Workloads(List.of(workloads)));
    }

    private static Check check(String id) {
        return new WorkloadChecks().checks().stream().filter(check -> check.rule().id().equals(id)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked") // the value of the row is a set of texts
    private static ValueKey<Set<String>> approved(String id) {
        return (ValueKey<Set<String>>) (ValueKey<?>) check(id).needs().stream().filter(need -> need
                instanceof Need.Setting<?> setting && setting.key().id().equals(id + "-approved"))
                .map(need -> ((Need.Setting<?>) need).key()).findFirst().orElseThrow();
    }

    static List<Case> compliant(String id) {
        List<Case> cases = new ArrayList<>();
        for (Workload wrong : WRONG.get(id)) {
            cases.add(cluster("approved " + wrong, wrong).value(approved(id), Set.of(wrong.id())));
        }
        RIGHT.getOrDefault(id, List.of()).forEach(right -> cases.add(cluster("near to it " + right, right)));
        if (id.startsWith("workload-")) {
            cases.add(cluster("no pods"));
            cases.add(cluster("a hardened one", TestPod.of(named("app")).in("team-a", "Deployment", "web")));
            WRONG.get(id).forEach(wrong -> cases.add(cluster("all have ended", new Workload("team-a", "Job", "once",
                    List.of(), List.of(ended(wrong))))));
        }
        return cases;
    }

    private static io.tightship.fact.kubernetes.PodShape ended(Workload workload) {
        var shape = workload.shapes().getFirst();
        return new io.tightship.fact.kubernetes.PodShape(shape.pods(), shape.example(), true, shape.labels(),
                shape.annotations(), shape.serviceAccount(), shape.hostPid(), shape.hostIpc(), shape.hostNetwork(),
                shape.runtimeClass(), shape.scheduler(), shape.claimsDevices(), shape.volumes(), shape.containers());
    }

    static List<Case> violations(String id) {
        return WRONG.get(id).stream().map(wrong -> cluster(wrong.toString(), wrong,
                TestPod.of(named("app")).in("team-b", "Deployment", "web"))).toList();
    }

    @Test
    void every_row_has_its_cases() {
        assertThat(new WorkloadChecks().checks().stream().filter(check -> check instanceof WorkloadRule)
                .map(check -> check.rule().id()))
                .containsExactlyInAnyOrderElementsOf(WRONG.keySet());
    }

    @Test
    void a_row_on_gpus_does_not_apply_to_a_cluster_that_has_none() {
        assertThat(cluster("x", TestPod.of(named("app")).in("team-a", "Deployment", "web"))
                .judge(check("gpu-resource-limits"))).singleElement().satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
                    assertThat(finding.message()).isEqualTo("no pod of the cluster is of device plugins");
                });
    }

    @Test
    void four_thousand_replicas_are_one_finding_that_says_their_number() {
        Workload web = TestPod.of(named("app").privileged()).times(4000).in("team-a", "Deployment", "web");
        assertThat(cluster("x", web).judge(check("workload-privileged"))).singleElement().satisfies(finding ->
                assertThat(finding.message()).isEqualTo("Deployment team-a/web (4000 pods): container app is privileged; "
                        + "expected privileged: false"));
    }

    @Test
    void the_systems_own_is_known_by_namespace_owner_and_image_together() {
        TestContainer proxy = named("kube-proxy").image("registry.k8s.io/kube-proxy:v1.32.7").privileged();
        assertThat(outcome(TestPod.of(proxy).in("kube-system", "DaemonSet", "kube-proxy"))).isEqualTo(Outcome.PASS);
        assertThat(outcome(TestPod.of(proxy).in("default", "DaemonSet", "kube-proxy"))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(TestPod.of(proxy).in("kube-system", "Deployment", "kube-proxy"))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(TestPod.of(proxy).in("kube-system", "DaemonSet", "kube-proxy2"))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(TestPod.of(proxy, named("more").image("evil.io/kube-proxy")).in("kube-system", "DaemonSet",
                "kube-proxy"))).isEqualTo(Outcome.FAIL);
    }

    @Test
    void gpu_operands_belong_to_the_operator_and_come_from_its_registry_or_the_sites_mirror() {
        Maker operator = new Maker("nvidia.com", "ClusterPolicy", "cluster-policy");
        TestContainer plugin = named("nvidia-device-plugin").image("nvcr.io/nvidia/k8s-device-plugin:v0.17.4").privileged();
        assertThat(outcome(TestPod.of(plugin).in("gpu-operator", "DaemonSet", "nvidia-device-plugin-daemonset",
                operator))).isEqualTo(Outcome.PASS);
        assertThat(outcome(TestPod.of(plugin).in("gpu-operator", "DaemonSet", "nvidia-device-plugin-daemonset")))
                .isEqualTo(Outcome.FAIL);
        Workload mirrored = TestPod.of(plugin.image("mirror.site/nv/nvidia/k8s-device-plugin@sha256:0a")).in(
                "gpu-operator", "DaemonSet", "nvidia-device-plugin-daemonset", operator);
        assertThat(outcome(mirrored)).isEqualTo(Outcome.FAIL);
        assertThat(cluster("x", mirrored).value(WorkloadValues.MIRRORS, Set.of("mirror.site/nv"))
                .judge(check("workload-privileged")).getFirst().outcome()).isEqualTo(Outcome.PASS);
    }

    private static Outcome outcome(Workload workload) {
        return cluster("x", workload).judge(check("workload-privileged")).getFirst().outcome();
    }
}
