package io.tightship.scan.kube;

import io.tightship.scan.probe.KubernetesProbe;

/**
 * The pod of the dry run. It mounts a path of its host and is harmless otherwise: were a server to keep it all the same,
 * no node would have the label that it asks for.
 */
final class TriedPod {

    private TriedPod() {
    }

    static String json() {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"restartPolicy":"Never",\
                "automountServiceAccountToken":false,"nodeSelector":{"tightship.invalid/no-such-node":"true"},\
                "securityContext":{"runAsNonRoot":true,"runAsUser":65534,"seccompProfile":{"type":"RuntimeDefault"}},\
                "containers":[{"name":"pause","image":"%s","securityContext":{"allowPrivilegeEscalation":false,\
                "capabilities":{"drop":["ALL"]}},"resources":{"requests":{"cpu":"1m","memory":"1Mi"},"limits":{"cpu":"1m",\
                "memory":"1Mi"}},"volumeMounts":[{"name":"host","mountPath":"/host","readOnly":true}]}],\
                "volumes":[{"name":"host","hostPath":{"path":"%s"}}]}}""".formatted(KubernetesProbe.DryRunPod.NAME,
                KubernetesProbe.DryRunPod.IMAGE, KubernetesProbe.DryRunPod.PATH);
    }
}
