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
    /** Where it is given, what speaks HTTP (the gateway to the same data included) is served there alone. */
    private static final String HTTP_URLS = "listen-client-http-urls";

    private EtcdRows() {
    }

    static List<Check> all() {
        return List.of(
                EtcdRule.of("etcd-client-tls", CRITICAL, "etcd speaks to its clients over TLS alone", new Demand(
                        List.of("cert-file", "key-file", "listen-client-urls", HTTP_URLS),
                        "cert-file and key-file, and https alone in listen-client-urls and listen-client-http-urls",
                        EtcdRows::clientTls, EtcdRows::forClientTls), """
                        etcd's port gives out and changes every object of the cluster, Secrets included. Without TLS
                        they cross the network in plain text. An http address among the others is a second door: also
                        one of listen-client-http-urls, where the gateway answers for the same data.""", """
                        Give etcd a serving certificate and its key, and https addresses only. Add the addresses on
                        which the API servers reach it; they must then be told https, too.""", "2.1", "V-242427"),
                EtcdRule.of("etcd-client-certificates-demanded", CRITICAL, "etcd lets in only clients with a certificate",
                        new Demand(List.of("client-cert-auth", "trusted-ca-file", "cert-file", "key-file",
                                "listen-client-urls", HTTP_URLS),
                                "client-cert-auth true, with a trusted-ca-file, on addresses with TLS alone", etcd ->
                                etcd.bool("client-cert-auth") && etcd.text("trusted-ca-file").isPresent()
                                        && clientTls(etcd), etcd -> with(forClientTls(etcd), "client-cert-auth", "true",
                                        "trusted-ca-file", etcd.text("trusted-ca-file").orElse(PKI + "ca.crt"))), """
                        etcd asks nobody who he is otherwise: whoever reaches the port owns the cluster. Without TLS, or
                        with a certificate that etcd made itself, it asks nobody whatever these two say.""", """
                        Set client-cert-auth to true and trusted-ca-file to the CA of etcd's clients. The API servers
                        need their certificates first.""", "2.2", "V-242423"),
                EtcdRule.of("etcd-client-certificates-not-self-made", HIGH, "etcd makes no certificate of its own for "
                        + "clients", new Demand(List.of("auto-tls"), "auto-tls false or absent",
                        etcd -> !etcd.bool("auto-tls"), any -> Map.of("auto-tls", "false")), """
                        A certificate that etcd made itself proves nothing: anybody on the path can show one as good.""",
                        """
                        Leave auto-tls out, and give etcd a certificate of the site's CA.""", "2.3", "V-242379"),
                EtcdRule.of("etcd-peer-tls", CRITICAL, "etcd's members speak to each other over TLS alone", new Demand(
                        List.of("peer-cert-file", "peer-key-file", "listen-peer-urls"),
                        "peer-cert-file and peer-key-file, and https alone in listen-peer-urls", EtcdRows::peerTls,
                        EtcdRows::forPeerTls), """
                        Members send each other every change of the cluster's state, Secrets included.""", """
                        Give each member a certificate and key for its peers, and https addresses only; the addresses of
                        all members must change together, by etcdctl member update.""", "2.4", "V-242432"),
                EtcdRule.of("etcd-peer-certificates-demanded", CRITICAL, "etcd lets in only members with a certificate",
                        new Demand(List.of("peer-client-cert-auth", "peer-trusted-ca-file", "peer-cert-file",
                                "peer-key-file", "listen-peer-urls"),
                                "peer-client-cert-auth true, with a peer-trusted-ca-file, on addresses with TLS alone",
                                etcd -> etcd.bool("peer-client-cert-auth")
                                        && etcd.text("peer-trusted-ca-file").isPresent() && peerTls(etcd),
                                etcd -> with(forPeerTls(etcd), "peer-client-cert-auth", "true", "peer-trusted-ca-file",
                                        etcd.text("peer-trusted-ca-file").orElse(PKI + "ca.crt"))), """
                        Whoever may pose as a member gets a copy of everything, and a vote. Without TLS, or with a
                        certificate that etcd made itself, it asks nobody whatever these two say.""", """
                        Set peer-client-cert-auth to true and peer-trusted-ca-file to the CA of the members'
                        certificates.""", "2.5", "V-242426"),
                EtcdRule.of("etcd-peer-certificates-not-self-made", HIGH, "etcd makes no certificate of its own for "
                        + "members", new Demand(List.of("peer-auto-tls"), "peer-auto-tls false or absent",
                        etcd -> !etcd.bool("peer-auto-tls"), any -> Map.of("peer-auto-tls", "false")), """
                        A certificate that etcd made itself proves nothing: anybody on the path can show one as good.""",
                        """
                        Leave peer-auto-tls out, and give the members certificates of the site's CA.""", "2.6",
                        "V-242380"));
    }

    private static boolean clientTls(EtcdSettings etcd) {
        return etcd.text("cert-file").isPresent() && etcd.text("key-file").isPresent()
                && etcd.text("listen-client-urls").filter(EtcdRows::encrypted).isPresent()
                && etcd.text(HTTP_URLS).filter(urls -> !encrypted(urls)).isEmpty();
    }

    private static boolean peerTls(EtcdSettings etcd) {
        return etcd.text("peer-cert-file").isPresent() && etcd.text("peer-key-file").isPresent()
                && etcd.text("listen-peer-urls").filter(EtcdRows::encrypted).isPresent();
    }

    /** Every address is https or a Unix socket over TLS; what nobody sets is http by default. */
    private static boolean encrypted(String urls) {
        return Arrays.stream(urls.split(",")).allMatch(url -> url.strip().startsWith("https://")
                || url.strip().startsWith("unixs://"));
    }

    private static Map<String, String> forClientTls(EtcdSettings etcd) {
        Map<String, String> wanted = with(Map.of(), "cert-file", etcd.text("cert-file").orElse(PKI + "server.crt"),
                "key-file", etcd.text("key-file").orElse(PKI + "server.key"), "listen-client-urls",
                etcd.text("listen-client-urls").map(EtcdRows::withTls).orElse("https://127.0.0.1:2379"));
        etcd.text(HTTP_URLS).ifPresent(urls -> wanted.put(HTTP_URLS, withTls(urls)));
        return wanted;
    }

    private static Map<String, String> forPeerTls(EtcdSettings etcd) {
        return with(Map.of(), "peer-cert-file", etcd.text("peer-cert-file").orElse(PKI + "peer.crt"), "peer-key-file",
                etcd.text("peer-key-file").orElse(PKI + "peer.key"), "listen-peer-urls",
                etcd.text("listen-peer-urls").map(EtcdRows::withTls).orElse("https://127.0.0.1:2380"));
    }

    private static String withTls(String urls) {
        return urls.replace("http://", "https://").replace("unix://", "unixs://");
    }

    private static Map<String, String> with(Map<String, String> more, String... pairs) {
        Map<String, String> map = new TreeMap<>(more);
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
