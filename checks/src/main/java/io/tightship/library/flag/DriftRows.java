package io.tightship.library.flag;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** The rows on drift. */
final class DriftRows {

    private DriftRows() {
    }

    static List<Check> all() {
        return List.of(row(Component.KUBE_APISERVER, "apiserver", "The API server runs as what starts it says", "apiServer",
                        Set.of("admission-control", "anonymous-auth", "audit-log-maxage", "audit-log-maxbackup",
                                "audit-log-maxsize", "audit-log-path", "audit-policy-file", "audit-webhook-config-file",
                                "authentication-config", "authorization-config", "authorization-mode", "client-ca-file",
                                "disable-admission-plugins", "enable-admission-plugins", "encryption-provider-config",
                                "etcd-cafile", "etcd-certfile", "etcd-keyfile", "kubelet-certificate-authority",
                                "kubelet-client-certificate", "kubelet-client-key", "profiling", "request-timeout",
                                "service-account-extend-token-expiration", "service-account-key-file",
                                "service-account-lookup", "service-account-signing-endpoint", "tls-cert-file",
                                "tls-cipher-suites", "tls-min-version", "tls-private-key-file", "token-auth-file"),
                        Set.of("authorization-mode", "client-ca-file", "enable-admission-plugins", "etcd-cafile",
                                "etcd-certfile", "etcd-keyfile", "kubelet-client-certificate", "kubelet-client-key",
                                "service-account-key-file", "tls-cert-file", "tls-private-key-file")),
                row(Component.KUBE_CONTROLLER_MANAGER, "controllermanager",
                        "The controller manager runs as what starts it says", "controllerManager",
                        Set.of("bind-address", "controllers", "feature-gates", "profiling", "root-ca-file",
                                "service-account-private-key-file", "terminated-pod-gc-threshold", "tls-cipher-suites",
                                "tls-min-version", "use-service-account-credentials"),
                        Set.of("bind-address", "controllers", "root-ca-file", "service-account-private-key-file",
                                "use-service-account-credentials")),
                row(Component.KUBE_SCHEDULER, "scheduler", "The scheduler runs as what starts it says", "scheduler",
                        Set.of("bind-address", "config", "profiling", "tls-cipher-suites", "tls-min-version"),
                        Set.of("bind-address")));
    }

    private static Check row(Component component, String section, String title, String key, Set<String> judged,
                             Set<String> byKubeadm) {
        String process = component.process();
        return new DriftRule(component, judged, byKubeadm, Rule.builder(section + "-configuration-drift").title(title)
                .severity(Severity.MEDIUM)
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .witness(Witness.RUNNING, Witness.ON_DISK, Witness.DESIRED)
                .rationale("""
                        A manifest or a service that was changed and not taken over runs with the old flags, and nobody
                        notices. A flag that stands in the manifest alone is gone after the next kubeadm upgrade, which
                        writes the manifest anew from its own configuration: hardening that silently ends. A mirror pod
                        that says something else than the live process shows a kubelet that could not restart it.""")
                .remediation("""
                        Static pods: put the wanted flags into kubeadm's configuration (kubectl -n kube-system edit cm
                        kubeadm-config: %s.extraArgs) and into /etc/kubernetes/manifests/%s.yaml of every control-plane
                        node, and see that the kubelet restarts the component: a manifest that it cannot run leaves the
                        old process. Move copies of manifests out of that folder: the kubelet starts them, too.

                        Services: put them into %s.service, its drop-ins or its environment files, then systemctl
                        daemon-reload and restart it.

                        Confirm with the arguments of the live process. One node at a time.""".formatted(key, process,
                        process))
                .reference("kubeadm", "Reconfiguring a kubeadm cluster").reference("systemd.service(5)", "Command lines")
                .build());
    }
}
