package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.ManifestFlags;
import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProjectedFile;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Documents as kubeadm 1.36 and 1.30 write them, shortened. */
class DriftReadersTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final NodeProbe MANIFEST = new NodeProbe.NamedFile(0, "/etc/kubernetes/manifests/kube-apiserver.yaml",
            NamedFileContent.MANIFEST);

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
                Fact.Known.class, fact -> assertThat(((KubeadmArguments) fact.value()).apiServer()).isEmpty());
        for (String strange : List.of("[a", "apiServer:\n  extraArgs:\n  - name: profiling\n    value: maybe\n")) {
            assertThat(configMaps("kubeadm-config", strange).read(ADMIN, KubeadmArguments.KEY))
                    .isInstanceOf(Fact.Unavailable.class);
        }
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
                    arguments.apiServer().map(DriftReadersTest::judged);
            case Fact.Unavailable<KubeadmArguments> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
