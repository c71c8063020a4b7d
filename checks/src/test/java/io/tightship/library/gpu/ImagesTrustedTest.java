package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.WorkloadValues;
import io.tightship.fact.kubernetes.Workloads;
import java.util.List;
import java.util.Set;

class ImagesTrustedTest {

    private static Case plugin(String name, TestContainer... containers) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(TestPod.of(containers).in("gpu-operator",
                "DaemonSet", "nvidia-device-plugin-daemonset", GpuSite.OPERATOR))));
    }

    private static TestContainer image(String image) {
        return named("plugin").image(image);
    }

    static List<Case> compliant() {
        return List.of(GpuSite.of("NVIDIA's"), plugin("by digest", image("nvcr.io/nvidia/k8s-device-plugin@sha256:0a")),
                plugin("a mirror", image("mirror.site/nvidia/k8s-device-plugin:v0.17.4"))
                        .value(WorkloadValues.MIRRORS, Set.of("mirror.site")),
                plugin("another registry", image("ghcr.io/nvidia/k8s-device-plugin:v0.17.4"))
                        .value(ImagesTrusted.TRUSTED, Set.of("ghcr.io/nvidia/")));
    }

    static List<Case> violations() {
        return List.of(plugin("another registry", image("docker.io/somebody/k8s-device-plugin:v0.17.4")),
                plugin("latest", image("nvcr.io/nvidia/k8s-device-plugin:latest")),
                plugin("no tag", image("nvcr.io/nvidia/k8s-device-plugin")),
                plugin("an init container", image("nvcr.io/nvidia/k8s-device-plugin:v0.17.4"),
                        named("init").image("busybox:1.36").role(Role.INIT)));
    }
}
