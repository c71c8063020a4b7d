package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.USER;
import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.KubeletConfigMap;
import io.tightship.fact.kubernetes.KubeletGates;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletVersions;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletSourcesTest {

    private static final KubernetesProbe CONFIGZ = new KubernetesProbe.Configz("dgx-01");
    private static final FileProbe.ReadFile FILE = new FileProbe.ReadFile("/var/lib/kubelet/config.yaml");

    /** Of a real kubelet 1.36, as it is kept: what is nothing is left out. */
    private static final String ANSWER = """
            {"kubeletconfig":{"address":"0.0.0.0","authentication":{"anonymous":{"enabled":true},
            "x509":{"clientCAFile":"/etc/kubernetes/pki/ca.crt"}},"authorization":{"mode":"AlwaysAllow"},
            "eventRecordQPS":0,"makeIPTablesUtilChains":false,"podPidsLimit":4096,"port":10250,"readOnlyPort":10255,
            "seccompDefault":true,"streamingConnectionIdleTimeout":"4h0m0s","tlsMinVersion":"VersionTLS12",
            "tlsCipherSuites":["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]}}""";

    @Test
    void where_the_inventory_says_so_the_kubelets_own_answer_decides() {
        assertThat(setting(kubelet("podPidsLimit: 100", "--pod-max-pids=5").text(api(), CONFIGZ, ANSWER),
                "podPidsLimit")).satisfies(setting -> {
                    assertThat(setting.effective().origin()).isEqualTo(Origin.CONFIGZ);
                    assertThat(setting.effective().text()).isEqualTo("4096");
                    assertThat(setting.places()).extracting(KubeletSetting.Place::origin).containsExactly(
                            Origin.CONFIGZ, Origin.FLAG, Origin.FILE, Origin.DEFAULT);
                    assertThat(setting.changeable().origin()).isEqualTo(Origin.FLAG);
                });
    }

    @Test
    void what_the_answer_leaves_out_is_nothing() {
        ControlPlaneSite site = kubelet("rotateCertificates: true").text(api(), CONFIGZ, ANSWER);
        assertThat(setting(site, "rotateCertificates").effective().text()).isEqualTo("false");
        assertThat(setting(site, "featureGates.RotateKubeletServerCertificate").effective().text()).isEqualTo("true");
        assertThat(setting(kubelet("").text(api(), CONFIGZ, ANSWER.replace("\"seccompDefault\"",
                "\"featureGates\":{\"AllBeta\":false},\"seccompDefault\"")),
                "featureGates.RotateKubeletServerCertificate").effective().text()).as("all in beta are off")
                .isEqualTo("false");
        assertThat(setting(site, "eventRecordQPS").effective().text()).isEqualTo("0");
        assertThat(setting(site, "readOnlyPort").effective().text()).isEqualTo("10255");
    }

    @Test
    void every_field_that_a_rule_asks_for_is_in_the_answer_or_known_to_be_left_out() {
        ControlPlaneSite site = kubelet("").text(api(), CONFIGZ, ANSWER);
        KubeletSetting.fields().forEach(field -> assertThat(setting(site, field).effective().origin()).as(field)
                .isEqualTo(Origin.CONFIGZ));
    }

    @Test
    void without_the_answer_nothing_is_known_whatever_flags_and_files_say() {
        assertUnavailable(kubelet("podPidsLimit: 100", "--pod-max-pids=5").unread(api(), CONFIGZ, Reason.FORBIDDEN,
                "nodes \"dgx-01\" is forbidden"), Reason.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "not JSON", "{\"kubeletconfig\":{}}", "{\"kubeletconfig\":{\"port\":10250}}",
        "{\"kubeletconfig\":[]}"})
    void an_answer_without_the_field_tells_nothing(String answer) {
        assertUnavailable(kubelet("podPidsLimit: 100").text(api(), CONFIGZ, answer), Reason.UNPARSABLE);
    }

    @Test
    void of_two_kubelets_the_answer_is_nobodys() {
        assertUnavailable(new ControlPlaneSite().configz().processes(WORKER, List.of("kubelet"),
                List.of("kubelet", "--v=2")).text(api(), CONFIGZ, ANSWER), Reason.BLIND);
    }

    @Test
    void files_that_cannot_be_read_do_not_matter_then() {
        assertThat(setting(new ControlPlaneSite().configz().processes(WORKER, List.of("kubelet", "--config="
                + FILE.path())).unread(SessionId.node(WORKER), FILE, Reason.FORBIDDEN, "denied")
                .text(api(), CONFIGZ, ANSWER), "seccompDefault").effective().text()).isEqualTo("true");
    }

    @Test
    void tls_comes_from_the_answer_too() {
        assertThat(kubelet("tlsMinVersion: VersionTLS10").text(api(), CONFIGZ, ANSWER).members(WORKER,
                ServerTls.of(Component.KUBELET)).get("kubelet")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((ServerTls) fact.value()).written()).contains("VersionTLS12"));
    }

    @Test
    void gates_of_files_and_flags_add_up() {
        assertThat(new ControlPlaneSite().processes(WORKER, List.of("kubelet", "--config=" + FILE.path(),
                "--feature-gates=A=true", "--feature-gates=B=false")).text(SessionId.node(WORKER), FILE,
                document("featureGates: {B: true, SupportPodPidsLimit: true}")).members(WORKER, KubeletGates.KEY)
                .get("kubelet")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((KubeletGates) fact.value()).given().toString()).isEqualTo("{A=--feature-gates, "
                        + "B=--feature-gates, SupportPodPidsLimit=/var/lib/kubelet/config.yaml}"));
        assertThat(new ControlPlaneSite().processes(WORKER, List.of("kubelet", "--config=" + FILE.path()))
                .unread(SessionId.node(WORKER), FILE, Reason.FORBIDDEN, "denied").members(WORKER, KubeletGates.KEY)
                .get("kubelet")).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void versions_and_the_config_map_come_from_the_lists_of_the_cluster() {
        ControlPlaneSite site = new ControlPlaneSite().text(api(), ApiLists.NODES, """
                {"apiVersion":"v1","items":[{"metadata":{"name":"dgx-01"},"status":{"nodeInfo":{"kubeletVersion":
                "v1.32.7"}}},{"metadata":{"name":"ghost"}}]}""").text(api(), ApiLists.CONFIG_MAPS, """
                {"apiVersion":"v1","items":[{"metadata":{"name":"kubelet-config","namespace":"kube-system"},"data":
                {"kubelet":"podPidsLimit: 4096\\nstreamingConnectionIdleTimeout: 0s\\nport: 0\\n"}},{"metadata":{"name":
                "kubelet-config","namespace":"team-a"},"data":{"kubelet":"podPidsLimit: 1"}}]}""");
        assertThat(site.read(USER, KubeletVersions.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((KubeletVersions) fact.value()).byNode()).containsOnlyKeys("dgx-01"));
        assertThat(site.read(USER, KubeletConfigMap.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((KubeletConfigMap) fact.value()).values().orElseThrow().toString())
                        .as("kubeadm writes 0 where nobody decided").isEqualTo("{podPidsLimit=4096}"));
    }

    @Test
    void a_cluster_without_the_config_map_has_none_and_one_that_is_no_yaml_is_unknown() {
        assertThat(new ControlPlaneSite().text(api(), ApiLists.CONFIG_MAPS, "{\"apiVersion\":\"v1\",\"items\":[]}")
                .read(USER, KubeletConfigMap.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((KubeletConfigMap) fact.value()).values()).isEmpty());
        assertThat(new ControlPlaneSite().text(api(), ApiLists.CONFIG_MAPS, """
                {"apiVersion":"v1","items":[{"metadata":{"name":"kubelet-config","namespace":"kube-system"},"data":
                {"kubelet":"a: ["}}]}""").read(USER, KubeletConfigMap.KEY)).isInstanceOf(Fact.Unavailable.class);
        assertThat(new ControlPlaneSite().unread(api(), ApiLists.CONFIG_MAPS, Reason.FORBIDDEN, "no")
                .read(USER, KubeletConfigMap.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    private static SessionId api() {
        return SessionId.kubernetes(USER);
    }

    private static String document(String settings) {
        return "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n" + settings + "\n";
    }

    private static ControlPlaneSite kubelet(String settings, String... flags) {
        List<String> argv = new ArrayList<>(List.of("kubelet", "--config=" + FILE.path()));
        argv.addAll(Arrays.asList(flags));
        return new ControlPlaneSite().configz().processes(WORKER, argv).text(SessionId.node(WORKER), FILE,
                document(settings));
    }

    private static KubeletSetting setting(ControlPlaneSite site, String field) {
        return switch (site.members(WORKER, KubeletSetting.key(field)).get("kubelet")) {
            case Fact.Known<KubeletSetting>(KubeletSetting setting, var sources) -> setting;
            case Fact.Unavailable<KubeletSetting> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.members(WORKER, KubeletSetting.key("podPidsLimit")).values()).allSatisfy(fact ->
                assertThat(fact).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable ->
                        assertThat(unavailable.reason()).isEqualTo(reason)));
    }
}
