package io.tightship.library.etcd;

import static io.tightship.model.Severity.CRITICAL;
import static io.tightship.model.Severity.HIGH;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.library.etcd.EtcdRule.Demand;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows on etcd. */
final class EtcdRows {

    private static final String PKI = "/etc/kubernetes/pki/etcd/";

    private EtcdRows() {
    }

    static List<Check> all() {
        return List.of(
                EtcdRule.of("etcd-client-tls", CRITICAL, "etcd speaks to its clients over TLS alone", new Demand(
                        List.of("cert-file", "key-file", "listen-client-urls"),
                        "cert-file and key-file, and https alone in listen-client-urls", etcd ->
                        etcd.text("cert-file").isPresent() && etcd.text("key-file").isPresent()
                                && encrypted(etcd, "listen-client-urls"),
                        sorted("cert-file", PKI + "server.crt", "key-file", PKI + "server.key", "listen-client-urls",
                                "https://127.0.0.1:2379")), """
                        etcd's port gives out and changes every object of the cluster, Secrets included. Without TLS
                        they cross the network in plain text. An http address among the others is a second door.""", """
                        Give etcd a serving certificate and its key, and https addresses only. Add the addresses on
                        which the API servers reach it; they must then be told https, too.""", "2.1", "V-242427"),
                EtcdRule.of("etcd-client-certificates-demanded", CRITICAL, "etcd lets in only clients with a certificate",
                        new Demand(List.of("client-cert-auth", "trusted-ca-file"),
                                "client-cert-auth true, with a trusted-ca-file", etcd -> etcd.bool("client-cert-auth")
                                && etcd.text("trusted-ca-file").isPresent(),
                                sorted("client-cert-auth", "true", "trusted-ca-file", PKI + "ca.crt")), """
                        etcd asks nobody who he is otherwise: whoever reaches the port owns the cluster.""", """
                        Set client-cert-auth to true and trusted-ca-file to the CA of etcd's clients. The API servers
                        need their certificates first.""", "2.2", "V-242423"),
                EtcdRule.of("etcd-client-certificates-not-self-made", HIGH, "etcd makes no certificate of its own for "
                        + "clients", new Demand(List.of("auto-tls"), "auto-tls false or absent",
                        etcd -> !etcd.bool("auto-tls"), Map.of("auto-tls", "false")), """
                        A certificate that etcd made itself proves nothing: anybody on the path can show one as good.""",
                        """
                        Leave auto-tls out, and give etcd a certificate of the site's CA.""", "2.3", "V-242379"),
                EtcdRule.of("etcd-peer-tls", CRITICAL, "etcd's members speak to each other over TLS alone", new Demand(
                        List.of("peer-cert-file", "peer-key-file", "listen-peer-urls"),
                        "peer-cert-file and peer-key-file, and https alone in listen-peer-urls", etcd ->
                        etcd.text("peer-cert-file").isPresent() && etcd.text("peer-key-file").isPresent()
                                && encrypted(etcd, "listen-peer-urls"),
                        sorted("listen-peer-urls", "https://127.0.0.1:2380", "peer-cert-file", PKI + "peer.crt",
                                "peer-key-file", PKI + "peer.key")), """
                        Members send each other every change of the cluster's state, Secrets included.""", """
                        Give each member a certificate and key for its peers, and https addresses only; the addresses of
                        all members must change together, by etcdctl member update.""", "2.4", "V-242432"),
                EtcdRule.of("etcd-peer-certificates-demanded", CRITICAL, "etcd lets in only members with a certificate",
                        new Demand(List.of("peer-client-cert-auth", "peer-trusted-ca-file"),
                                "peer-client-cert-auth true, with a peer-trusted-ca-file", etcd ->
                                etcd.bool("peer-client-cert-auth") && etcd.text("peer-trusted-ca-file").isPresent(),
                                sorted("peer-client-cert-auth", "true", "peer-trusted-ca-file", PKI + "ca.crt")), """
                        Whoever may pose as a member gets a copy of everything, and a vote.""", """
                        Set peer-client-cert-auth to true and peer-trusted-ca-file to the CA of the members'
                        certificates.""", "2.5", "V-242426"),
                EtcdRule.of("etcd-peer-certificates-not-self-made", HIGH, "etcd makes no certificate of its own for "
                        + "members", new Demand(List.of("peer-auto-tls"), "peer-auto-tls false or absent",
                        etcd -> !etcd.bool("peer-auto-tls"), Map.of("peer-auto-tls", "false")), """
                        A certificate that etcd made itself proves nothing: anybody on the path can show one as good.""",
                        """
                        Leave peer-auto-tls out, and give the members certificates of the site's CA.""", "2.6",
                        "V-242380"));
    }

    /** Every address is https or a Unix socket over TLS; nobody set one: the default is http. */
    private static boolean encrypted(EtcdSettings etcd, String flag) {
        return etcd.text(flag).isPresent() && Arrays.stream(etcd.text(flag).get().split(","))
                .allMatch(url -> url.strip().startsWith("https://") || url.strip().startsWith("unixs://"));
    }

    private static Map<String, String> sorted(String... pairs) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
