package io.tightship.fact.nvidia;

import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What one DaemonSet of the GPU operator needs by its own manifest. All of them run privileged; none uses the node's
 * network or shares its memory, and none takes a port of it.
 *
 * @param hostPaths the folders of the node that it mounts, with what is below them; true where it writes there
 */
public record GpuOperand(Pattern name, boolean hostPid, Map<String, Boolean> hostPaths) {

    /** Where the rows were taken from. */
    public static final String SOURCE = "NVIDIA/gpu-operator v25.3.3, folder assets";

    /** The API group of ClusterPolicy and NVIDIADriver, which own the DaemonSets. */
    public static final String GROUP = "nvidia.com";

    private static final List<GpuOperand> ALL = List.of(
            row("nvidia-driver-daemonset.*|nvidia-(gpu|vgpu|vgpu-host-manager)-driver-.*", true, "rw /run/nvidia",
                    "rw /run/nvidia-fabricmanager", "rw /run/nvidia-topologyd", "rw /var/log", "rw /dev/log",
                    "ro /etc/os-release", "rw /run/mellanox/drivers", "ro /", "rw /sys"),
            // The runtime's folders are those that the operator adds for containerd, Docker and CRI-O.
            row("nvidia-container-toolkit-daemonset", true, "rw /run/nvidia", "ro /", "rw /usr/local/nvidia",
                    "rw /run/containers/oci/hooks.d", "rw /dev/char", "rw /var/run/cdi", "rw /etc/containerd",
                    "rw /run/containerd", "rw /etc/docker", "rw /var/run", "rw /etc/crio", "rw /run/crio",
                    // Where Base Command Manager's knowledge base has the operator write containerd's configuration.
                    "rw /cm/local/apps/containerd/var/etc/conf.d"),
            row("nvidia-device-plugin-daemonset", false, "rw /var/lib/kubelet/device-plugins", "rw /run/nvidia", "ro /",
                    "rw /var/run/cdi"),
            row("nvidia-device-plugin-mps-control-daemon", true, "rw /run/nvidia"),
            row("gpu-feature-discovery", false, "rw /etc/kubernetes/node-feature-discovery/features.d", "ro /sys",
                    "rw /run/nvidia"),
            row("nvidia-dcgm", false, "rw /run/nvidia"),
            row("nvidia-dcgm-exporter", false, "ro /var/lib/kubelet/pod-resources", "rw /run/nvidia"),
            row("nvidia-mig-manager", true, "rw /sys", "rw /run/nvidia", "rw /", "rw /var/run/cdi"),
            row("nvidia-operator-validator", false, "rw /run/nvidia", "ro /", "rw /dev/char"),
            row("nvidia-node-status-exporter", false, "rw /run/nvidia", "ro /"),
            row("nvidia-(kata-manager|vgpu-manager-daemonset)", true, "rw /sys", "rw /run/nvidia", "rw /dev/vfio", "ro /"),
            row("nvidia-(cc-manager|vfio-manager|vgpu-device-manager|sandbox-validator)", false, "rw /sys",
                    "rw /run/nvidia", "rw /dev/vfio", "ro /"),
            row("nvidia-sandbox-device-plugin-daemonset", false, "rw /var/lib/kubelet/device-plugins", "rw /run/nvidia",
                    "rw /dev/vfio", "rw /sys", "ro /"));

    /** What the operator itself mounts, by its chart. */
    private static final GpuOperand OPERATOR = row("gpu-operator", false, "ro /etc/os-release");

    /** The last words of the names of images that operands run, wherever the site mirrors them. */
    private static final Set<String> IMAGES = Set.of("driver", "k8s-driver-manager", "container-toolkit",
            "k8s-device-plugin", "gpu-feature-discovery", "dcgm", "dcgm-exporter", "k8s-mig-manager",
            "gpu-operator-validator", "gpu-operator", "vgpu-manager", "vgpu-device-manager", "k8s-kata-manager",
            "k8s-cc-manager", "kubevirt-gpu-device-plugin", "nvidia-sandbox-device-plugin", "cuda", "nvidia-fs", "gdrdrv");

    /** What a device plugin mounts that its own chart installs, by NVIDIA/k8s-device-plugin v0.17.4. */
    private static final GpuOperand STAND_ALONE = row("", false, "rw /var/lib/kubelet/device-plugins", "rw /var/run/cdi",
            "rw /run/nvidia/mps", "ro /run/nvidia/driver", "ro /");

    public GpuOperand {
        hostPaths = Map.copyOf(hostPaths);
    }

    private static GpuOperand row(String name, boolean hostPid, String... hostPaths) {
        Map<String, Boolean> paths = new TreeMap<>();
        for (String path : hostPaths) {
            paths.put(path.substring(3), path.startsWith("rw "));
        }
        return new GpuOperand(Pattern.compile(name), hostPid, paths);
    }

    /**
     * The row of a DaemonSet of the operator's; empty for what only has a name like one, or an owner that anybody can write
     * down, and runs something else.
     */
    public static Optional<GpuOperand> of(Workload workload) {
        return !workload.kind().equals("DaemonSet") || workload.makers().stream().noneMatch(maker ->
                maker.group().equals(GROUP)) || !runsOperands(workload) ? Optional.empty()
                : ALL.stream().filter(row -> row.name().matcher(workload.name()).matches()).findFirst();
    }

    private static boolean runsOperands(Workload workload) {
        return workload.running().stream().flatMap(shape -> shape.containers().stream()).map(container ->
                ImageName.of(container.image()).path()).allMatch(path -> IMAGES.contains(path.substring(path.lastIndexOf('/')
                + 1)));
    }

    private static Optional<GpuOperand> operator(Workload workload) {
        return workload.kind().equals("Deployment") && OPERATOR.name().matcher(workload.name()).matches()
                && runsOperands(workload) ? Optional.of(OPERATOR) : Optional.empty();
    }

    /**
     * Whether pods are documented to mount a folder of their node, and then whether they write there: those of the
     * operator's DaemonSet, else those of a device plugin. What lies below / is not mounted by mounting /.
     */
    public static Optional<Boolean> documented(Workload workload, PodShape shape, String path) {
        Optional<GpuOperand> row = of(workload).or(() -> operator(workload)).or(() -> GpuSoftware.isPlugin(shape) ? Optional.of(STAND_ALONE)
                : Optional.empty());
        return row.flatMap(known -> known.hostPaths().entrySet().stream().filter(entry -> path.equals(entry.getKey())
                || !entry.getKey().equals("/") && path.startsWith(entry.getKey() + "/")).findFirst()
                .map(Map.Entry::getValue));
    }
}
