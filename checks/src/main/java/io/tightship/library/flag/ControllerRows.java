package io.tightship.library.flag;

import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.LOW;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import java.util.List;

/** The rows on kube-controller-manager and kube-scheduler. */
final class ControllerRows {

    private ControllerRows() {
    }

    static List<Check> all() {
        return List.of(
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-finished-pods-collected", LOW,
                        "How many finished pods are kept is the site's decision", FlagDemand.atLeast(
                                "terminated-pod-gc-threshold", 1, false, "which is 12500 by default"), """
                        Finished pods fill etcd and slow every list down; a batch cluster makes thousands a day.""", """
                        Start every kube-controller-manager with --terminated-pod-gc-threshold set to what the site's
                        jobs need.""", "1.3.1", ""),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-profiling-off", MEDIUM,
                        "Profiling of the controller manager is off", FlagDemand.off("profiling", true), """
                        Profiles show what the process does inside, and taking one costs it time.""", """
                        Start every kube-controller-manager with --profiling=false. It is on by default.""", "1.3.2",
                        "V-242409"),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-own-credentials", HIGH,
                        "Each controller acts with a service account of its own",
                        FlagDemand.on("use-service-account-credentials", false), """
                        Otherwise all controllers share one identity that may do everything, and the audit log cannot
                        tell them apart.""", """
                        Start every kube-controller-manager with --use-service-account-credentials=true. The bootstrap
                        roles system:controller:* must exist, as they do by default.""", "1.3.3", "V-242381"),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-token-signing-key", MEDIUM,
                        "Service account tokens are signed with a key of the site's own", FlagDemand.set(
                                "so no tokens are signed", List.of("service-account-private-key-file"),
                                "--service-account-private-key-file=/etc/kubernetes/pki/sa.key"), """
                        With a key that is set the site can change it, and knows which one to guard.""", """
                        Name the private key that belongs to the API servers' --service-account-key-file.""", "1.3.4",
                        ""),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-root-authority", MEDIUM,
                        "Pods are given the CA by which they verify the API server", FlagDemand.set(
                                "so pods are given none", List.of("root-ca-file"),
                                "--root-ca-file=/etc/kubernetes/pki/ca.crt"), """
                        A pod that has no CA either skips verification or does not work.""", """
                        Name the CA that signed the API servers' serving certificates.""", "1.3.5", "V-242421"),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-serving-certificates-rotate", LOW,
                        "Kubelets may renew their serving certificates",
                        FlagDemand.gateStaysOn("RotateKubeletServerCertificate"), """
                        Without the feature kubelets keep certificates that they signed themselves, or let them run
                        out.""", """
                        Take RotateKubeletServerCertificate=false out of --feature-gates: it is on by default.""",
                        "1.3.6", ""),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-on-loopback", MEDIUM,
                        "The controller manager listens on loopback only", FlagDemand.loopback("bind-address"), """
                        Its port shows metrics and health of the whole cluster, and nobody but the node itself needs
                        it.""", """
                        Start every kube-controller-manager with --bind-address=127.0.0.1. Without the flag it listens
                        everywhere; a Prometheus that scrapes it from another node needs another way.""", "1.3.7",
                        "V-242385"),
                FlagRule.of(Component.KUBE_CONTROLLER_MANAGER, "controllermanager-token-controller-off", MEDIUM,
                        "The controller that fills token Secrets is off", FlagDemand.controllerOff("serviceaccount-token",
                                "serviceaccount-token-controller"), """
                        The guide says that this disables the default service account; it does not. It stops Secrets of the
                        type kubernetes.io/service-account-token from being filled with a token that never expires. Since
                        Kubernetes 1.24 nobody makes such a Secret unasked, so this stops those that somebody asks for.""", """
                        Add -serviceaccount-token to --controllers of every kube-controller-manager, after the star. What may
                        break: software that still waits for a token Secret.""", "", ""),
                FlagRule.of(Component.KUBELET, "kubelet-host-name-kept", LOW, "The kubelet does not rename its node",
                        FlagDemand.unset("hostname-override"), """
                        Certificates and logs name hosts; a node under another name than its host's confuses both, and a
                        kubelet may take another node's name.""", """
                        Start the kubelet without --hostname-override; a node that was joined under another name must join
                        anew.""", "4.2.7", "V-242404"),
                FlagRule.of(Component.KUBE_SCHEDULER, "scheduler-on-loopback", MEDIUM,
                        "The scheduler listens on loopback only", FlagDemand.loopback("bind-address"), """
                        Its port shows metrics and health of the whole cluster, and nobody but the node itself needs
                        it.""", """
                        Start every kube-scheduler with --bind-address=127.0.0.1. Without the flag it listens
                        everywhere; a Prometheus that scrapes it from another node needs another way.""", "1.4.2",
                        "V-242384"));
    }
}
