package io.tightship.fact.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A component whose flags spf13/pflag reads, with the kinds of its flags. All boolean flags of the supported versions
 * are listed, since only they change how the words after them are read; of the others those that rules ask for.
 */
public enum Component {
    KUBE_APISERVER("kube-apiserver", """
            add-dir-header aggregator-reject-forwarding-redirect allow-privileged alsologtostderr anonymous-auth
            audit-log-batch-throttle-enable audit-log-compress audit-log-truncate-enabled
            audit-webhook-batch-throttle-enable audit-webhook-truncate-enabled contention-profiling
            disable-http2-serving emulation-forward-compatible enable-aggregator-routing enable-bootstrap-token-auth
            enable-garbage-collector enable-logs-handler enable-priority-and-fairness
            encryption-provider-config-automatic-reload help log-json-split-stream log-text-split-stream logtostderr
            one-output permit-address-sharing permit-port-sharing profiling runtime-config-emulation-forward-compatible
            service-account-extend-token-expiration service-account-lookup shutdown-send-retry-after skip-headers
            skip-log-headers watch-cache""", """
            admission-control-config-file advertise-address audit-log-maxage audit-log-maxbackup audit-log-maxsize audit-log-path audit-policy-file
            audit-webhook-config-file authentication-config authorization-config bind-address client-ca-file
            debug-socket-path encryption-provider-config etcd-cafile etcd-certfile etcd-keyfile etcd-prefix kubelet-certificate-authority
            kubelet-client-certificate kubelet-client-key log-flush-frequency proxy-client-cert-file
            proxy-client-key-file request-timeout secure-port service-account-signing-endpoint
            service-account-signing-key-file
            service-cluster-ip-range service-node-port-range tls-cert-file tls-min-version tls-private-key-file
            token-auth-file v vmodule""", """
            admission-control authorization-mode disable-admission-plugins enable-admission-plugins etcd-servers
            etcd-servers-overrides kubelet-preferred-address-types requestheader-allowed-names requestheader-extra-headers-prefix
            requestheader-group-headers requestheader-username-headers tls-cipher-suites""",
            "service-account-issuer service-account-key-file"),

    KUBE_CONTROLLER_MANAGER("kube-controller-manager", """
            add-dir-header allocate-node-cidrs allow-untagged-cloud alsologtostderr authentication-skip-lookup
            authentication-tolerate-lookup-failure configure-cloud-routes contention-profiling
            disable-attach-detach-reconcile-sync disable-force-detach-on-timeout disable-http2-serving
            emulation-forward-compatible enable-dynamic-provisioning enable-garbage-collector
            enable-hostpath-provisioner enable-leader-migration enable-taint-manager help leader-elect
            log-json-split-stream log-text-split-stream logtostderr one-output permit-address-sharing
            permit-port-sharing profiling skip-headers skip-log-headers use-service-account-credentials
            volume-host-allow-local-loopback""", """
            address authentication-kubeconfig authorization-kubeconfig bind-address client-ca-file cloud-provider
            cluster-cidr cluster-name cluster-signing-cert-file cluster-signing-key-file kubeconfig
            leader-elect-lease-duration leader-elect-renew-deadline log-flush-frequency master node-monitor-grace-period
            node-monitor-period port requestheader-client-ca-file root-ca-file secure-port
            service-account-private-key-file service-cluster-ip-range terminated-pod-gc-threshold tls-cert-file
            tls-min-version tls-private-key-file v vmodule""",
            "controllers requestheader-allowed-names tls-cipher-suites", ""),

    KUBE_SCHEDULER("kube-scheduler", """
            add-dir-header alsologtostderr authentication-skip-lookup authentication-tolerate-lookup-failure
            contention-profiling disable-http2-serving emulation-forward-compatible help leader-elect
            log-json-split-stream log-text-split-stream logtostderr one-output permit-address-sharing
            permit-port-sharing profiling skip-headers skip-log-headers""", """
            address authentication-kubeconfig authorization-kubeconfig bind-address client-ca-file config kubeconfig
            leader-elect-lease-duration leader-elect-renew-deadline log-flush-frequency master port
            requestheader-client-ca-file secure-port tls-cert-file tls-min-version tls-private-key-file v vmodule
            write-config-to""",
            "requestheader-allowed-names tls-cipher-suites", ""),

    KUBELET("kubelet", """
            add-dir-header alsologtostderr anonymous-auth authentication-token-webhook cgroups-per-qos
            contention-profiling cpu-cfs-quota docker-only enable-cadvisor-json-endpoints
            enable-controller-attach-detach enable-debugging-handlers enable-load-reader enable-server
            exit-on-lock-contention
            experimental-allocatable-ignore-eviction experimental-check-node-capabilities-before-mount
            experimental-kernel-memcg-notification fail-cgroupv1 fail-swap-on help keep-terminated-pod-volumes
            kernel-memcg-notification local-storage-capacity-isolation log-cadvisor-usage log-json-split-stream
            log-text-split-stream logtostderr make-iptables-util-chains one-output protect-kernel-defaults
            really-crash-for-testing register-node register-schedulable rotate-certificates rotate-server-certificates
            runonce seccomp-default serialize-image-pulls skip-headers skip-log-headers storage-driver-secure
            windows-service""", """
            address authorization-mode bootstrap-kubeconfig cert-dir cgroup-driver client-ca-file cloud-provider config
            config-dir container-runtime container-runtime-endpoint event-qps healthz-bind-address hostname-override
            image-credential-provider-bin-dir image-credential-provider-config image-service-endpoint kubeconfig
            log-flush-frequency max-pods node-ip pod-infra-container-image pod-manifest-path pod-max-pids port provider-id
            read-only-port resolv-conf root-dir runtime-cgroups streaming-connection-idle-timeout tls-cert-file
            tls-min-version tls-private-key-file v vmodule volume-plugin-dir""",
            "cluster-dns enforce-node-allocatable tls-cipher-suites", ""),

    KUBE_PROXY("kube-proxy", """
            add-dir-header alsologtostderr bind-address-hard-fail cleanup cleanup-ipvs conntrack-tcp-be-liberal
            enable-dsr forward-healthcheck-vip help init-only iptables-localhost-nodeports ipvs-strict-arp
            log-json-split-stream log-text-split-stream logtostderr masquerade-all one-output profiling skip-headers
            skip-log-headers windows-service""", """
            bind-address cluster-cidr config detect-local-mode healthz-bind-address healthz-port hostname-override
            kubeconfig log-flush-frequency master metrics-bind-address metrics-port oom-score-adj proxy-mode
            proxy-port-range v vmodule""",
            "ipvs-exclude-cidrs nodeport-addresses", "");

    private final String process;
    private final Map<String, FlagKind> kinds = new HashMap<>();

    Component(String process, String booleans, String scalars, String lists, String arrays) {
        this.process = process;
        put(booleans, FlagKind.BOOLEAN);
        put(scalars, FlagKind.SCALAR);
        put(lists, FlagKind.LIST);
        put(arrays, FlagKind.ARRAY);
        put("feature-gates", FlagKind.GATES);
    }

    private void put(String names, FlagKind kind) {
        for (String name : names.strip().split("\\s+")) {
            if (!name.isEmpty()) {
                kinds.put(name, kind);
            }
        }
    }

    /** The name of its binary. */
    public String process() {
        return process;
    }

    /** Empty for a flag that is not listed: it may take a value or not. */
    public Optional<FlagKind> kind(String flag) {
        return Optional.ofNullable(kinds.get(flag));
    }
}
