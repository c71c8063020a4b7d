package io.tightship.fact.nvidia;

import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what makes GPUs usable from what uses them. */
public final class GpuSoftware {

    private static final Set<String> IMAGES = Set.of("k8s-device-plugin", "gpu-feature-discovery", "dcgm", "dcgm-exporter",
            "container-toolkit", "gpu-operator", "gpu-operator-validator", "k8s-mig-manager", "k8s-driver-manager",
            "vgpu-device-manager", "k8s-cc-manager", "k8s-kata-manager", "kubevirt-gpu-device-plugin", "k8s-dra-driver-gpu",
            "vgpu-manager", "nvidia-fs", "gdrdrv");
    private static final String PLUGINS = "/var/lib/kubelet/device-plugins";
    private static final Pattern RESOURCE = Pattern.compile("nvidia\\.com/(gpu|mig-|pgpu|vgpu|.*\\.shared).*|amd\\.com/gpu"
            + "|gpu\\.intel\\.com/.+");

    private GpuSoftware() {
    }

    /** A device plugin, or another part of what runs GPUs: by its owner, its images, or the kubelet's folder of plugins. */
    public static boolean is(Workload workload) {
        return workload.makers().stream().anyMatch(maker -> maker.group().equals(GpuOperand.GROUP))
                || workload.running().stream().anyMatch(shape -> isPlugin(shape) || shape.containers().stream()
                .map(container -> ImageName.of(container.image()).path()).anyMatch(path ->
                        IMAGES.contains(path.substring(path.lastIndexOf('/') + 1))));
    }

    /** Registers devices with the kubelet. */
    public static boolean isPlugin(PodShape shape) {
        return shape.volumes().stream().anyMatch(volume -> volume.kind().equals("hostPath")
                && (volume.source() + "/").startsWith(PLUGINS + "/"));
    }

    /** Asks Kubernetes for a GPU: by a resource, a claim, a fraction of Run:ai's, or the runtime's class. */
    public static boolean asksForGpus(PodShape shape) {
        return requests(shape) || shape.runtimeClass().filter(name -> name.startsWith("nvidia")).isPresent();
    }

    /** The same without the runtime's class, which counts no GPU. */
    public static boolean requests(PodShape shape) {
        return shape.claimsDevices() || shape.annotations().keySet().stream().anyMatch(key -> key.equals("gpu-fraction")
                || key.equals("gpu-memory")) || shape.containers().stream().anyMatch(GpuSoftware::requests);
    }

    private static boolean requests(PodContainer container) {
        return container.limits().keySet().stream().anyMatch(name -> RESOURCE.matcher(name).matches())
                || container.requests().keySet().stream().anyMatch(name -> RESOURCE.matcher(name).matches());
    }
}
