package io.tightship.fact.kubernetes;

import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Software that a cluster cannot run without, and that needs what others may not have: known by namespace, owner and the
 * path of every image, never by one of them alone.
 *
 * @param namespace of its pods
 * @param name      of the owner of its pods
 * @param maker     API group of what must own that owner; empty where nothing does
 * @param images    where all images of its pods come from
 */
public record SystemWorkload(String title, Pattern namespace, Set<String> kinds, Pattern name, Optional<String> maker,
                             List<String> images) {

    private static final Set<String> CONTROLLERS = Set.of("DaemonSet", "Deployment", "StatefulSet");

    private static final List<SystemWorkload> ALL = List.of(
            row("control plane", "kube-system", Set.of("StaticPod"),
                    "kube-apiserver|kube-controller-manager|kube-scheduler|etcd", "registry.k8s.io/kube-apiserver",
                    "registry.k8s.io/kube-controller-manager", "registry.k8s.io/kube-scheduler", "registry.k8s.io/etcd"),
            row("kube-proxy", "kube-system", Set.of("DaemonSet"), "kube-proxy", "registry.k8s.io/kube-proxy"),
            row("Calico", "kube-system|calico-system|calico-apiserver", CONTROLLERS,
                    "calico-node|calico-kube-controllers|calico-typha|calico-apiserver|csi-node-driver",
                    "docker.io/calico/", "quay.io/calico/"),
            row("Calico's operator", "tigera-operator", Set.of("Deployment"), "tigera-operator",
                    "quay.io/tigera/operator"),
            row("CSI driver", "kube-system|ceph-csi-rbd|ceph-csi-cephfs", CONTROLLERS, "csi-.*|.*-csi-.*",
                    "registry.k8s.io/sig-storage/", "quay.io/cephcsi/cephcsi"),
            row("node feature discovery", "gpu-operator|nvidia-gpu-operator|nvidia-network-operator|network-operator"
                    + "|node-feature-discovery", CONTROLLERS,
                    "(.*-)?node-feature-discovery-(worker|master|gc)|nfd-(worker|master|gc)", "registry.k8s.io/nfd/"),
            new SystemWorkload("GPU operand", Pattern.compile("gpu-operator|nvidia-gpu-operator"), Set.of("DaemonSet"),
                    Pattern.compile("nvidia-.*|gpu-feature-discovery"), Optional.of("nvidia.com"),
                    List.of("nvcr.io/nvidia/")));

    private static SystemWorkload row(String title, String namespace, Set<String> kinds, String name, String... images) {
        return new SystemWorkload(title, Pattern.compile(namespace), kinds, Pattern.compile(name), Optional.empty(),
                List.of(images));
    }

    /** What of the system the workload is; empty for all others. */
    public static Optional<SystemWorkload> of(Workload workload, Set<String> mirrors) {
        return ALL.stream().filter(row -> row.is(workload, mirrors)).findFirst();
    }

    private boolean is(Workload workload, Set<String> mirrors) {
        return namespace.matcher(workload.namespace()).matches() && kinds.contains(workload.kind())
                && name.matcher(workload.name()).matches()
                && (maker.isEmpty() || workload.makers().stream().anyMatch(owner -> owner.group().equals(maker.get())))
                && workload.running().stream().flatMap(shape -> shape.containers().stream()).map(container ->
                ImageName.of(container.image())).allMatch(image -> images.stream().anyMatch(upstream ->
                image.comesFrom(upstream, mirrors)));
    }
}
