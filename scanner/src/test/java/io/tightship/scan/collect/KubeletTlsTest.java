package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.USER;
import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.SessionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletTlsTest {

    private static final FileProbe.ReadFile FILE = new FileProbe.ReadFile("/var/lib/kubelet/config.yaml");
    private static final String SUITES = "tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n";

    @Test
    void port_minimum_and_suites_come_from_the_file() {
        assertThat(known(kubelet("port: 10350\ntlsMinVersion: VersionTLS13\n" + SUITES))).satisfies(tls -> {
            assertThat(tls.port()).isEqualTo(10350);
            assertThat(tls.minimum()).isEqualTo(TlsVersion.TLS13);
            assertThat(tls.list()).containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
            assertThat(tls.suitesUpToTls12()).isEmpty();
        });
    }

    @Test
    void t3_the_flags_occurrences_add_up_and_replace_the_files_list() {
        assertThat(known(kubelet(SUITES, "--tls-cipher-suites=A,B", "--tls-cipher-suites=C")).list())
                .containsExactly("A", "B", "C");
    }

    @Test
    void t34_another_case_of_the_key_is_another_key() {
        assertThat(known(kubelet("TLSCipherSuites: [TLS_RSA_WITH_AES_128_CBC_SHA]\n").text(SessionId.kubernetes(USER),
                ApiLists.NODES, node("v1.32.7"))).list()).isEmpty();
    }

    @Test
    void t10_without_a_list_that_of_the_version_counts_and_without_a_version_nothing_does() {
        assertThat(known(kubelet("").text(SessionId.kubernetes(USER), ApiLists.NODES, node("v1.29.3"))).defaults())
                .as("the kubelet's own, whatever its API server is").contains(GoTls.Defaults.WITH_RSA_EXCHANGE);
        assertThat(known(kubelet("").text(SessionId.kubernetes(USER), ApiLists.NODES, node("v1.36.2"))).defaults())
                .contains(GoTls.Defaults.ECDHE_AES);
        assertThat(known(kubelet("").text(SessionId.kubernetes(USER), ApiLists.NODES, node("v1.36.2").replace("dgx-01",
                "dgx-01.site.example"))).defaults()).as("a Node with its domain").contains(GoTls.Defaults.ECDHE_AES);
        assertUnavailable(kubelet("").unread(SessionId.kubernetes(USER), ApiLists.NODES, Reason.UNREACHABLE,
                "no answer"), Reason.UNREACHABLE);
        assertUnavailable(kubelet("").text(SessionId.kubernetes(USER), ApiLists.NODES, node("v1.32.7").replace("dgx-01",
                "dgx-02")), Reason.NOT_COLLECTED);
        assertUnavailable(kubelet("").text(SessionId.kubernetes(USER), ApiLists.NODES, node("v1.99.0")),
                Reason.UNSUPPORTED_VERSION);
    }

    private static String node(String version) {
        return "{\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"dgx-01\"},\"status\":{\"nodeInfo\":{"
                + "\"kubeletVersion\":\"" + version + "\"}}}]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsMinVersion: '1.2'", "port: -1", "port: many", "tlsCipherSuites: A", "tlsCipherSuites: [1]",
        "tlsCipherSuites: {a: b}"})
    void t36_what_the_kubelet_does_not_start_with_is_unknown(String line) {
        assertUnavailable(kubelet(line + "\n"), Reason.UNPARSABLE);
    }

    @Test
    void t31_a_file_that_was_not_read_leaves_it_unknown() {
        assertUnavailable(new ControlPlaneSite().processes(WORKER, List.of("kubelet", "--config=" + FILE.path()))
                .unread(SessionId.node(WORKER), FILE, Reason.FORBIDDEN, "denied"), Reason.FORBIDDEN);
    }

    private static ControlPlaneSite kubelet(String settings, String... flags) {
        List<String> argv = new ArrayList<>(List.of("kubelet", "--config=" + FILE.path()));
        argv.addAll(List.of(flags));
        return new ControlPlaneSite().processes(WORKER, argv).text(SessionId.node(WORKER), FILE,
                "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n" + settings);
    }

    private static ServerTls known(ControlPlaneSite site) {
        return switch (site.members(WORKER, ServerTls.of(Component.KUBELET)).get("kubelet")) {
            case Fact.Known<ServerTls>(ServerTls tls, var sources) -> tls;
            case Fact.Unavailable<ServerTls> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.members(WORKER, ServerTls.of(Component.KUBELET)).get("kubelet"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }
}
