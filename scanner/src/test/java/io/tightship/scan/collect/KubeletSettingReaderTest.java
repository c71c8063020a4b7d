package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.PidMaximum;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletSettingReaderTest {

    private static final FactKey<PerSubject<KubeletSetting>> LIMIT = KubeletSetting.key("podPidsLimit");
    private static final SessionId NODE = SessionId.node(WORKER);
    private static final String FILE = "/var/lib/kubelet/config.yaml";
    private static final String FOLDER = "/etc/kubernetes/kubelet.conf.d";
    private static final Place DEFAULT = new Place(Origin.DEFAULT, "the kubelet's default", 0, "-1");

    /** As kubeadm 1.36 writes it, shortened. */
    private static final String KUBEADM = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            authentication:
              anonymous:
                enabled: false
              webhook:
                cacheTTL: 0s
                enabled: true
            authorization:
              mode: Webhook
            clusterDNS:
            - 10.96.0.10
            kind: KubeletConfiguration
            logging:
              options:
                json:
                  infoBufferSize: "0"
            podPidsLimit: 4096
            protectKernelDefaults: true
            """;

    @Test
    void t28_a_setting_that_stands_in_the_file_alone_counts() {
        assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), KUBEADM)))
                .containsExactly(new Place(Origin.FILE, FILE, 17, "4096"), DEFAULT);
    }

    @Test
    void t29_a_flag_wins_over_the_file_and_both_are_kept() {
        assertThat(places(kubelet("--config=" + FILE, "--pod-max-pids=100", "--pod-max-pids=-1")
                .text(NODE, file(FILE), KUBEADM))).containsExactly(new Place(Origin.FLAG, "--pod-max-pids", 0, "-1"),
                new Place(Origin.FILE, FILE, 17, "4096"), DEFAULT);
    }

    @Test
    void t30_the_file_is_the_one_that_the_process_names() {
        String other = "/etc/kubernetes/kubelet/kubelet-config.json";
        assertThat(places(kubelet("--config", other).text(NODE, file(FILE), KUBEADM).text(NODE, file(other), """
                {"kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1",
                 "podPidsLimit": 12}"""))).containsExactly(new Place(Origin.FILE, other, 2, "12"), DEFAULT);
    }

    @Test
    void t30_a_relative_path_is_looked_up_from_where_the_process_stands() {
        ControlPlaneSite site = kubelet("--config=./etc/kubelet.yaml")
                .text(NODE, file("/proc/700/cwd/etc/kubelet.yaml"), KUBEADM);
        assertThat(places(site)).contains(new Place(Origin.FILE, "./etc/kubelet.yaml", 17, "4096"));
        assertThat(derived(site)).containsExactly(file("/proc/700/cwd/etc/kubelet.yaml"));
    }

    @Test
    void t31_a_file_that_cannot_be_read_leaves_the_flag_to_decide_and_without_one_nothing_does() {
        assertThat(places(kubelet("--config=" + FILE, "--pod-max-pids=4096").unread(NODE, file(FILE), Reason.FORBIDDEN,
                "Permission denied"))).containsExactly(new Place(Origin.FLAG, "--pod-max-pids", 0, "4096"), DEFAULT);
        assertUnavailable(kubelet("--config=" + FILE).unread(NODE, file(FILE), Reason.FORBIDDEN, "Permission denied"),
                Reason.FORBIDDEN, "Permission denied");
    }

    @Test
    void t32_drop_ins_are_merged_in_the_order_of_a_walk_through_the_folder() {
        ControlPlaneSite site = kubelet("--config=" + FILE, "--config-dir=" + FOLDER).text(NODE, file(FILE), KUBEADM)
                .bytes(NODE, folder(FOLDER), 0, "", TarBytes.of(Map.of(
                        FOLDER + "/20-last.conf", document("podPidsLimit: 20"),
                        FOLDER + "/10-first.conf", document("podPidsLimit: 10"),
                        FOLDER + "/15-folder/99.conf", document("podPidsLimit: 15"),
                        FOLDER + "/30-silent.conf", document("maxPods: 60"),
                        FOLDER + "/90-ignored.yaml", document("podPidsLimit: 90"))));
        assertThat(places(site)).extracting(Place::where).containsExactly(FOLDER + "/20-last.conf",
                FOLDER + "/15-folder/99.conf", FOLDER + "/10-first.conf", FILE, "the kubelet's default");
        assertThat(places(site)).extracting(Place::text).startsWith("20", "15", "10", "4096");
        assertThat(setting(site)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(fact.sources().getFirst().toString()).contains(FOLDER + "/20-last.conf"));
    }

    @Test
    void t32_a_null_in_a_drop_in_brings_the_default_back() {
        assertThat(places(kubelet("--config=" + FILE, "--config-dir=" + FOLDER).text(NODE, file(FILE), KUBEADM)
                .bytes(NODE, folder(FOLDER), 0, "", TarBytes.of(Map.of(FOLDER + "/10.conf",
                        document("podPidsLimit: null")))))).containsExactly(DEFAULT);
    }

    @Test
    void t32_a_folder_that_was_not_read_whole_decides_nothing() {
        ControlPlaneSite site = kubelet("--config=" + FILE, "--config-dir=" + FOLDER).text(NODE, file(FILE), KUBEADM);
        assertUnavailable(site, Reason.NOT_ATTEMPTED, "not part of the test");
        assertUnavailable(site.bytes(NODE, folder(FOLDER), 2, "tar: 10.conf: Cannot open: Permission denied",
                TarBytes.of(Map.of())), Reason.FORBIDDEN, "Permission denied");
        assertUnavailable(site.bytes(NODE, folder(FOLDER), 0, "", "no tar at all. ".repeat(50).getBytes(
                StandardCharsets.UTF_8)), Reason.UNPARSABLE, "tar");
        assertUnavailable(site.absent(NODE, folder(FOLDER), "No such file or directory"), Reason.NOT_COLLECTED,
                "not there any more");
        assertUnavailable(site.bytes(NODE, folder(FOLDER), 0, "", TarBytes.of(Map.of(FOLDER + "/10.conf",
                "podPidsLimit: 5\n"))), Reason.UNPARSABLE, "no KubeletConfiguration");
    }

    @Test
    void a_word_that_is_a_boolean_to_the_kubelet_is_one_here_and_a_tilde_is_nothing() {
        ControlPlaneSite site = kubelet("--config=" + FILE).text(NODE, file(FILE), document("serverTLSBootstrap: yes\n"
                + "authentication: {anonymous: {enabled: off}, x509: {clientCAFile: ~}}\npodPidsLimit: 010"));
        assertThat(text(site, "serverTLSBootstrap")).isEqualTo("true");
        assertThat(text(site, "authentication.anonymous.enabled")).isEqualTo("false");
        assertThat(text(site, "authentication.x509.clientCAFile")).isEqualTo("\"\"");
        assertThat(text(site, "podPidsLimit")).isEqualTo("8");
    }

    @Test
    void t29_the_flag_for_serving_certificates_wins_over_the_file() {
        ControlPlaneSite site = kubelet("--config=" + FILE, "--rotate-server-certificates=false").text(NODE, file(FILE),
                document("serverTLSBootstrap: true"));
        assertThat(text(site, "serverTLSBootstrap")).isEqualTo("false");
        assertThat(text(kubelet("--rotate-server-certificates"), "serverTLSBootstrap")).isEqualTo("true");
    }

    @Test
    void t10_how_many_events_are_kept_by_default_depends_on_the_version_that_the_node_tells() {
        SessionId cluster = SessionId.kubernetes(new Target.Cluster("user", Space.USER));
        for (String version : List.of("v1.26.15", "v1.27.0", "v1.36.1")) {
            ControlPlaneSite site = kubelet("--v=2").text(cluster, ApiLists.NODES, "{\"apiVersion\":\"v1\",\"items\":["
                    + "{\"metadata\":{\"name\":\"dgx-01\"},\"status\":{\"nodeInfo\":{\"kubeletVersion\":\"" + version
                    + "\"}}}]}");
            assertThat(text(site, "eventRecordQPS")).as(version).isEqualTo(version.startsWith("v1.26") ? "5" : "50");
        }
        assertThat(text(kubelet("--v=2"), "eventRecordQPS")).as("nobody tells").isEqualTo("5");
        assertThat(text(kubelet("--event-qps=7"), "eventRecordQPS")).isEqualTo("7");
    }

    private static String text(ControlPlaneSite site, String field) {
        return ((KubeletSetting) ((Fact.Known<?>) site.members(WORKER, KubeletSetting.key(field)).get("kubelet")).value())
                .effective().text();
    }

    @Test
    void t34_a_key_in_the_wrong_case_is_not_the_setting() {
        assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), document("PodPidsLimit: 5"))))
                .containsExactly(DEFAULT);
    }

    @Test
    void t37_without_file_and_flag_the_default_counts() {
        assertThat(places(kubelet("--v=2"))).containsExactly(DEFAULT);
        assertThat(places(kubelet("--config="))).containsExactly(DEFAULT);
    }

    @Test
    void t37_a_text_stays_a_text() {
        assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), document("podPidsLimit: \"4096\"")))
                .getFirst().text()).isEqualTo("\"4096\"");
    }

    @Test
    void t38_a_file_without_content_decides_nothing() {
        for (String text : List.of("", "\n", "kind: Config\napiVersion: v1\n", "kind: [", "{\"kind\":",
                "kind: KubeletConfiguration\n")) {
            assertUnavailable(kubelet("--config=" + FILE).text(NODE, file(FILE), text), Reason.UNPARSABLE, FILE);
        }
        assertUnavailable(kubelet("--config=" + FILE).absent(NODE, file(FILE), "No such file or directory"),
                Reason.NOT_COLLECTED, "not there any more");
    }

    @Test
    void a_key_given_twice_decides_nothing() {
        assertUnavailable(kubelet("--config=" + FILE).text(NODE, file(FILE),
                document("podPidsLimit: 5\npodPidsLimit: 6")), Reason.UNPARSABLE, "podPidsLimit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "/etc/kubernetes/admin.conf", "/etc/kubernetes/kubelet.conf", "/var/lib/kubelet/kubelet.conf",
        "/etc/kubernetes/enc/encryption.yaml", "/var/lib/kubelet/../../../etc/kubelet.yaml", "/root/kubelet.yaml",
        "/var/lib/kubelet/pki/kubelet.json", "/var/lib/kubelet/kubeconfig.yaml", "/etc/kubelet/.hidden.yaml",
        "/var/lib/kubelet/pods/0/volumes/kubernetes.io~secret/token.json", "/etc/kubelet.yaml\n/etc/shadow"})
    void a_path_outside_of_where_a_kubelets_configuration_lies_is_refused(String path) {
        assertThat(new KubeletFiles().allowed().matcher(path).matches()).isFalse();
        assertUnavailable(kubelet("--config=" + path).text(NODE, file(path), KUBEADM), Reason.REFUSED, "may be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/kubernetes", "/var/lib/kubelet", "/etc/kubernetes/kubelet", "/etc/sudoers.d",
        "/cm/local/apps/cmd/etc/cmd.conf.d"})
    void a_folder_that_is_none_for_a_kubelets_drop_ins_is_refused(String path) {
        assertThat(new KubeletFiles().allowed().matcher(path).matches()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {FILE, FOLDER, "/etc/kubernetes/kubelet/config.json.d",
        "/etc/kubernetes/kubelet-config.yaml",
        "/cm/local/apps/kubernetes/var/etc/kubelet.yml", "/var/lib/rancher/k3s/agent/etc/kubelet.conf.d",
        "/usr/local/etc/kubelet/drop-ins", "/etc/default/kubeletconfig.json", "/home/kubernetes/kubelet-config.yaml",
        "/run/k0s/kubelet/config.yaml", "/etc/systemd/system/kubelet.service.d/kubelet.conf", "/var/lib/kubelet/config/kubelet", "/etc/kubernetes/kubelet/config",
        "/var/lib/rancher/rke2/agent/etc/kubelet.conf.d"})
    void the_usual_places_are_allowed(String path) {
        assertThat(new KubeletFiles().allowed().matcher(path).matches()).isTrue();
    }

    @Test
    void the_second_round_asks_for_what_the_processes_name() {
        assertThat(derived(kubelet("--config=" + FILE, "--config-dir=/etc//kubernetes/./kubelet.conf.d/")))
                .containsExactly(file(FILE), folder(FOLDER));
        assertThat(derived(kubelet())).isEmpty();
        assertThat(new KubeletFiles().derive(new ControlPlaneSite().get(NODE, new ProcessProbe.Processes()))).isEmpty();
        assertThat(new KubeletSettingReader().routes(WORKER, LIMIT, new ControlPlaneSite().view()))
                .singleElement().satisfies(route -> assertThat(route.derived()).containsExactly(new KubeletFiles()));
    }

    @Test
    void t22_a_cluster_in_a_pod_hides_no_kubelet_and_is_not_passed_over() {
        ControlPlaneSite site = new ControlPlaneSite().processes(WORKER, List.of("/usr/bin/kubelet", "--pod-max-pids=100"),
                List.of("/usr/local/bin/k3s server"));
        assertThat(site.members(WORKER, LIMIT).get("kubelet")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((KubeletSetting) fact.value()).effective().text()).isEqualTo("100"));
        assertThat(site.members(WORKER, LIMIT).get("k3s")).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
            assertThat(fact.reason()).isEqualTo(Reason.NOT_COLLECTED);
            assertThat(fact.detail()).contains("one process that holds several components");
        });
        assertThat(new ControlPlaneSite().processes(WORKER, List.of("/usr/local/bin/k3s agent")).read(WORKER, LIMIT))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_node_without_its_kubelet_is_said() {
        assertThat(new ControlPlaneSite().processes(WORKER).read(WORKER, LIMIT)).isInstanceOfSatisfying(
                Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.NOT_COLLECTED);
                    assertThat(fact.detail()).isEqualTo("no process kubelet runs on dgx-01, although the inventory "
                            + "lists it as a node of cluster user");
                });
    }

    @Test
    void the_kernels_bound_is_a_number_or_unknown() {
        FileProbe.ReadFile probe = file("/proc/sys/kernel/pid_max");
        assertThat(new ControlPlaneSite().text(NODE, probe, "4194304\n").read(WORKER, PidMaximum.KEY))
                .isInstanceOfSatisfying(Fact.Known.class,
                        fact -> assertThat(fact.value()).isEqualTo(new PidMaximum(4194304)));
        for (ControlPlaneSite site : List.of(new ControlPlaneSite().text(NODE, probe, "many"),
                new ControlPlaneSite().text(NODE, probe, ""), new ControlPlaneSite().absent(NODE, probe, "no /proc"),
                new ControlPlaneSite().unread(NODE, probe, Reason.TIMED_OUT, "too slow"))) {
            assertThat(site.read(WORKER, PidMaximum.KEY)).isInstanceOf(Fact.Unavailable.class);
        }
    }

    private static ControlPlaneSite kubelet(String... flags) {
        List<String> arguments = new ArrayList<>(List.of("/usr/bin/kubelet"));
        arguments.addAll(Arrays.asList(flags));
        return new ControlPlaneSite().processes(WORKER, arguments);
    }

    private static String document(String line) {
        return "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n" + line + "\n";
    }

    private static FileProbe.ReadFile file(String path) {
        return new FileProbe.ReadFile(path);
    }

    private static FileProbe.ReadTree folder(String path) {
        return new FileProbe.ReadTree(path);
    }

    private static List<NodeProbe> derived(ControlPlaneSite site) {
        return new KubeletFiles().derive(site.get(NODE, new ProcessProbe.Processes()));
    }

    private static Fact<KubeletSetting> setting(ControlPlaneSite site) {
        return setting(site, LIMIT);
    }

    private static Fact<KubeletSetting> setting(ControlPlaneSite site, FactKey<PerSubject<KubeletSetting>> key) {
        return site.members(WORKER, key).get("kubelet");
    }

    @Test
    void a_setting_inside_of_a_structure_counts_and_a_merge_can_take_its_structure_away() {
        FactKey<PerSubject<KubeletSetting>> mode = KubeletSetting.key("authorization.mode");
        ControlPlaneSite site = kubelet("--config=" + FILE, "--config-dir=" + FOLDER).text(NODE, file(FILE), KUBEADM);
        assertThat(places(site.bytes(NODE, folder(FOLDER), 0, "", TarBytes.of(Map.of(FOLDER + "/10.conf",
                document("authorization:\n  mode: AlwaysAllow")))), mode)).extracting(Place::text)
                .containsExactly("\"AlwaysAllow\"", "\"Webhook\"", "\"Webhook\"");
        assertThat(places(site.bytes(NODE, folder(FOLDER), 0, "", TarBytes.of(Map.of(FOLDER + "/10.conf",
                document("authorization: null")))), mode)).extracting(Place::where)
                .containsExactly("the kubelet's default");
        assertThat(setting(site.bytes(NODE, folder(FOLDER), 0, "",
                TarBytes.of(Map.of(FOLDER + "/10.conf", document("authorization: Webhook")))), mode))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void t39_without_a_configuration_file_other_defaults_hold() {
        assertThat(places(kubelet("--kubeconfig=/etc/kubernetes/kubelet.conf"),
                KubeletSetting.key("authentication.anonymous.enabled"))).extracting(Place::text)
                .containsExactly("true");
        assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), document("maxPods: 60")),
                KubeletSetting.key("authentication.anonymous.enabled"))).extracting(Place::text)
                .containsExactly("false");
        assertThat(places(kubelet(), KubeletSetting.key("readOnlyPort"))).extracting(Place::text)
                .containsExactly("10255");
        assertThat(places(kubelet(), KubeletSetting.key("authorization.mode"))).extracting(Place::text)
                .containsExactly("\"AlwaysAllow\"");
    }

    @Test
    void flags_of_truth_values_and_of_feature_gates_are_read_as_the_kubelet_reads_them() {
        assertThat(places(kubelet("--config=" + FILE, "--anonymous-auth").text(NODE, file(FILE), KUBEADM),
                KubeletSetting.key("authentication.anonymous.enabled")).getFirst())
                .isEqualTo(new Place(Origin.FLAG, "--anonymous-auth", 0, "true"));
        FactKey<PerSubject<KubeletSetting>> gate =
                KubeletSetting.key("featureGates.RotateKubeletServerCertificate");
        assertThat(places(kubelet("--feature-gates=Other=true", "--feature-gates=RotateKubeletServerCertificate=F"),
                gate).getFirst().text()).isEqualTo("false");
        assertThat(places(kubelet("--feature-gates=Other=true"), gate)).extracting(Place::text).containsExactly("true");
        assertThat(places(kubelet("--feature-gates=AllBeta=false"), gate).getFirst().text())
                .as("it is in beta, and nobody names it").isEqualTo("false");
        assertThat(places(kubelet("--feature-gates=RotateKubeletServerCertificate=true,AllBeta=false"), gate).getFirst()
                .text()).as("its own word counts").isEqualTo("true");
        assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), KUBEADM + "featureGates: {AllBeta: false}\n"),
                gate).getFirst()).satisfies(place -> {
                    assertThat(place.text()).isEqualTo("false");
                    assertThat(place.origin()).isEqualTo(Origin.FILE);
                });
        assertThat(places(kubelet("--config=" + FILE, "--feature-gates=AllBeta=true").text(NODE, file(FILE), KUBEADM
                + "featureGates: {AllBeta: false}\n"), gate).getFirst().text()).isEqualTo("true");
    }

    private static List<Place> places(ControlPlaneSite site) {
        return places(site, LIMIT);
    }

    private static List<Place> places(ControlPlaneSite site, FactKey<PerSubject<KubeletSetting>> key) {
        return switch (setting(site, key)) {
            case Fact.Known<KubeletSetting>(KubeletSetting setting, var sources) -> setting.places();
            case Fact.Unavailable<KubeletSetting> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason, String... anyOf) {
        assertThat(setting(site)).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
            assertThat(fact.detail()).as(fact.toString()).containsAnyOf(anyOf);
            assertThat(fact.reason()).isEqualTo(reason);
        });
    }

    @Test
    void t35_what_a_config_map_wants_is_never_taken_for_what_a_node_does() {
        assertThat(new KubeletSettingReader().routes(WORKER, LIMIT, new ControlPlaneSite().view()))
                .allSatisfy(route -> assertThat(route.session()).isEqualTo(SessionId.node(WORKER)));
    }

    @Test
    void a_stream_timeout_of_zero_is_one_that_nobody_set_in_a_file_and_none_at_all_by_flag() {
        FactKey<PerSubject<KubeletSetting>> timeout = KubeletSetting.key("streamingConnectionIdleTimeout");
        String document = "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n"
                + "streamingConnectionIdleTimeout: ";
        for (String zero : List.of("0s", "0h0m0s")) {
            assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), document + zero + "\n"), timeout)
                    .getFirst().origin()).isEqualTo(Origin.DEFAULT);
        }
        assertThat(places(kubelet("--config=" + FILE).text(NODE, file(FILE), document + "10m\n"), timeout)
                .getFirst().text()).isEqualTo("\"10m\"");
        assertThat(places(kubelet("--config=" + FILE, "--streaming-connection-idle-timeout=0s").text(NODE, file(FILE),
                document + "0s\n"), timeout).getFirst().text()).isEqualTo("0s");
    }
}
