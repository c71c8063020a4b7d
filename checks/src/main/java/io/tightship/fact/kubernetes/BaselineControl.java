package io.tightship.fact.kubernetes;

/**
 * The controls of the Pod Security Standards at the level baseline, each with the policy of Kyverno's charts that enforces
 * it. Source: kubernetes.io, Pod Security Standards; kyverno-policies 3.0 to 3.9, baseline.
 */
public enum BaselineControl {
    CAPABILITIES("disallow-capabilities"),
    HOST_NAMESPACES("disallow-host-namespaces"),
    HOST_PATHS("disallow-host-path"),
    HOST_PORTS("disallow-host-ports"),
    HOST_PROCESS("disallow-host-process"),
    PRIVILEGED_CONTAINERS("disallow-privileged-containers"),
    PROC_MOUNT("disallow-proc-mount"),
    SELINUX("disallow-selinux"),
    APPARMOR("restrict-apparmor-profiles"),
    SECCOMP("restrict-seccomp"),
    SYSCTLS("restrict-sysctls");

    private final String policy;

    BaselineControl(String policy) {
        this.policy = policy;
    }

    /** The name that the policy has in Kyverno's charts; a site may have another one. */
    public String policy() {
        return policy;
    }
}
