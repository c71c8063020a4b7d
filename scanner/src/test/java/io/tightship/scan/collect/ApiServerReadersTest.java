package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static io.tightship.scan.collect.ControlPlaneSite.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiEndpoint;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.reach.ReachValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import io.tightship.model.Witness;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiServerReadersTest {

    private static final FactKey<PerSubject<Flags>> FLAGS = Flags.of(Component.KUBE_APISERVER);
    private static final FactKey<PerSubject<ServerTls>> TLS = ServerTls.of(Component.KUBE_APISERVER);
    private static final FactKey<ServerTls.Instances> INSTANCES = ServerTls.instances(Component.KUBE_APISERVER);
    private static final SessionId NODE = SessionId.node(CP);
    private static final SessionId API = SessionId.kubernetes(ADMIN);
    private static final SessionId NETWORK = SessionId.network(SITE);

    /** A kubeadm control plane of 1.36, hardened by hand. */
    private static final List<String> KUBEADM = List.of("kube-apiserver", "--advertise-address=10.99.0.10",
            "--allow-privileged=true", "--authorization-mode=Node,RBAC", "--client-ca-file=/etc/kubernetes/pki/ca.crt",
            "--enable-admission-plugins=NodeRestriction,EventRateLimit", "--enable-bootstrap-token-auth=(masked)",
            "--etcd-servers=https://127.0.0.1:2379", "--secure-port=6443",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=/etc/kubernetes/pki/sa.pub", "--service-cluster-ip-range=10.96.0.0/12",
            "--profiling=false", "--tls-min-version=VersionTLS12",
            "--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private static final String VERSION = """
            {"major": "1", "minor": "%1$s", "emulationMajor": "1", "emulationMinor": "%1$s",
             "gitVersion": "v1.%1$s.2", "gitTreeState": "clean", "goVersion": "go1.26.10", "compiler": "gc",
             "platform": "linux/amd64"}""";

    @Test
    void a_kubeadm_command_line_is_read_whole() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, KUBEADM);
        Flags flags = known(site.members(CP, FLAGS).get("kube-apiserver"));
        assertThat(flags.given()).hasSize(KUBEADM.size() - 1);
        assertThat(flags.bool("profiling", true)).isFalse();
        assertThat(flags.list("authorization-mode")).contains(List.of("Node", "RBAC"));
        ServerTls tls = known(site.members(CP, TLS).get("kube-apiserver"));
        assertThat(tls.minimum()).isEqualTo(TlsVersion.TLS12);
        assertThat(tls.port()).isEqualTo(6443);
        assertThat(tls.suitesUpToTls12()).hasSize(2);
    }

    @Test
    void the_source_is_the_running_process() {
        assertThat(new ControlPlaneSite().processes(CP, KUBEADM).members(CP, FLAGS).get("kube-apiserver"))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(fact.sources().toString())
                        .contains("witness=Optional[" + Witness.RUNNING + "]").contains("/proc/*/cmdline"));
    }

    @Test
    void t46_no_process_in_a_visible_table_is_said_for_the_node() {
        for (FactKey<?> key : List.of(FLAGS, TLS, INSTANCES)) {
            Fact.Unavailable<?> fact = unavailable(new ControlPlaneSite().processes(CP).read(CP, key));
            assertThat(fact.reason()).isEqualTo(Reason.NOT_COLLECTED);
            assertThat(fact.detail()).isEqualTo(
                    "no process kube-apiserver runs on cp-1, although the inventory lists it as control plane");
        }
    }

    @Test
    void a_table_that_was_not_read_or_not_seen_is_no_absence() {
        ProcessProbe.Processes table = new ProcessProbe.Processes();
        assertThat(unavailable(new ControlPlaneSite().unread(NODE, table, Reason.UNREACHABLE, "no route to host")
                .read(CP, FLAGS)).detail()).isEqualTo("no route to host");
        assertThat(unavailable(new ControlPlaneSite().text(NODE, table,
                "{\"firstProcessSeen\":false,\"processes\":[]}").read(CP, FLAGS)).reason()).isEqualTo(Reason.BLIND);
        assertThat(unavailable(new ControlPlaneSite().text(NODE, table, "{").read(CP, FLAGS)).reason())
                .isEqualTo(Reason.UNPARSABLE);
    }

    @Test
    void several_processes_are_numbered_in_the_order_of_their_arguments() {
        ControlPlaneSite one = new ControlPlaneSite().processes(CP, List.of("kube-apiserver", "--secure-port=7443"),
                List.of("/usr/bin/kube-apiserver", "--secure-port=6443"));
        ControlPlaneSite other = new ControlPlaneSite().processes(CP,
                List.of("/usr/bin/kube-apiserver", "--secure-port=6443"),
                List.of("kube-apiserver", "--secure-port=7443"));
        assertThat(one.members(CP, FLAGS)).containsOnlyKeys("kube-apiserver", "kube-apiserver 2");
        assertThat(one.members(CP, FLAGS)).isNotNull().satisfies(members ->
                assertThat(known(members.get("kube-apiserver 2"))).isEqualTo(known(
                        other.members(CP, FLAGS).get("kube-apiserver 2"))));
    }

    @Test
    void a_command_line_that_cannot_run_is_unparsable_and_loses_no_other() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("kube-apiserver", "--profiling=nope"),
                List.of("kube-apiserver", "--secure-port=7443", "--tls-min-version=VersionTLS13"));
        assertThat(unavailable(site.members(CP, FLAGS).get("kube-apiserver")).reason()).isEqualTo(Reason.UNPARSABLE);
        assertThat(known(site.members(CP, FLAGS).get("kube-apiserver 2")).text("secure-port")).contains("7443");
        assertThat(unavailable(site.read(CP, INSTANCES)).detail()).contains("--profiling=nope");
    }

    @Test
    void a_minimum_that_is_no_version_leaves_the_tls_unknown() {
        assertThat(unavailable(new ControlPlaneSite().processes(CP, List.of("kube-apiserver", "--tls-min-version=1.2"))
                .members(CP, TLS).get("kube-apiserver")).detail()).contains("--tls-min-version=1.2");
    }

    @Test
    void an_absent_list_is_the_default_of_the_clusters_version() {
        assertThat(suites("29")).contains("TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(suites("30")).contains("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA")
                .doesNotContain("TLS_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(suites("31")).isEqualTo(suites("30"));
        assertThat(suites("32")).contains("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")
                .noneMatch(name -> name.contains("3DES"));
        assertThat(suites("36")).isEqualTo(suites("32"));
    }

    @Test
    void a_version_outside_of_what_is_known_decides_nothing() {
        for (String minor : List.of("23", "37")) {
            assertThat(unavailable(absentList(minor).members(CP, TLS).get("kube-apiserver")))
                    .satisfies(fact -> {
                        assertThat(fact.reason()).isEqualTo(Reason.UNSUPPORTED_VERSION);
                        assertThat(fact.detail()).contains("v1." + minor + ".2").contains("1.24 to 1.36");
                    });
        }
    }

    @Test
    void the_version_is_needed_only_where_no_list_is_given() {
        ControlPlaneSite dark = new ControlPlaneSite().processes(CP, List.of("kube-apiserver"))
                .unread(API, new KubernetesProbe.Version(), Reason.AUTHENTICATION, "401 Unauthorized");
        assertThat(unavailable(dark.members(CP, TLS).get("kube-apiserver"))).satisfies(fact -> {
            assertThat(fact.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(fact.detail()).contains("401 Unauthorized").contains("no cipher suites");
        });
        assertThat(dark.members(CP, FLAGS).get("kube-apiserver")).isInstanceOf(Fact.Known.class);
        assertThat(new ControlPlaneSite().processes(CP, List.of("kube-apiserver", "--tls-min-version=VersionTLS13"))
                .members(CP, TLS).get("kube-apiserver")).isInstanceOf(Fact.Known.class);
        assertThat(unavailable(new ControlPlaneSite().processes(CP, List.of("kube-apiserver"))
                .text(API, new KubernetesProbe.Version(), "{\"kind\":\"Status\"}").members(CP, TLS)
                .get("kube-apiserver")).reason()).isEqualTo(Reason.UNPARSABLE);
    }

    @Test
    void the_plan_asks_for_processes_and_for_the_clusters_version() {
        assertThat(new ServerTlsReader().routes(CP, TLS, new ControlPlaneSite().view()))
                .extracting("session", "probes").containsExactly(
                        org.assertj.core.groups.Tuple.tuple(NODE, List.of(new ProcessProbe.Processes())),
                        org.assertj.core.groups.Tuple.tuple(API, List.of(new KubernetesProbe.Version())));
    }

    @Test
    void the_endpoints_are_the_nodes_by_address_or_name_and_the_proxies_of_the_admin_cluster() {
        ControlPlaneSite site = new ControlPlaneSite().value(ReachValues.ADMIN_PORTS, List.of(10443, 10444));
        assertThat(new ApiEndpointsReader().routes(ADMIN, ApiEndpoint.KEY, site.view()).stream()
                .filter(route -> route.session().equals(NETWORK)).flatMap(route -> route.probes().stream())
                .map(NetworkProbe.class::cast)).containsExactly(new NetworkProbe.TlsHello("10.0.0.4", 6443), new NetworkProbe.TlsHello("cp-2", 6443),
                        new NetworkProbe.TlsHello("head-1", 10443), new NetworkProbe.TlsHello("head-1", 10444));
        assertThat(new ApiEndpointsReader().routes(USER, ApiEndpoint.KEY, site.view())).isEmpty();
    }

    @Test
    void an_endpoint_that_cannot_be_read_loses_no_other() {
        ControlPlaneSite site = new ControlPlaneSite()
                .text(NETWORK, new NetworkProbe.TlsHello("10.0.0.4", 6443),
                        "{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"],\"TLSv1.3\":"
                                + "[\"TLS_AES_128_GCM_SHA256\"]}")
                .unread(NETWORK, new NetworkProbe.TlsHello("cp-2", 6443), Reason.TIMED_OUT, "the connect timed out")
                .text(NETWORK, new NetworkProbe.TlsHello("head-1", 10443), "{}");
        var members = site.members(ADMIN, ApiEndpoint.KEY);
        assertThat(members).containsOnlyKeys("cp-1 10.0.0.4:6443", "cp-2 cp-2:6443", "head-1 head-1:10443");
        assertThat(known(members.get("cp-1 10.0.0.4:6443"))).satisfies(endpoint -> {
            assertThat(endpoint.role()).isEqualTo(ApiEndpoint.Role.INSTANCE);
            assertThat(endpoint.offer().accepted()).containsOnlyKeys(TlsVersion.TLS12, TlsVersion.TLS13);
        });
        assertThat(unavailable(members.get("cp-2 cp-2:6443")).reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(unavailable(members.get("head-1 head-1:10443")).reason()).isEqualTo(Reason.UNPARSABLE);
    }

    @Test
    void a_stored_offer_that_is_none_is_unparsable() {
        for (String body : List.of("", "[]", "{\"TLSv9\":[\"A\"]}", "{\"TLSv1.2\":[]}", "{\"TLSv1.2\":\"A\"}")) {
            NetworkProbe probe = new NetworkProbe.TlsHello("10.0.0.4", 6443);
            assertThat(unavailable(new ControlPlaneSite().text(NETWORK, probe, body)
                    .members(ADMIN, ApiEndpoint.KEY).get("cp-1 10.0.0.4:6443")).reason()).as(body)
                    .isEqualTo(Reason.UNPARSABLE);
        }
    }

    @Test
    void a_value_that_is_no_port_is_said_and_nothing_is_sent() {
        ControlPlaneSite site = new ControlPlaneSite().value(ApiServerValues.PORT, 70000L);
        assertThat(new ApiEndpointsReader().routes(ADMIN, ApiEndpoint.KEY, site.view()).getFirst().probes()).hasSize(1);
        assertThat(unavailable(site.members(ADMIN, ApiEndpoint.KEY).get("cp-2 cp-2:70000")).detail())
                .contains("apiserver-port");
    }

    private static ControlPlaneSite absentList(String minor) {
        return new ControlPlaneSite().processes(CP, List.of("kube-apiserver"))
                .text(API, new KubernetesProbe.Version(), VERSION.formatted(minor));
    }

    private static List<String> suites(String minor) {
        return new ArrayList<>(known(absentList(minor).members(CP, TLS).get("kube-apiserver")).suitesUpToTls12());
    }

    private static <T> T known(Fact<T> fact) {
        return switch (fact) {
            case Fact.Known<T>(T value, var sources) -> value;
            case Fact.Unavailable<T> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static Fact.Unavailable<?> unavailable(Fact<?> fact) {
        return Optional.of(fact).filter(Fact.Unavailable.class::isInstance).map(found -> (Fact.Unavailable<?>) found)
                .orElseThrow(() -> new AssertionError(fact.toString()));
    }
}
