package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.ManifestFlags;
import io.tightship.fact.kubernetes.MirrorFlags;
import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.ProjectedList;
import io.tightship.scan.kube.PodForm;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProjectedFile;
import io.tightship.scan.probe.SessionId;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as kubeadm 1.36 and 1.30 write them, shortened. */
class DriftReadersTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe MANIFEST = new FileProbe.NamedFile(0, "/etc/kubernetes/manifests/kube-apiserver.yaml",
            NamedFileContent.MANIFEST);

    private static final KubernetesProbe PODS = new KubernetesProbe.Pods();

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              annotations:
                kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 10.99.0.10:6443
              name: kube-apiserver
              namespace: kube-system
            spec:
              containers:
              - command:
                - %s
                - --authorization-mode=Node,RBAC
                %s
                image: registry.k8s.io/kube-apiserver:v1.36.2
                name: kube-apiserver
              hostNetwork: true
            """;

    @Test
    void t8_t9_a_manifest_is_read_from_command_and_args_and_by_the_base_name() {
        assertThat(flags(POD.formatted("kube-apiserver", "- --profiling=false")))
                .contains("--authorization-mode=Node,RBAC --profiling=false");
        assertThat(flags(POD.formatted("/usr/local/bin/kube-apiserver", "args:\n    - --profiling=false")))
                .contains("--authorization-mode=Node,RBAC --profiling=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "command: [/bin/sh, -c, \"exec /usr/local/bin/kube-apiserver --enable-bootstrap-token-auth=true "
                + "--authorization-mode=Node,RBAC --profiling=false 1>>/var/log/kube-apiserver.log 2>&1\"]",
        "command: [/bin/bash, -ec]\n    args:\n    - |\n      mkdir -p /var/log/kube # first\n"
                + "      exec kube-apiserver \\\n        --authorization-mode='Node,RBAC' \\\n        --profiling=false "
                + "2>&1 | tee -a /var/log/kube/api.log\n",
        "command: [/go-runner, --log-file=/var/log/kube-apiserver.log, --also-stdout, -flush-interval, 5s, "
                + "/usr/local/bin/kube-apiserver, '--authorization-mode=Node,RBAC', --profiling=false]",
        "command: [kube-log-runner, --, sh, -c, 'LEVEL=2 kube-apiserver --authorization-mode=\"Node,RBAC\" "
                + "--profiling=false &> /dev/null']",
        "env: [{name: MODES, value: \"Node,RBAC\"}]\n    command: [kube-apiserver, --authorization-mode=$(MODES), "
                + "--profiling=false]"})
    void what_only_keeps_the_log_of_the_component_is_looked_through(String container) {
        assertThat(flags("kind: Pod\nspec:\n  containers:\n  - name: a\n    " + container + "\n"))
                .contains("--authorization-mode=Node,RBAC --profiling=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh, -c, 'kube-apiserver --profiling=$PROFILING'", "sh, -c, 'kube-apiserver `cat /flags`'",
        "sh, -c, 'if true; then kube-apiserver --profiling=false; fi'",
        "sh, -c, 'kube-apiserver --profiling=false; kube-apiserver --profiling=true'", "sh, -c, 'kube-apiserver \"--a'",
        "sh, /start.sh", "my-wrapper, kube-apiserver, --profiling=false", "kube-log-runner, --log-file=/x",
        "kube-apiserver, --profiling=$(NOBODY)"})
    void what_does_more_is_not_guessed_at(String words) {
        assertThat(site("kind: Pod\nspec:\n  containers:\n  - command: [" + words + "]\n").read(CP,
                ManifestFlags.of(Component.KUBE_APISERVER))).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void secrets_behind_a_wrapper_stay_on_the_host_too() {
        assertThat(ProjectedFile.text(NamedFileContent.MANIFEST, "spec: {containers: [{command: [sh, -c, "
                + "'kube-apiserver --my-password=hunter2 --profiling=false']}]}")).contains("--my-password=(masked)",
                "--profiling=false").doesNotContain("hunter2");
    }

    @Test
    void no_manifest_is_known_and_a_strange_one_is_unavailable() {
        assertThat(new ControlPlaneSite().absent(NODE, MANIFEST, "No such file").read(CP,
                ManifestFlags.of(Component.KUBE_APISERVER))).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((ManifestFlags) fact.value()).flags()).isEmpty());
        for (String strange : List.of(POD.formatted("sh", "- -c"), POD.formatted("kube-apiserver", "- --v=$(LEVEL)"),
                POD.formatted("kube-apiserver", "- stray"), "kind: Pod\n", "[a", "")) {
            assertThat(site(strange).read(CP, ManifestFlags.of(Component.KUBE_APISERVER))).as(strange)
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
        }
        assertThat(new ControlPlaneSite().unread(NODE, MANIFEST, Reason.FORBIDDEN, "denied").read(CP,
                ManifestFlags.of(Component.KUBE_APISERVER))).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void secret_looking_arguments_stay_on_the_host() {
        assertThat(ProjectedFile.text(NamedFileContent.MANIFEST, POD.formatted("kube-apiserver",
                "- --my-password=hunter2"))).contains("--my-password=(masked)").doesNotContain("hunter2");
    }

    @Test
    void kubeadms_arguments_are_a_map_before_1_31_and_a_list_since() {
        assertThat(kubeadm("apiServer:\n  extraArgs:\n    profiling: \"false\"\n    audit-log-maxage: \"30\"\n"))
                .contains("--profiling=false --audit-log-maxage=30");
        assertThat(kubeadm("apiServer:\n  extraArgs:\n  - name: profiling\n    value: \"false\"\n  - name: "
                + "audit-log-maxage\n    value: \"30\"\nkind: ClusterConfiguration\n"))
                .contains("--profiling=false --audit-log-maxage=30");
        assertThat(kubeadm("apiServer: {}\n")).contains("");
        assertThat(configMaps("other", "apiServer: {}\n").read(ADMIN, KubeadmArguments.KEY)).isInstanceOfSatisfying(
                Fact.Known.class, fact -> assertThat(((KubeadmArguments) fact.value()).components()).isEmpty());
        for (String strange : List.of("[a", "apiServer:\n  extraArgs:\n  - name: profiling\n    value: maybe\n")) {
            assertThat(configMaps("kubeadm-config", strange).read(ADMIN, KubeadmArguments.KEY))
                    .isInstanceOf(Fact.Unavailable.class);
        }
    }

    @Test
    void kubeadm_tells_of_each_component_by_a_key_of_its_own() {
        assertThat(configMaps("kubeadm-config", "apiServer: {}\ncontrollerManager:\n  extraArgs:\n  - {name: profiling, "
                + "value: \"false\"}\nscheduler:\n  extraArgs: {bind-address: 0.0.0.0}\n").read(ADMIN,
                KubeadmArguments.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact -> {
                    KubeadmArguments arguments = (KubeadmArguments) fact.value();
                    assertThat(arguments.of(Component.KUBE_CONTROLLER_MANAGER).orElseThrow().written("profiling"))
                            .isEqualTo("--profiling=false");
                    assertThat(arguments.of(Component.KUBE_SCHEDULER).orElseThrow().written("bind-address"))
                            .isEqualTo("--bind-address=0.0.0.0");
                });
    }

    @Test
    void a_mirror_pod_tells_of_the_node_that_it_runs_on_and_of_its_own_component() throws Exception {
        assertThat(mirrored(mirror("cp-1", "kube-apiserver", "--profiling=false"), mirror("cp-2", "kube-apiserver",
                "--profiling=true"), mirror("cp-1", "kube-scheduler", "--profiling=true")))
                .containsExactly("--profiling=false");
        assertThat(mirrored(mirror("cp-2", "kube-apiserver", "--profiling=true"))).isEmpty();
        assertThat(mirrored(mirror("cp-1.site.example", "kube-apiserver", "--profiling=false")))
                .as("a Node with its domain").containsExactly("--profiling=false");
        assertThat(mirrored(mirror("cp-1.a.example", "kube-apiserver", "--profiling=false"), mirror("cp-1.b.example",
                "kube-apiserver", "--profiling=true"))).as("which of the two?").isEmpty();
        assertThat(mirrored(mirror("cp-1", "kube-apiserver", "--profiling=true").replace("config.mirror", "other")))
                .as("a pod that no kubelet made").isEmpty();
        assertThat(mirrored(mirror("cp-1", "kube-apiserver", "--profiling=true").replace("kube-system", "default")))
                .isEmpty();
        assertThat(pods(mirror("cp-1", "kube-apiserver", "--my-password=hunter2"))).contains("--my-password=(masked)")
                .doesNotContain("hunter2");
        assertThat(pods(mirror("cp-1", "etcd", "--name=x"))).as("of no other pod are arguments kept")
                .doesNotContain("--name");
    }

    @Test
    void pods_that_were_not_listed_and_strange_arguments_are_unavailable() throws Exception {
        SessionId cluster = SessionId.kubernetes(ADMIN);
        for (Reason reason : List.of(Reason.FORBIDDEN, Reason.TRUNCATED)) {
            assertThat(new ControlPlaneSite().unread(cluster, PODS, reason, "words").read(CP,
                    MirrorFlags.of(Component.KUBE_APISERVER))).isInstanceOf(Fact.Unavailable.class);
        }
        for (String argument : List.of("--v=$(LEVEL)", "stray")) {
            assertThat(new ControlPlaneSite().text(cluster, PODS, pods(mirror("cp-1", "kube-apiserver", argument))).read(CP,
                    MirrorFlags.of(Component.KUBE_APISERVER))).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                    assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE));
        }
    }

    private static String mirror(String node, String component, String argument) {
        return """
                {"metadata":{"name":"%2$s-%1$s","namespace":"kube-system","uid":"u-%2$s-%1$s","annotations":{
                 "kubernetes.io/config.mirror":"1"},"ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"%1$s",
                 "uid":"n","controller":true}]},"spec":{"nodeName":"%1$s","containers":[{"name":"%2$s","image":"i",
                 "command":["%2$s","%3$s"]}]},"status":{"phase":"Running"}}""".formatted(node, component, argument);
    }

    private static String pods(String... pods) throws Exception {
        ProjectedList list = ProjectedList.folded("v1", PodForm.PATHS, 100_000, PodForm::of);
        list.read(new StringReader("{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"metadata\":{},\"items\":["
                + String.join(",", pods) + "]}"));
        return list.document();
    }

    private static List<String> mirrored(String... pods) throws Exception {
        return switch (new ControlPlaneSite().text(SessionId.kubernetes(ADMIN), PODS, pods(pods)).read(CP,
                MirrorFlags.of(Component.KUBE_APISERVER))) {
            case Fact.Known<MirrorFlags>(MirrorFlags flags, var sources) ->
                    flags.pods().stream().map(DriftReadersTest::judged).toList();
            case Fact.Unavailable<MirrorFlags> unread -> throw new AssertionError(unread.toString());
        };
    }

    private static ControlPlaneSite site(String document) {
        return new ControlPlaneSite().text(NODE, MANIFEST, ProjectedFile.text(NamedFileContent.MANIFEST, document));
    }

    private static Optional<String> flags(String document) {
        return switch (site(document).read(CP, ManifestFlags.of(Component.KUBE_APISERVER))) {
            case Fact.Known<ManifestFlags>(ManifestFlags manifest, var sources) ->
                    manifest.flags().map(DriftReadersTest::judged);
            case Fact.Unavailable<ManifestFlags> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static String judged(Flags flags) {
        return flags.written("authorization-mode", "profiling", "audit-log-maxage");
    }

    private static ControlPlaneSite configMaps(String name, String document) {
        return new ControlPlaneSite().text(SessionId.kubernetes(ADMIN), ApiLists.CONFIG_MAPS, Json.write(Map.of(
                "apiVersion", "v1", "items", List.of(Map.of("metadata", Map.of("name", name, "namespace", "kube-system"),
                        "data", Map.of("ClusterConfiguration", document))))));
    }

    private static Optional<String> kubeadm(String document) {
        return switch (configMaps("kubeadm-config", document).read(ADMIN, KubeadmArguments.KEY)) {
            case Fact.Known<KubeadmArguments>(KubeadmArguments arguments, var sources) ->
                    arguments.of(Component.KUBE_APISERVER).map(DriftReadersTest::judged);
            case Fact.Unavailable<KubeadmArguments> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
