package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.NamedPath.Use;
import io.tightship.fact.linux.NamedPath;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedPathReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication: {x509: {clientCAFile: %s}}
            """;

    @Test
    void the_data_folder_is_looked_at_as_the_process_itself_sees_it() {
        ControlPlaneSite site = etcd(List.of("etcd", "--data-dir=/srv/etcd/"), "")
                .text(NODE, paths("/proc/700/root/srv/etcd"), "700 52 52 d /proc/700/root/srv/etcd\0");
        assertThat(known(site, Use.ETCD_DATA, "etcd")).satisfies(named -> {
            assertThat(named.path()).isEqualTo("/srv/etcd");
            assertThat(named.stat().orElseThrow().octal()).isEqualTo("0700");
        });
        assertThat(new NamedPaths(Use.ETCD_DATA).derive(site.get(NODE, ComponentProcesses.PROBE)))
                .containsExactly(paths("/proc/700/root/srv/etcd"), paths("/proc/700/root/var/lib/etcd"));
    }

    @Test
    void t25_a_data_folder_that_the_environment_names_is_found_at_the_usual_place_and_refused_elsewhere() {
        assertThat(known(etcd(List.of("etcd"), "ETCD_DATA_DIR=/var/lib/etcd\0").text(NODE,
                paths("/proc/700/root/var/lib/etcd"), "755 0 0 d /proc/700/root/var/lib/etcd\0"), Use.ETCD_DATA, "etcd")
                .stat()).isPresent();
        assertUnavailable(etcd(List.of("etcd"), "ETCD_DATA_DIR=/srv/other\0"), Use.ETCD_DATA, Reason.REFUSED,
                "/srv/other");
    }

    @Test
    void a_folder_that_nobody_names_lies_where_the_process_stands() {
        assertThat(known(etcd(List.of("etcd", "--name", "cp-1"), "").text(NODE, paths("/proc/700/cwd/cp-1.etcd"),
                "700 0 0 d /proc/700/cwd/cp-1.etcd\0"), Use.ETCD_DATA, "etcd").path()).isEqualTo("cp-1.etcd");
    }

    @Test
    void what_is_not_there_is_known_and_what_may_not_be_looked_at_is_not() {
        FileProbe.Paths folder = paths("/proc/700/root/srv/etcd");
        assertThat(known(etcd(List.of("etcd", "--data-dir=/srv/etcd"), "").absent(NODE, folder, "find: '"
                + folder.pattern() + "': No such file or directory"), Use.ETCD_DATA, "etcd").stat()).isEmpty();
        assertUnavailable(etcd(List.of("etcd", "--data-dir=/srv/etcd"), "").unread(NODE, folder, Reason.FORBIDDEN,
                "Permission denied"), Use.ETCD_DATA, Reason.FORBIDDEN, "Permission denied");
    }

    @Test
    void the_owner_of_a_process_is_that_of_its_entry() {
        assertThat(known(etcd(List.of("etcd"), "").text(NODE, paths("/proc/700"), "555 52 52 d /proc/700\0"),
                Use.ETCD_PROCESS, "etcd").stat().orElseThrow().owner()).isEqualTo(52);
    }

    @Test
    void a_node_without_the_process_has_none() {
        assertThat(new ControlPlaneSite().processes(CP, List.of("kube-apiserver", "--etcd-servers=https://etcd"))
                .members(CP, NamedPath.of(Use.ETCD_DATA))).as("t23: a mention of etcd is none").isEmpty();
    }

    @Test
    void t30_the_kubelets_files_are_those_that_it_names() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("kubelet", "--config", "etc/k.yaml",
                "--config-dir=/etc/kubelet.d", "--kubeconfig=/etc/kubernetes/kubelet.conf"))
                .text(NODE, paths("/proc/700/cwd/etc/k.yaml"), "640 0 0 f /proc/700/cwd/etc/k.yaml\0")
                .text(NODE, paths("/etc/kubernetes/kubelet.conf"), "600 0 0 f /etc/kubernetes/kubelet.conf\0")
                .text(NODE, paths("/etc/kubelet.d/**"), "644 0 0 f /etc/kubelet.d/10-a.conf\0"
                        + "644 0 0 f /etc/kubelet.d/read.me\0" + "755 0 0 d /etc/kubelet.d/x.conf\0");
        Map<String, Fact<NamedPath>> files = site.members(CP, NamedPath.of(Use.KUBELET_CONFIGURATION));
        assertThat(files).containsOnlyKeys("kubelet", "kubelet /etc/kubelet.d/10-a.conf");
        assertThat(known(site, Use.KUBELET_CONFIGURATION, "kubelet").path()).isEqualTo("etc/k.yaml");
        assertThat(known(site, Use.KUBELET_KUBECONFIG, "kubelet").stat()).isPresent();
        assertThat(new NamedPaths(Use.KUBELET_KUBECONFIG).derive(site.get(NODE, ComponentProcesses.PROBE)))
                .as("the usual path is a matter of the first round").isEmpty();
    }

    @Test
    void the_authority_is_the_one_that_counts_wherever_it_is_set() {
        FileProbe.ReadFile file = new FileProbe.ReadFile("/var/lib/kubelet/config.yaml");
        List<String> argv = List.of("kubelet", "--config=/var/lib/kubelet/config.yaml");
        String listing = "644 0 0 f /etc/kubernetes/pki/ca.crt\0";
        assertThat(known(new ControlPlaneSite().processes(CP, argv).text(NODE, file, CONFIGURATION.formatted(
                "/etc/kubernetes/pki/ca.crt")).text(NODE, paths("/etc/kubernetes/pki/*.crt"), listing),
                Use.KUBELET_CLIENT_AUTHORITY, "kubelet").stat()).isPresent();
        assertThat(known(new ControlPlaneSite().processes(CP, argv).text(NODE, file, CONFIGURATION.formatted("''")),
                Use.KUBELET_CLIENT_AUTHORITY, "kubelet").path()).isEmpty();
        assertUnavailable(new ControlPlaneSite().processes(CP, argv).text(NODE, file, CONFIGURATION.formatted(
                "/srv/ca.crt")), Use.KUBELET_CLIENT_AUTHORITY, Reason.REFUSED, "/srv/ca.crt");
        assertUnavailable(new ControlPlaneSite().processes(CP, argv).unread(NODE, file, Reason.FORBIDDEN, "denied"),
                Use.KUBELET_CLIENT_AUTHORITY, Reason.FORBIDDEN, "denied");
    }

    private static ControlPlaneSite etcd(List<String> argv, String environment) {
        return new ControlPlaneSite().processes(CP, argv).text(NODE, new ProcessProbe.EtcdEnvironment(700), environment);
    }

    private static FileProbe.Paths paths(String path) {
        return new FileProbe.Paths(path);
    }

    private static NamedPath known(ControlPlaneSite site, Use use, String subject) {
        return switch (site.members(CP, NamedPath.of(use)).get(subject)) {
            case Fact.Known<NamedPath>(NamedPath named, var sources) -> named;
            case Fact.Unavailable<NamedPath> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Use use, Reason reason, String words) {
        assertThat(site.members(CP, NamedPath.of(use)).values()).singleElement().satisfies(fact ->
                assertThat(fact).isInstanceOfSatisfying(Fact.Unavailable.class, unavailable -> {
                    assertThat(unavailable.reason()).isEqualTo(reason);
                    assertThat(unavailable.detail()).contains(words);
                }));
    }
}
