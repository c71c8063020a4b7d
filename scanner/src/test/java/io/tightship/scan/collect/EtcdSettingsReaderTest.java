package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Step;
import io.tightship.scan.data.Fragment;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProjectedFile;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdSettingsReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final ProcessProbe.EtcdEnvironment ENVIRONMENT = new ProcessProbe.EtcdEnvironment(700);
    private static final String FILE = "/etc/etcd/etcd.conf.yml";
    private static final NodeProbe PROBE = new FileProbe.NamedFile(700, FILE, NamedFileContent.ETCD);

    @Test
    void t25_the_command_line_and_the_environment_count_together() {
        EtcdSettings etcd = known(etcd("--auto-tls=false").text(NODE, ENVIRONMENT,
                "ETCD_AUTO_TLS=true\0ETCD_CERT_FILE=/a=b.crt\0"));
        assertThat(etcd.bool("auto-tls")).isFalse();
        assertThat(etcd.text("cert-file")).contains("/a=b.crt");
    }

    @Test
    void an_environment_without_such_variables_is_known_to_say_nothing() {
        assertThat(known(etcd("--name=x").bytes(NODE, ENVIRONMENT, 1, "", new byte[0])).given())
                .containsOnlyKeys("name");
    }

    @Test
    void t23_another_process_that_mentions_etcd_is_none_and_absence_is_known() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("kube-apiserver",
                "--etcd-servers=https://127.0.0.1:2379"));
        assertThat(site.members(CP, EtcdSettings.KEY)).isEmpty();
        assertThat(site.read(CP, RunningComponents.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((RunningComponents) fact.value()).names()).isEqualTo(Set.of("kube-apiserver")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd-client-tls", "etcd-client-certificates-demanded", "etcd-client-certificates-not-self-made",
        "etcd-peer-tls", "etcd-peer-certificates-demanded", "etcd-peer-certificates-not-self-made", "etcd-tls-ciphers",
        "etcd-tls-minimum"})
    void t17_the_literals_of_the_steps_put_into_the_file_make_the_rule_pass(String rule) throws Exception {
        String file = """
                listen-client-urls: http://0.0.0.0:2379
                listen-peer-urls: http://0.0.0.0:2380
                cipher-suites: [TLS_RSA_WITH_AES_128_CBC_SHA]
                client-transport-security: {auto-tls: true}
                peer-transport-security: {auto-tls: true}
                """;
        Finding failed = judged(file, rule);
        assertThat(failed.outcome()).isEqualTo(Outcome.FAIL);
        List<String> literals = new ArrayList<>();
        for (Step step : failed.remediation()) {
            if (step instanceof Step.Setting(Step.Place place, String literal)) {
                assertThat(place).isEqualTo(Step.Place.file(FILE));
                literals.add(literal);
            }
        }
        assertThat(judged(Fragment.put(file, literals), rule).outcome()).as(literals.toString()).isEqualTo(Outcome.PASS);
    }

    private static Finding judged(String file, String rule) {
        ControlPlaneSite site = etcd("--config-file=" + FILE).text(NODE, PROBE, projected(file));
        if (rule.equals("etcd-tls-minimum")) {
            site.value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13);
        }
        return site.judge(ControlPlaneSite.CP, rule).getFirst();
    }

    @Test
    void a_configuration_file_counts_alone() {
        ControlPlaneSite site = etcd("--config-file=" + FILE, "--auto-tls").text(NODE, PROBE, projected("""
                name: cp-1
                listen-client-urls: https://127.0.0.1:2379
                cipher-suites: [TLS_A, TLS_B]
                client-transport-security:
                  cert-file: /etc/etcd/server.crt
                  client-cert-auth: true
                  allowed-cn: [one, two]
                peer-transport-security:
                  auto-tls: yes
                discovery-config: {token: secret}
                """));
        EtcdSettings etcd = known(site);
        assertThat(etcd.file()).contains(FILE);
        assertThat(etcd.bool("auto-tls")).isFalse();
        assertThat(etcd.bool("peer-auto-tls")).isTrue();
        assertThat(etcd.bool("client-cert-auth")).isTrue();
        assertThat(etcd.text("cipher-suites")).contains("TLS_A,TLS_B");
        assertThat(etcd.given().get("cert-file").where()).isEqualTo(FILE);
    }

    @Test
    void what_was_not_read_is_unavailable_with_its_reason() {
        assertUnavailable(etcd("--name=x").unread(NODE, ENVIRONMENT, Reason.FORBIDDEN, "Permission denied"),
                Reason.FORBIDDEN);
        assertUnavailable(etcd("--config-file=" + FILE), Reason.NOT_ATTEMPTED);
        assertUnavailable(etcd("--config-file=" + FILE).absent(NODE, PROBE, "No such file"),
                Reason.NOT_COLLECTED);
        for (String broken : List.of("[a", "- a\n", "peer-transport-security:\n  cert-file:\n    c: 1\n", "client-transport-security: 1", "cipher-suites: A,B\n")) {
            assertUnavailable(etcd("--config-file=" + FILE).text(NODE, PROBE, projected(broken)),
                    Reason.UNPARSABLE);
        }
        assertUnavailable(etcd("--name=x").text(NODE, ENVIRONMENT, "ETCD_CONFIG_FILE=/etc/etcd/other.yml\0"),
                Reason.REFUSED);
        assertUnavailable(etcd("--new-flag", "--auto-tls"), Reason.UNPARSABLE);
    }

    @Test
    void what_stands_outside_of_its_section_etcd_does_not_see_either() {
        EtcdSettings etcd = known(etcd("--config-file=" + FILE).text(NODE, PROBE, projected("""
                listen-client-urls: https://0.0.0.0:2379
                cert-file: /etc/etcd/server.crt
                key-file: /etc/etcd/server.key
                client-cert-auth: true
                trusted-ca-file: /etc/etcd/ca.crt
                peer-client-cert-auth: true
                """)));
        assertThat(etcd.given()).containsOnlyKeys("listen-client-urls");
    }

    @Test
    void a_file_in_json_may_be_indented_with_tabs() {
        assertThat(known(etcd("--config-file", FILE).text(NODE, PROBE, projected("""
                {
                \t"client-transport-security": {
                \t\t"client-cert-auth": true
                \t}
                }
                """))).bool("client-cert-auth")).isTrue();
    }

    @Test
    void the_file_is_read_where_the_process_sees_it_and_nothing_is_kept_of_another_one() {
        Reading table = etcd("--config-file=/var/lib/rancher/rke2/server/db/etcd/config").get(NODE,
                new ProcessProbe.Processes());
        assertThat(NamedFiles.ETCD_CONFIGURATION.derive(table)).containsExactly(new FileProbe.NamedFile(700,
                "/var/lib/rancher/rke2/server/db/etcd/config", NamedFileContent.ETCD));
        assertThat(NamedFiles.ETCD_CONFIGURATION.allowed().matcher(
                "/proc/700/root/var/lib/rancher/rke2/server/db/etcd/config").matches()).isTrue();
        assertThat(new EtcdEnvironments().derive(table)).containsExactly(ENVIRONMENT);
        assertThat(projected("root:x:0:0:root")).doesNotContain("root");
        assertThat(projected("discovery-config: {token: secret}\nname: x\n")).contains("\"x\"")
                .doesNotContain("secret");
    }

    private static String projected(String file) {
        return ProjectedFile.text(NamedFileContent.ETCD, file);
    }

    private static ControlPlaneSite etcd(String... flags) {
        List<String> words = new ArrayList<>(List.of("/usr/local/bin/etcd"));
        words.addAll(Arrays.asList(flags));
        return new ControlPlaneSite().processes(CP, words);
    }

    private static EtcdSettings known(ControlPlaneSite site) {
        return switch (site.members(CP, EtcdSettings.KEY).get("etcd")) {
            case Fact.Known<EtcdSettings>(EtcdSettings settings, var sources) -> settings;
            case Fact.Unavailable<EtcdSettings> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertUnavailable(ControlPlaneSite site, Reason reason) {
        assertThat(site.members(CP, EtcdSettings.KEY).get("etcd")).isInstanceOfSatisfying(Fact.Unavailable.class,
                fact -> assertThat(fact.reason()).as(fact.toString()).isEqualTo(reason));
    }
}
