package io.tightship.library.workload;

import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The rows on what pods may not have. */
final class WorkloadRows {

    /** The one capability that the standard for restricted pods lets a container add. */
    private static final String HARMLESS = "NET_BIND_SERVICE";

    private WorkloadRows() {
    }

    static List<Check> all() {
        return List.of(
                of("workload-privileged", HIGH, "No container is privileged", each(container ->
                        said(container.security().privileged(), "is privileged")), "privileged: false", """
                        A privileged container has every device and every right of its node's root: who is in it has the
                        node.""", "Take privileged: true out of the containers' security contexts; a device plugin or a "
                        + "mount says which single right the software needs instead.", "5.2.2"),
                of("workload-host-pid", HIGH, "No pod sees the processes of its node", pod(shape ->
                        said(shape.hostPid(), "hostPID is true")), "hostPID: false", """
                        Whoever sees the node's processes reads their environments, and with the same uid ends them or
                        takes them over.""", "Take hostPID out of the pods' template.", "5.2.3"),
                of("workload-host-ipc", HIGH, "No pod shares memory with its node", pod(shape ->
                        said(shape.hostIpc(), "hostIPC is true")), "hostIPC: false", """
                        Shared memory and semaphores of the node's own software, and of every other pod like this, can be
                        read and written.""", "Take hostIPC out of the pods' template; memory that processes of one pod "
                        + "share needs an emptyDir with medium Memory on /dev/shm.", "5.2.4"),
                of("workload-host-network", HIGH, "No pod uses its node's network", pod(shape ->
                        said(shape.hostNetwork(), "hostNetwork is true")), "hostNetwork: false", """
                        Such a pod reaches what listens on loopback of its node, sees the node's traffic, and no network
                        policy holds for it.""", "Take hostNetwork out of the pods' template.", "5.2.5"),
                of("workload-privilege-escalation", HIGH, "No container may gain more privileges", each(
                        container -> said(!container.security().privilegeEscalation().equals(Optional.of(false)),
                                "allowPrivilegeEscalation is " + container.security().privilegeEscalation()
                                        .map(String::valueOf).orElse("not stated, so true"))),
                        "allowPrivilegeEscalation: false in each container", """
                        Programs with the setuid bit, or file capabilities, then make root of the user that the container
                        was given.""", "Set allowPrivilegeEscalation: false in each container's security context.", "5.2.6"),
                of("workload-root", HIGH, "No container runs as root", each(WorkloadRows::root),
                        "runAsNonRoot: true, or a runAsUser that is not 0", """
                        Root in a container is root on its node for the kernel: each fault of the kernel or the runtime, and
                        each mounted folder, gives it the node.""", "Set runAsNonRoot: true and a runAsUser that is not 0 "
                        + "in the pod's security context; the image's files must be readable for that user.", "5.2.7"),
                of("workload-capabilities", HIGH, "Containers drop NET_RAW and add no capabilities", each(
                        WorkloadRows::capabilities), "drop ALL (or NET_RAW), add none but " + HARMLESS, """
                        Capabilities are root's rights, one by one. NET_RAW, which runtimes give to everybody, is enough to
                        answer in other pods' names.""", "Set capabilities: drop: [ALL] in each container's security "
                        + "context, and add nothing but " + HARMLESS + ".", "5.2.8", "5.2.9"),
                of("workload-windows-host-process", HIGH, "No container is a process of a Windows host", each(
                        container -> said(container.security().hostProcess(), "windowsOptions.hostProcess is true")),
                        "hostProcess: false", """
                        Such a container has the whole Windows node.""", "Take windowsOptions.hostProcess out of the "
                        + "security contexts.", "5.2.10"),
                of("workload-host-path", HIGH, "No pod mounts a folder of its node", pod(WorkloadRows::hostPaths),
                        "no hostPath volume", """
                        Files of the node hold keys, sockets of the runtime and what the node runs at its next start;
                        read-only mounts give away the first two.""", "Use a persistent volume claim, a ConfigMap or an "
                        + "emptyDir in place of the hostPath volume; where a folder of the node is needed, mount it "
                        + "readOnly.", "5.2.11"),
                of("workload-host-ports", HIGH, "No container takes a port of its node", each(container -> {
                    List<String> ports = container.ports().stream().filter(port -> port.host() != 0).map(port ->
                            port.host() + "/" + port.protocol()).distinct().toList();
                    return said(!ports.isEmpty(), "takes port " + String.join(", ", ports) + " of the node");
                }), "no hostPort", """
                        The port is open on the node's own addresses, past the service network, and a pod can answer there
                        in place of the node's software.""", "Take hostPort out of the containers' ports, and publish "
                        + "the port by a Service.", "5.2.12"),
                of("workload-seccomp", MEDIUM, "Each container's system calls are filtered", each(
                        WorkloadRows::seccomp), "a seccompProfile of the type RuntimeDefault or Localhost", """
                        Without a filter a container may call everything that the kernel has; most ways out of a container
                        went through calls that the runtime's own profile refuses. A kubelet that has a default of its own
                        filters too, but the pod cannot know where it will run.""", "Set seccompProfile: {type: "
                        + "RuntimeDefault} in the pod's security context.", "5.6.2"),
                of("workload-security-context", MEDIUM, "Each container has a security context", each(container ->
                        said(!container.security().stated(), "has no security context, nor has its pod")),
                        "a security context of the container or the pod", """
                        Where nothing is stated nobody has thought about it, and the runtime's defaults hold: root, with
                        fourteen capabilities.""", "Write a securityContext into the pod's template: runAsNonRoot: true, "
                        + "seccompProfile: {type: RuntimeDefault}, and in the containers allowPrivilegeEscalation: false "
                        + "and capabilities: drop: [ALL].", "5.6.3"),
                of("workload-secrets-not-in-environment", MEDIUM, "Secrets are files, not environment variables",
                        each(WorkloadRows::secrets), "Secrets mounted as files", """
                        The environment is inherited by every child process, printed by debuggers and crash reports, and
                        read by whoever sees the process.""", "Mount the Secret as a volume, and let the program read the "
                        + "file.", "5.4.1"));
    }

    private static WorkloadRule of(String id, Severity severity, String title, WorkloadRule.Faults faults,
                                   String expected, String why, String fix, String... sections) {
        return WorkloadRule.of(WorkloadRule.ALL, id, severity, title, faults, expected, why, fix,
                "CIS Kubernetes Benchmark 1.12", sections);
    }

    static Optional<String> said(boolean fault, String words) {
        return fault ? Optional.of(words) : Optional.empty();
    }

    static WorkloadRule.Faults pod(Function<PodShape, Optional<String>> fault) {
        return (workload, shape) -> fault.apply(shape).stream().toList();
    }

    static WorkloadRule.Faults each(Function<PodContainer, Optional<String>> fault) {
        return (workload, shape) -> {
            List<String> faults = new ArrayList<>();
            shape.containers().forEach(container -> fault.apply(container).ifPresent(words -> faults.add("container "
                    + container.name() + " " + words)));
            return faults;
        };
    }

    /** A uid that is stated decides; without one the kubelet refuses root only where runAsNonRoot says so. */
    private static Optional<String> root(PodContainer container) {
        Security security = container.security();
        if (security.user().isPresent()) {
            return said(security.user().get() == 0, "runs as user 0");
        }
        return said(!security.nonRoot().equals(Optional.of(true)), "may run as root: neither runAsNonRoot nor runAsUser "
                + "is stated");
    }

    private static Optional<String> capabilities(PodContainer container) {
        Security security = container.security();
        if (security.privileged()) {
            return Optional.of("is privileged and has all capabilities");
        }
        Set<String> added = new TreeSet<>(security.added());
        added.remove(HARMLESS);
        if (!added.isEmpty()) {
            return Optional.of("adds " + String.join(", ", added));
        }
        return said(!security.dropped().contains("ALL") && !security.dropped().contains("NET_RAW"),
                "does not drop NET_RAW");
    }

    private static Optional<String> hostPaths(PodShape shape) {
        List<String> paths = shape.volumes().stream().filter(volume -> volume.kind().equals("hostPath"))
                .map(volume -> volume.source() + (shape.mountsOf(volume).stream().allMatch(PodContainer.Mount::readOnly)
                        ? " (read-only)" : "")).distinct().toList();
        return said(!paths.isEmpty(), "mounts " + String.join(", ", paths) + " of its node");
    }

    /** The runtime does not filter privileged containers, whatever they say. */
    private static Optional<String> seccomp(PodContainer container) {
        if (container.security().privileged()) {
            return Optional.of("is privileged and so not filtered");
        }
        String profile = container.security().seccomp().orElse("not stated");
        return said(!Set.of("RuntimeDefault", "Localhost").contains(profile), "has a seccompProfile that is " + profile);
    }

    private static Optional<String> secrets(PodContainer container) {
        List<String> variables = container.environment().stream().filter(variable -> variable.secret().isPresent())
                .map(variable -> (variable.name().isEmpty() ? "all keys" : variable.name()) + " from Secret "
                        + variable.secret().get()).distinct().toList();
        return said(!variables.isEmpty(), "has in its environment " + String.join(", ", variables));
    }
}
