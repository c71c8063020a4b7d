package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Optional;

/**
 * A file or folder that a live process was told to use, and who may do what with it; what it holds is never read.
 *
 * @param path as the process was told; empty where it was told of none
 * @param stat of what the process itself finds there, containers included; empty where nothing is there
 */
public record NamedPath(String path, Optional<PathStat> stat) {

    /** What a process uses it for. */
    public enum Use {
        /** Its entry under /proc: the owner is the user that it runs as. */
        ETCD_PROCESS("etcd"),
        ETCD_DATA("etcd"),
        KUBELET_KUBECONFIG("kubelet"),
        /** The configuration file, and each drop-in. */
        KUBELET_CONFIGURATION("kubelet"),
        KUBELET_CLIENT_AUTHORITY("kubelet"),
        /** On the host alone: what a pod has from a volume of its own is no file of the host. */
        KUBE_PROXY_KUBECONFIG("kube-proxy");

        private final String process;

        Use(String process) {
            this.process = process;
        }

        /** The name of the binary. */
        public String process() {
            return process;
        }
    }

    /** By process, {@code kubelet}; a second file of it by {@code kubelet PATH}. Without members where none runs. */
    public static FactKey<PerSubject<NamedPath>> of(Use use) {
        return FactKey.perSubject("named-path", use.name(), NamedPath.class);
    }
}
