package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.KubeletAuthorities;
import io.tightship.fact.kubernetes.ServedTls;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.ServedChain;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProjectedFile;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedChainReaderTest {

    private static final SessionId NETWORK = SessionId.network(SITE);
    private static final NetworkProbe KUBELET = new NetworkProbe.ServedCertificates("dgx-01", 10250);

    /** CN=kubernetes, by itself. */
    private static final String CERTIFICATE =
            "MIIBJTCBywIUXrzJQ9RPsQf8Cnu1Dg4QNNhagkkwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw"
            + "0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjOPQMBBw"
            + "NCAASYzZMb/HQOxZgoA5pfCtsFspnWONaJk2vtzrpI/Z1H1nMXNUMU9/k9KxcVugBgjhJ/DCufXiDT2DBVK+Fg143yMAoGCCqGSM"
            + "49BAMCA0kAMEYCIQCACMpHOPjPFnBGO2NuNLEnlYCoae6PQA0qzWR0KYMqcAIhAMOsCtEYY/YLjMuyQDxJt/dSfj8C3PB+3jl7C/"
            + "4MF+Kz";

    @Test
    void a_worker_shows_its_kubelets_and_a_control_plane_node_its_api_servers_and_etcds_as_well() {
        assertThat(new ControlPlaneSite().text(NETWORK, KUBELET, stored(CERTIFICATE)).members(WORKER, ServedChain.KEY))
                .hasSize(1).hasEntrySatisfying("kubelet dgx-01:10250", fact -> assertThat(fact)
                .isInstanceOfSatisfying(Fact.Known.class, known -> assertThat(((ServedChain) known.value()).leaf()
                        .getSubjectX500Principal().getName()).isEqualTo("CN=kubernetes")));
        assertThat(new ControlPlaneSite().processes(CP, List.of("etcd")).members(CP, ServedChain.KEY))
                .containsOnlyKeys("kubelet 10.0.0.4:10250", "kube-apiserver 10.0.0.4:6443", "etcd 10.0.0.4:2379");
    }

    @Test
    void t27_where_no_etcd_runs_nothing_is_asked_of_it_and_where_that_is_hidden_it_is_unknown() {
        assertThat(new ControlPlaneSite().processes(CP, List.of("kubelet")).members(CP, ServedChain.KEY))
                .doesNotContainKey("etcd 10.0.0.4:2379");
        assertThat(new ControlPlaneSite().text(SessionId.node(CP), ComponentProcesses.PROBE,
                "{\"firstProcessSeen\":false,\"processes\":[]}").members(CP, ServedChain.KEY)
                .get("etcd 10.0.0.4:2379")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void the_sites_ports_are_asked() {
        assertThat(new ControlPlaneSite().value(ServingPorts.KUBELET, 10350L).members(WORKER, ServedChain.KEY))
                .containsOnlyKeys("kubelet dgx-01:10350");
        assertThat(new ControlPlaneSite().value(ServingPorts.KUBELET, 0L).members(WORKER, ServedTls.of("kubelet")).get(""))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.NOT_STATED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"certificates\":[]}", "{\"certificates\":[\"AAAA\"]}", "{\"certificates\":[\"!\"]}",
        "x", "{\"certificates\":[1]}"})
    void what_is_no_certificate_is_unknown(String body) {
        assertThat(new ControlPlaneSite().text(NETWORK, KUBELET, body).members(WORKER, ServedChain.KEY)
                .get("kubelet dgx-01:10250")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_port_that_is_closed_keeps_its_reason_and_the_offer_of_the_kubelet_is_read_beside_it() {
        assertThat(new ControlPlaneSite().unread(NETWORK, KUBELET, Reason.UNREACHABLE, "refused").members(WORKER,
                ServedChain.KEY).get("kubelet dgx-01:10250")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(new ControlPlaneSite().text(NETWORK, new NetworkProbe.TlsHello("dgx-01", 10250),
                "{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"]}").members(WORKER,
                ServedTls.of("kubelet")).get("")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                        assertThat(((ServedTls) fact.value()).offer().orElseThrow().words()).startsWith("TLSv1.2"));
    }

    @Test
    void the_kubelets_alone_is_asked_where_only_that_is_wanted() {
        assertThat(new ControlPlaneSite().members(CP, ServedChain.OF_KUBELET))
                .containsOnlyKeys("kubelet 10.0.0.4:10250");
    }

    @Test
    void the_authorities_for_kubelets_are_those_of_the_file_that_the_live_server_names() {
        NodeProbe file = new FileProbe.NamedFile(700, "/etc/kubernetes/pki/ca.crt", NamedFileContent.AUTHORITIES);
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("kube-apiserver",
                "--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt"));
        String kept = ProjectedFile.text(NamedFileContent.AUTHORITIES, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n"
                + "-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n" + CERTIFICATE
                + "\n-----END CERTIFICATE-----\n");
        assertThat(kept).isEqualTo(stored(CERTIFICATE));
        assertThat(site.text(SessionId.node(CP), file, kept).members(CP, KubeletAuthorities.KEY).get("kube-apiserver"))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((KubeletAuthorities) fact.value())
                        .certificates()).hasSize(1));
        for (String text : List.of(stored("AAAA"), "{\"certificates\":[]}", "{}")) {
            assertThat(site.text(SessionId.node(CP), file, text).members(CP, KubeletAuthorities.KEY)
                    .get("kube-apiserver")).as(text).isInstanceOf(Fact.Unavailable.class);
        }
        assertThat(new ControlPlaneSite().processes(CP, List.of("kube-apiserver")).members(CP, KubeletAuthorities.KEY)
                .get("kube-apiserver")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((KubeletAuthorities) fact.value()).file()).isEmpty());
    }

    private static String stored(String certificate) {
        return "{\"certificates\":[\"" + certificate + "\"]}";
    }
}
