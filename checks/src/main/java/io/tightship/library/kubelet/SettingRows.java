package io.tightship.library.kubelet;

import static io.tightship.model.Severity.CRITICAL;
import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.LOW;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import java.util.List;
import java.util.Map;

/** The rows on settings of the kubelet. */
final class SettingRows {

    private SettingRows() {
    }

    static List<Check> all() {
        return List.of(
                SettingRule.of("kubelet-anonymous-requests-refused", CRITICAL, "The kubelet refuses anonymous requests",
                        SettingDemand.bool("authentication.anonymous.enabled", false), """
                        The kubelet's port runs commands in every container of its node. Without --config the kubelet
                        lets anybody in by default, with a configuration file nobody.""", """
                        Set authentication.anonymous.enabled to false. A monitoring system that read the port without
                        logging in needs a certificate or a token.""", "4.2.1", "V-242391"),
                SettingRule.of("kubelet-authorization-asked", CRITICAL, "The kubelet asks the API server who may do what",
                        SettingDemand.text("authorization.mode", "Webhook"), """
                        AlwaysAllow lets every client that has any valid certificate of the cluster run commands in
                        every container of the node.""", """
                        Set authorization.mode to Webhook. Clients then need rights on nodes/proxy, nodes/metrics and
                        so on.""", "4.2.2", "V-242392"),
                SettingRule.of("kubelet-client-authority", HIGH, "The kubelet verifies client certificates by a CA",
                        SettingDemand.given("authentication.x509.clientCAFile", "/etc/kubernetes/pki/ca.crt"), """
                        Without it certificates prove nothing to the kubelet.""", """
                        Set authentication.x509.clientCAFile to the file of the cluster's CA.""", "4.2.3", "V-242420"),
                SettingRule.of("kubelet-read-only-port-closed", HIGH, "The kubelet's read-only port is closed",
                        SettingDemand.number("readOnlyPort", "0", port -> port == 0, 0), """
                        Port 10255 tells anybody who asks which pods run on the node, with their environment. A kubelet
                        without a configuration file opens it by default.""", """
                        Set readOnlyPort to 0. Old monitoring that reads 10255 must move to 10250, with credentials.""",
                        "4.2.4", "V-242387"),
                SettingRule.of("kubelet-streams-time-out", LOW, "Idle streams to containers are ended",
                        SettingDemand.lasting("streamingConnectionIdleTimeout", "4h0m0s"), """
                        Forgotten exec and port-forward sessions hold resources, and stay open for whoever finds the
                        terminal. From Kubernetes 1.34 on the setting has no effect.""", """
                        Set streamingConnectionIdleTimeout to something other than 0; the default is four hours.""",
                        "4.2.5", "V-245541"),
                SettingRule.of("kubelet-iptables-chains-managed", LOW, "The kubelet keeps its iptables chains in order",
                        SettingDemand.bool("makeIPTablesUtilChains", true), """
                        Rules that other components rely on are then made and mended by the kubelet, and follow the
                        pods' network.""", """
                        Leave makeIPTablesUtilChains out, or set it to true.""", "4.2.6", ""),
                SettingRule.of("kubelet-events-recorded", LOW, "The kubelet records enough events",
                        SettingDemand.number("eventRecordQPS", "at least 5 a second, or 0, which is without a limit",
                                rate -> rate >= 5 || rate == 0, 50), """
                        Events above the rate are thrown away, and with them what would explain an incident.""", """
                        Leave eventRecordQPS at its default, which is 50 from Kubernetes 1.27 on and 5 before.""",
                        "4.2.8", ""),
                SettingRule.of("kubelet-serving-certificate-managed", MEDIUM,
                        "The kubelet serves a certificate that the cluster signed", new SettingDemand(List.of(
                                "serverTLSBootstrap", "tlsCertFile", "tlsPrivateKeyFile"),
                                "serverTLSBootstrap: true, or both tlsCertFile and tlsPrivateKeyFile", places ->
                                SettingDemand.truth(places.get("serverTLSBootstrap")).orElse(false)
                                        || !places.get("tlsCertFile").words().isEmpty()
                                        && !places.get("tlsPrivateKeyFile").words().isEmpty(),
                                Map.of("serverTLSBootstrap", "true")), """
                        With the certificate that the kubelet signs itself the API server cannot tell it from somebody
                        on the path, who then reads and answers exec and logs.""", """
                        Set serverTLSBootstrap to true, and see that somebody approves the requests that the kubelets
                        then make: kubectl get csr. Nothing approves them by default.""", "4.2.9", "V-242424"),
                SettingRule.of("kubelet-client-certificate-rotates", MEDIUM, "The kubelet renews its client certificate",
                        SettingDemand.bool("rotateCertificates", true), """
                        A certificate that nobody renews runs out and the node falls away; one that lives for years can
                        be used for years by whoever copied it.""", """
                        Set rotateCertificates to true. kubeadm does so; the default is false.""", "4.2.10", ""),
                SettingRule.of("kubelet-serving-certificate-rotates", LOW, "The kubelet may renew its serving certificate",
                        SettingDemand.bool("featureGates.RotateKubeletServerCertificate", true), """
                        Without the feature serving certificates run out, and logs and exec stop with them.""", """
                        Take RotateKubeletServerCertificate out of featureGates: it is on by default.""", "4.2.11", ""),
                SettingRule.of("kubelet-seccomp-by-default", MEDIUM, "Pods run under the runtime's seccomp profile",
                        SettingDemand.bool("seccompDefault", true), """
                        Without it a container that asks for no profile may make every system call, the seldom used ones
                        with their bugs included.""", """
                        Set seccompDefault to true. Pods that need calls which the profile forbids must then ask for
                        Unconfined or for a profile of their own: try it on one node first.""", "4.2.14", ""),
                SettingRule.of("kubelet-tls-minimum-explicit", LOW, "The kubelet is told the lowest TLS version",
                        SettingDemand.given("tlsMinVersion", "VersionTLS12"), """
                        What nobody wrote down is Go's default of the day: nobody sees when it changes, and an auditor
                        cannot tell a decision from an oversight.""", """
                        Set tlsMinVersion to the site's minimum, even where that is the default.""", "", ""));
    }
}
