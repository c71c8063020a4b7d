package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.fact.kubernetes.ProxySettings;
import io.tightship.fact.linux.NamedPath;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyReadersTest {

    private static final SessionId NODE = SessionId.node(WORKER);
    private static final String PATH = "/proc/700/root/var/lib/kube-proxy/config.conf";
    private static final NodeProbe FILE = new ProcessProbe.ProxyConfiguration(PATH);

    /** As kubeadm 1.36 writes it, after the projection. */
    private static final String KUBEADM = """
            {"apiVersion":"kubeproxy.config.k8s.io/v1alpha1","kind":"KubeProxyConfiguration","bindAddress":"0.0.0.0",
            "healthzBindAddress":"","metricsBindAddress":"127.0.0.1:10249","mode":"iptables","nodePortAddresses":null,
            "clientConnection":{"kubeconfig":"/var/lib/kube-proxy/kubeconfig.conf"}}""";

    @Test
    void the_file_is_the_one_that_the_process_itself_sees() {
        ControlPlaneSite site = inPod(KUBEADM);
        assertThat(settings(site)).satisfies(settings -> {
            assertThat(settings.file()).contains("/var/lib/kube-proxy/config.conf");
            assertThat(settings.healthz().orElseThrow().toString()).isEqualTo("0.0.0.0:10256");
            assertThat(settings.metrics().orElseThrow().toString()).isEqualTo("127.0.0.1:10249");
            assertThat(settings.nodePorts()).isEmpty();
        });
        assertThat(new ProxyFiles().derive(site.get(NODE, ComponentProcesses.PROBE))).containsExactly(FILE);
        assertThat(new ProxyFiles().allowed().matcher(PATH).matches()).isTrue();
        assertThat(new ProxyFiles().allowed().matcher("/proc/700/root/etc/shadow").matches()).isFalse();
    }

    @Test
    void with_a_file_the_flags_count_for_nothing() {
        assertThat(settings(inPod(KUBEADM, "--nodeport-addresses=10.0.0.0/24", "--healthz-bind-address=127.0.0.1"))
                .nodePorts()).isEmpty();
    }

    @Test
    void without_a_file_the_flags_count_and_lists_add_up() {
        ProxySettings settings = settings(flags("--nodeport-addresses=10.0.0.0/24", "--nodeport-addresses=fd00::/64",
                "--healthz-bind-address=127.0.0.1", "--metrics-bind-address=", "--proxy-mode=ipvs"));
        assertThat(settings.nodePorts()).containsExactly("10.0.0.0/24", "fd00::/64");
        assertThat(settings.healthz().orElseThrow().toString()).isEqualTo("127.0.0.1:10256");
        assertThat(settings.metrics()).isEmpty();
        assertThat(settings.mode()).isEqualTo("ipvs");
        assertThat(settings(flags()).healthz().orElseThrow().host()).as("t10: the default").isEqualTo("0.0.0.0");
        assertThat(settings(flags("--healthz-port=0")).healthz()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "not JSON", "{\"kind\":\"KubeProxyConfiguration\",\"healthzBindAddress\":\"10.0.0.0/24\"}",
        "{\"kind\":\"KubeProxyConfiguration\",\"nodePortAddresses\":\"10.0.0.0/24\"}"})
    void what_kube_proxy_does_not_start_with_is_unknown(String document) {
        assertUnavailable(inPod(document), Reason.UNPARSABLE);
    }

    @Test
    void a_file_that_was_not_read_leaves_all_unknown() {
        assertUnavailable(argv("--config=/var/lib/kube-proxy/config.conf").unread(NODE, FILE, Reason.FORBIDDEN, "no"),
                Reason.FORBIDDEN);
        assertUnavailable(argv("--config=/var/lib/kube-proxy/config.conf").absent(NODE, FILE, "no such file"),
                Reason.NOT_COLLECTED);
        assertUnavailable(flags("--healthz-bind-address=10.0.0.0/24"), Reason.UNPARSABLE);
        assertUnavailable(flags("positional"), Reason.UNPARSABLE);
    }

    @Test
    void t26_a_node_without_one_has_none_and_a_hidden_table_proves_nothing() {
        assertThat(new ControlPlaneSite().processes(WORKER, List.of("kubelet")).members(WORKER, ProxySettings.KEY))
                .isEmpty();
        assertThat(new ControlPlaneSite().text(NODE, ComponentProcesses.PROBE,
                "{\"firstProcessSeen\":false,\"processes\":[]}").read(WORKER, ProxySettings.KEY))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void its_kubeconfig_is_looked_for_on_the_host() {
        FileProbe.Paths folder = new FileProbe.Paths("/var/lib/kube-proxy/*");
        assertThat(kubeconfig(inPod(KUBEADM).text(NODE, folder, "600 0 0 f /var/lib/kube-proxy/kubeconfig.conf\0"))
                .stat()).isPresent();
        assertThat(kubeconfig(inPod(KUBEADM).absent(NODE, folder, "find: '/var/lib/kube-proxy': No such file"))
                .stat()).isEmpty();
        assertThat(kubeconfig(flags("--kubeconfig=/etc/p.conf").text(NODE, new FileProbe.Paths("/etc/p.conf"),
                "644 0 0 f /etc/p.conf\0")).stat().orElseThrow().octal()).isEqualTo("0644");
    }

    @Test
    void start_and_change_are_told_by_the_hosts_own_clock() {
        ConfigurationAge age = age(inPod(KUBEADM)
                .text(NODE, new ProcessProbe.BootTime(), "btime 1780000000\n")
                .text(NODE, new ProcessProbe.ProcessStart("/proc/700/stat"), "700 (kube) (proxy) S 1" + " 0".repeat(17)
                        + " 90050 0 0\n")
                .text(NODE, new FileProbe.Changed(PATH), "1780000999.5000000000 " + PATH + "\0"));
        assertThat(age.started()).isEqualTo(Instant.ofEpochSecond(1780000900L));
        assertThat(age.changed()).containsOnlyKeys("/var/lib/kube-proxy/config.conf");
        assertThat(age.newer()).hasSize(1);
    }

    @Test
    void a_start_or_a_change_that_was_not_read_is_unknown() {
        for (NodeProbe missing : List.of(new ProcessProbe.BootTime(), new ProcessProbe.ProcessStart("/proc/700/stat"),
                new FileProbe.Changed(PATH))) {
            ControlPlaneSite site = inPod(KUBEADM).text(NODE, new ProcessProbe.BootTime(), "btime 1780000000\n")
                    .text(NODE, new ProcessProbe.ProcessStart("/proc/700/stat"), "700 (k) S" + " 0".repeat(18) + " 90050 0\n")
                    .text(NODE, new FileProbe.Changed(PATH), "1780000999.5 " + PATH + "\0");
            for (ControlPlaneSite less : List.of(site.unread(NODE, missing, Reason.FORBIDDEN, "no"),
                    site.text(NODE, missing, "nonsense"))) {
                assertThat(less.members(WORKER, ConfigurationAge.of(Component.KUBE_PROXY)).get("kube-proxy"))
                        .as(missing.place()).isInstanceOf(Fact.Unavailable.class);
            }
        }
    }

    private static ControlPlaneSite argv(String... words) {
        List<String> all = new ArrayList<>(List.of("/usr/local/bin/kube-proxy"));
        all.addAll(Arrays.asList(words));
        return new ControlPlaneSite().processes(WORKER, all);
    }

    private static ControlPlaneSite flags(String... words) {
        return argv(words);
    }

    private static ControlPlaneSite inPod(String document, String... words) {
        List<String> all = new ArrayList<>(List.of("--config=/var/lib/kube-proxy/config.conf",
                "--hostname-override=dgx-01"));
        all.addAll(Arrays.asList(words));
        return argv(all.toArray(String[]::new)).text(NODE, FILE, document);
    }

    private static ProxySettings settings(ControlPlaneSite site) {
        return switch (site.members(WORKER, ProxySettings.KEY).get("kube-proxy")) {
            case Fact.Known<ProxySettings>(ProxySettings settings, var sources) -> settings;
            case Fact.Unavailable<ProxySettings> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static NamedPath kubeconfig(ControlPlaneSite site) {
        return switch (site.members(WORKER, NamedPath.of(NamedPath.Use.KUBE_PROXY_KUBECONFIG)).get("kube-proxy")) {
            case Fact.Known<NamedPath>(NamedPath named, var sources) -> named;
            case Fact.Unavailable<NamedPath> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static ConfigurationAge age(ControlPlaneSite site) {
        return switch (site.members(WORKER, ConfigurationAge.of(Component.KUBE_PROXY)).get("kube-proxy")) {
            case Fact.Known<ConfigurationAge>(ConfigurationAge age, var sources) -> age;
            case Fact.Unavailable<ConfigurationAge> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.members(WORKER, ProxySettings.KEY).get("kube-proxy"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }
}
