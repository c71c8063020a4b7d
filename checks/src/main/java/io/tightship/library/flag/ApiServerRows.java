package io.tightship.library.flag;

import static io.tightship.model.Severity.CRITICAL;
import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.LOW;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.model.Severity;
import java.time.Duration;
import java.util.List;

/** The rows on kube-apiserver. */
final class ApiServerRows {

    private static final String PLUGIN_FLAG = "Confirm with the arguments of the live process. Plugins that are on by "
            + "default stay on besides the ones that the flag names.";

    private ApiServerRows() {
    }

    static List<Check> all() {
        return List.of(
                row("apiserver-token-file-unused", HIGH, "The API server reads no static token file",
                        FlagDemand.unset("token-auth-file"), """
                        Tokens in that file are written in plain text, never expire, and go on working until somebody
                        restarts every API server without them.""", """
                        Give the users of the file certificates or an identity provider, then start every
                        kube-apiserver without --token-auth-file. Whoever still uses such a token is locked out.""",
                        "1.2.2", "V-245543"),
                row("apiserver-external-ips-denied", MEDIUM, "Services cannot claim external addresses",
                        FlagDemand.plugin("DenyServiceExternalIPs"), """
                        Whoever may create a Service can name any address as external and draws the cluster's traffic to
                        that address to pods of their own.""", """
                        Add DenyServiceExternalIPs to --enable-admission-plugins. Services that have external addresses
                        keep them; new ones are refused.\s""" + PLUGIN_FLAG, "1.2.3", ""),
                row("apiserver-kubelet-client-certificate", HIGH, "The API server shows kubelets a client certificate",
                        FlagDemand.set("so it shows none", List.of("kubelet-client-certificate", "kubelet-client-key"),
                                "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
                                "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key"), """
                        Without it kubelets see an anonymous caller: either they refuse logs and exec, or they let
                        anybody in.""", """
                        Name a client certificate that the kubelets' CA signed, and its key.""", "1.2.4", ""),
                row("apiserver-event-rate-limited", LOW, "The rate of events is limited",
                        FlagDemand.plugin("EventRateLimit"), """
                        One misbehaving workload that floods the API with events slows the API server and etcd down for
                        the whole cluster.""", """
                        Add EventRateLimit to --enable-admission-plugins, with its configuration in the file of
                        --admission-control-config-file: without that the server does not start.\s""" + PLUGIN_FLAG,
                        "1.2.9", ""),
                row("apiserver-always-admit-off", CRITICAL, "The plugin AlwaysAdmit is off",
                        FlagDemand.noPlugin("AlwaysAdmit"), """
                        It admits every request, whatever the other plugins would say of it.""", """
                        Take AlwaysAdmit out of --enable-admission-plugins.""", "1.2.10", ""),
                row("apiserver-images-always-pulled", LOW, "Every pod proves its right to its images",
                        FlagDemand.plugin("AlwaysPullImages"), """
                        An image that a node has once pulled for one tenant with a secret can be started there by any
                        other tenant, without that secret.""", """
                        Add AlwaysPullImages to --enable-admission-plugins. Pods then need the registry at each start: on
                        an air-gapped site see that the mirror is up whenever pods start.\s""" + PLUGIN_FLAG, "1.2.11", ""),
                row("apiserver-service-account-admission-on", HIGH, "The plugin ServiceAccount is on",
                        FlagDemand.defaultPlugin("ServiceAccount"), """
                        Without it pods may name any service account, and tokens and image secrets are not set as the
                        cluster's rules foresee.""", """
                        Take ServiceAccount out of --disable-admission-plugins.""", "1.2.12", ""),
                row("apiserver-namespace-lifecycle-on", HIGH, "The plugin NamespaceLifecycle is on",
                        FlagDemand.defaultPlugin("NamespaceLifecycle"), """
                        Without it objects are made in namespaces that do not exist or are being deleted, and nothing
                        stops the deletion of kube-system.""", """
                        Take NamespaceLifecycle out of --disable-admission-plugins.""", "1.2.13", ""),
                row("apiserver-node-restriction-on", HIGH, "The plugin NodeRestriction is on",
                        FlagDemand.plugin("NodeRestriction"), """
                        Without it the credentials of one kubelet change every Node and every pod: one node lost is the
                        cluster lost.""", """
                        Add NodeRestriction to --enable-admission-plugins.\s""" + PLUGIN_FLAG, "1.2.14", ""),
                row("apiserver-kubelet-authority", HIGH, "The API server verifies kubelets by a CA",
                        FlagDemand.set("so any certificate passes for a kubelet's",
                                List.of("kubelet-certificate-authority"),
                                "--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt"), """
                        Without it whoever stands between the API server and a node poses as the kubelet, and gets the
                        API server's client certificate's rights as well as what people type into exec.""", """
                        First have the kubelets serve certificates of that CA: serverTLSBootstrap: true in the kubelet's
                        configuration, and approve their requests (kubectl get csr). Then name the CA here. A kubelet
                        whose certificate is of another CA loses logs, exec and port forwarding at once.""", "1.2.5",
                        ""),
                row("apiserver-audit-log-written", HIGH, "The API server has somewhere to write its audit log",
                        FlagDemand.either("so nothing is recorded", List.of("audit-log-path",
                                "audit-webhook-config-file"), "--audit-log-path=/var/log/kubernetes/audit.log"), """
                        Without a log or a webhook nobody can tell afterwards who did what, whatever the policy says.""",
                        """
                        Start every kube-apiserver with --audit-log-path on a volume that the host keeps, or with the
                        file of an audit webhook, and with an audit policy: one without the other records nothing.""",
                        "1.2.16", "V-242402"),
                row("apiserver-request-timeout", LOW, "Requests end after a time that suits the site",
                        FlagDemand.time("request-timeout", Duration.ofMinutes(1), Duration.ofMinutes(5)), """
                        Requests that never end hold on to the API server's memory; a few clients on a bad line are
                        enough to make it unusable for all.""", """
                        Leave --request-timeout out, which gives requests a minute, or set up to 300s where slow lines
                        need it.""", "1.2.20", "V-242438"),
                row("apiserver-audit-log-kept-by-age", MEDIUM, "Audit logs are kept for at least 30 days",
                        FlagDemand.atLeast("audit-log-maxage", 30, false, "so how long files are kept is left to the "
                                + "version's default"), """
                        An intrusion is often noticed weeks later; what the log held then is the only account of it.""",
                        """
                        Start every kube-apiserver with --audit-log-maxage=30 or more, and see that the disk has room.""",
                        "1.2.17", "V-242464"),
                row("apiserver-audit-log-kept-by-number", MEDIUM, "At least ten rotated audit logs are kept",
                        FlagDemand.atLeast("audit-log-maxbackup", 10, true, "so how many files are kept is left to the "
                                + "version's default"), """
                        A burst of requests rotates the log many times in an hour; with few files kept it washes away
                        what came before.""", """
                        Start every kube-apiserver with --audit-log-maxbackup=10 or more; 0 keeps all files.""",
                        "1.2.18", "V-242463"),
                row("apiserver-audit-log-rotated-by-size", LOW, "Audit logs grow to at least 100 MB before rotation",
                        FlagDemand.atLeast("audit-log-maxsize", 100, false, "so the size is left to the version's "
                                + "default"), """
                        Small files are rotated out quickly; without a limit one file fills the disk, and an API server
                        that cannot write its audit log may stop.""", """
                        Start every kube-apiserver with --audit-log-maxsize=100 or more.""", "1.2.19", "V-242462"),
                row("apiserver-service-account-lookup-on", HIGH, "Tokens of deleted service accounts do not work",
                        FlagDemand.on("service-account-lookup", true), """
                        Without the look-up a token goes on working after its service account, or the Secret that held
                        it, was deleted.""", """
                        Leave --service-account-lookup out, or set it to true.""", "1.2.21", ""),
                row("apiserver-service-account-keys", MEDIUM, "Service account tokens are verified by keys of their own",
                        new FlagDemand(List.of("service-account-key-file", "service-account-signing-endpoint"),
                                "a value for --service-account-key-file or --service-account-signing-endpoint",
                                "so the key of the serving certificate verifies them", flags ->
                                !flags.array("service-account-key-file").stream().allMatch(String::isEmpty)
                                        || flags.text("service-account-signing-endpoint").filter(text ->
                                        !text.isEmpty()).isPresent(),
                                any -> List.of("--service-account-key-file=/etc/kubernetes/pki/sa.pub")), """
                        With the key of the serving certificate in that place, renewing the certificate ends every
                        token, and whoever serves TLS can make tokens.""", """
                        Name the public key that belongs to the key that signs the tokens.""", "1.2.22", ""),
                row("apiserver-secrets-encrypted", HIGH, "The API server encrypts what it stores",
                        FlagDemand.set("so everything is stored in plain text", List.of("encryption-provider-config"),
                                "--encryption-provider-config=/etc/kubernetes/encryption.yaml"), """
                        etcd's files and backups hold every Secret in plain text otherwise, for whoever copies them.""",
                        """
                        Write an EncryptionConfiguration whose first provider for secrets is a real one, the same on
                        every control plane node, name it here, and rewrite the Secrets that exist: kubectl get secrets
                        -A -o json | kubectl replace -f -. Losing the key loses the Secrets.""", "1.2.27", "V-274882"),
                row("apiserver-etcd-client-certificate", HIGH, "The API server shows etcd a client certificate",
                        FlagDemand.etcdClient("--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
                                "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key"), """
                        etcd holds every Secret. If the API server needs no certificate to read it, nobody else does. To
                        an address with http:// it shows none, whatever it was given.""",
                        """
                        Name a client certificate that etcd's CA signed, and its key, and etcd's addresses with https://;
                        etcd itself must demand a certificate.""",
                        "1.2.23", "V-242430"),
                row("apiserver-serving-certificate", HIGH, "The API server serves a certificate of the site's own",
                        FlagDemand.set("so it makes a self-signed one", List.of("tls-cert-file", "tls-private-key-file"),
                                "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
                                "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key"), """
                        A certificate that the server signed itself teaches its clients to skip verification, and then
                        anybody on the path may pose as the API server.""", """
                        Name a serving certificate of the cluster's CA, and its key.""", "1.2.24", "V-242422"),
                row("apiserver-client-authority", HIGH, "The API server verifies client certificates by a CA",
                        FlagDemand.set("so client certificates are not accepted", List.of("client-ca-file"),
                                "--client-ca-file=/etc/kubernetes/pki/ca.crt"), """
                        Without it certificates prove nothing, and clients fall back on weaker means to log in.""", """
                        Name the CA that signs client certificates.""", "1.2.25", "V-242419"),
                row("apiserver-etcd-authority", HIGH, "The API server verifies etcd by etcd's own CA",
                        FlagDemand.set("so the host's root certificates decide", List.of("etcd-cafile"),
                                "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt"), """
                        Without it any certificate that the host trusts passes for etcd's, and whoever holds one reads
                        and writes the whole cluster's state.""", """
                        Name the CA that signed etcd's serving certificates.""", "1.2.26", "V-242429"),
                row("apiserver-tls-minimum-explicit", LOW, "The API server's TLS minimum is written down",
                        FlagDemand.set("which is VersionTLS12 by default", List.of("tls-min-version"),
                                "--tls-min-version=VersionTLS12"), """
                        A default is somebody else's decision and may change with an upgrade; the guide and the STIG ask
                        that the site says it.""", """
                        Start every kube-apiserver with --tls-min-version and the site's minimum.""", "", "V-242378"),
                row("apiserver-tokens-not-extended", MEDIUM, "Service account tokens live as long as they say",
                        FlagDemand.off("service-account-extend-token-expiration", true), """
                        By default tokens that pods ask for with an hour's life are signed for a year, for the sake of
                        old clients; one that leaks is good for as long.""", """
                        Start every kube-apiserver with --service-account-extend-token-expiration=false. Clients that
                        never read their token again fail after an hour: the metric serviceaccount_stale_tokens_total and
                        the audit annotation authentication.k8s.io/stale-token name them beforehand.""", "1.2.30", ""));
    }

    private static Check row(String id, Severity severity, String title, FlagDemand demand, String why, String how,
                             String cis, String stig) {
        return FlagRule.of(Component.KUBE_APISERVER, id, severity, title, demand, why, how, cis, stig);
    }
}
