package io.tightship.library.workload;

import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuOperand;
import io.tightship.fact.nvidia.GpuSoftware;
import io.tightship.library.workload.WorkloadRule.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows on what runs GPUs and what uses them. */
final class GpuRows {

    private static final String GUIDE = "Securing GPU device plugins";

    private static final Scope DAEMON_SETS = new Scope("DaemonSets that run GPUs", (workload, mirrors) ->
            workload.kind().equals("DaemonSet") && GpuSoftware.is(workload), true);

    private static final Scope PLUGINS = new Scope("device plugins", (workload, mirrors) ->
            workload.running().stream().anyMatch(GpuSoftware::isPlugin), true);

    private static final Scope AROUND_GPUS = new Scope("workloads that run or use GPUs", (workload, mirrors) ->
            GpuSoftware.is(workload) || workload.running().stream().anyMatch(GpuSoftware::asksForGpus), true);

    private GpuRows() {
    }

    static List<Check> all() {
        return List.of(
                WorkloadRule.of(DAEMON_SETS, "gpu-daemonsets-least-privilege", HIGH,
                        "DaemonSets that run GPUs ask for no more than they are documented to need", GpuRows::excess,
                        "no privileges, or for the GPU operator's own those of its manifest", """
                        These pods run on every GPU node. One that is privileged without need is every GPU node for whoever
                        gets into it, and its image. The stand-alone device plugin runs without any privilege; the GPU
                        operator's DaemonSets are measured by what their own manifests ask for (""" + GpuOperand.SOURCE
                        + ").", "Take what is more out of the DaemonSet, or out of the values of its chart; for the "
                        + "operator's own, out of the ClusterPolicy.", GUIDE, "Immediate actions, 1",
                        "Common pitfalls to avoid"),
                WorkloadRule.of(AROUND_GPUS, "gpu-host-paths-read-only", MEDIUM,
                        "What runs or uses GPUs mounts folders of its node read-only", GpuRows::written,
                        "read-only mounts, or for the GPU operator's own those of its manifest", """
                        A folder of the node that a pod may write is a way to change what the node runs. Most mounts only
                        look at devices or libraries.""", "Set readOnly: true on the mount.", GUIDE,
                        "Short-term improvements, 3"),
                WorkloadRule.of(PLUGINS, "gpu-resource-limits", MEDIUM, "Device plugins have limits for cpu and memory",
                        GpuRows::unlimited, "limits.cpu and limits.memory for each container", """
                        A plugin that leaks takes the memory of its node, and the kubelet with it; the GPUs of the node are
                        then lost to everybody.""", "Set resources.limits for cpu and memory: in the values of the "
                        + "plugin's chart, or devicePlugin.resources in the operator's ClusterPolicy.", GUIDE,
                        "Configuration examples, 3"),
                WorkloadRule.of(WorkloadRule.ALL, "gpu-visible-devices-guarded", HIGH,
                        "No pod sees GPUs that it did not ask for", GpuRows::unasked,
                        "NVIDIA_VISIBLE_DEVICES only with a request for GPUs", """
                        With the toolkit's default every container that sets NVIDIA_VISIBLE_DEVICES gets those GPUs, whoever
                        was given them: it reads their memory and takes their time, past quota and scheduler. The variable
                        can also stand in the image, or in a ConfigMap of which all keys become variables, where nobody sees it
                        here.""", "Take the variable out of the pod and "
                        + "request nvidia.com/gpu. To close the way for good set "
                        + "accept-nvidia-visible-devices-envvar-when-unprivileged = false in the toolkit's configuration, "
                        + "with DEVICE_LIST_STRATEGY=volume-mounts for the plugin, or use CDI.", GUIDE, "Overview"));
    }

    private static List<String> excess(Workload workload, PodShape shape) {
        Optional<GpuOperand> operand = GpuOperand.of(workload);
        List<String> faults = new ArrayList<>();
        add(faults, shape.hostNetwork(), "hostNetwork is true");
        add(faults, shape.hostIpc(), "hostIPC is true");
        add(faults, shape.hostPid() && operand.filter(GpuOperand::hostPid).isEmpty(), "hostPID is true");
        for (PodContainer container : shape.containers()) {
            String name = "container " + container.name();
            add(faults, container.security().privileged() && operand.isEmpty(), name + " is privileged");
            add(faults, !container.security().added().isEmpty() && !container.security().privileged(), name + " adds "
                    + String.join(", ", container.security().added()));
            add(faults, container.ports().stream().anyMatch(port -> port.host() != 0) && !shape.hostNetwork(), name
                    + " takes a port of its node");
        }
        return faults;
    }

    private static List<String> written(Workload workload, PodShape shape) {
        List<String> faults = new ArrayList<>();
        for (PodShape.Volume volume : shape.volumes()) {
            boolean mayWrite = GpuOperand.documented(workload, shape, volume.source()).orElse(false);
            if (volume.kind().equals("hostPath") && !mayWrite) {
                for (PodContainer container : shape.containers()) {
                    container.mounts().stream().filter(mount -> mount.volume().equals(volume.name()) && !mount.readOnly())
                            .forEach(mount -> faults.add("container " + container.name() + " mounts " + volume.source()
                                    + " of its node writable"));
                }
            }
        }
        return faults;
    }

    private static List<String> unlimited(Workload workload, PodShape shape) {
        List<String> faults = new ArrayList<>();
        for (PodContainer container : shape.containers()) {
            boolean lasts = container.role() == Role.MAIN || container.role() == Role.SIDECAR;
            for (String resource : List.of("cpu", "memory")) {
                add(faults, lasts && !container.limits().containsKey(resource), "container " + container.name()
                        + " has no limit for " + resource);
            }
        }
        return faults;
    }

    /** Init containers and others of a pod that asks for GPUs share what the pod was given. */
    private static List<String> unasked(Workload workload, PodShape shape) {
        List<String> faults = new ArrayList<>();
        if (GpuSoftware.requests(shape) || GpuOperand.of(workload).isPresent()) {
            return faults;
        }
        for (PodContainer container : shape.containers()) {
            container.environment().stream().filter(variable -> variable.name().equals("NVIDIA_VISIBLE_DEVICES"))
                    .filter(variable -> !List.of("", "void", "none").contains(variable.value().orElse("?")))
                    .forEach(variable -> faults.add("container " + container.name() + " sets NVIDIA_VISIBLE_DEVICES to "
                            + variable.value().orElse("what another object says") + " and its pod requests no GPU"));
        }
        return faults;
    }

    private static void add(List<String> faults, boolean fault, String words) {
        if (fault) {
            faults.add(words);
        }
    }
}
