package io.tightship.library.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CiphersRuleTest {

    private static final String GUIDE = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,"
            + "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,"
            + "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final String STRONG = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String WEAK = "TLS_RSA_WITH_AES_128_CBC_SHA";

    static List<Case> compliant(String rule) {
        Component component = Servers.component(rule);
        return List.of(
                list(component, "t14: the guide's list as written there", GUIDE),
                list(component, "t13: a subset in another order", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384," + STRONG),
                list(component, "t19: TLS 1.3's suites beside it", "TLS_AES_128_GCM_SHA256," + STRONG
                        + ",TLS_CHACHA20_POLY1305_SHA256"),
                Servers.told(component, "t19: minimum 1.3 without a list", "--tls-min-version=VersionTLS13"),
                Servers.told(component, "minimum 1.3 with a list that nothing uses", "--tls-min-version=VersionTLS13",
                        "--tls-cipher-suites=" + WEAK),
                Servers.told(component, "without HTTP/2 no AES_128_GCM is needed", "--disable-http2-serving",
                        "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                list(component, "a site's own list", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256," + WEAK)
                        .value(TlsValues.CIPHER_SUITES, Set.of(STRONG, WEAK)));
    }

    static List<Case> violations(String rule) {
        Component component = Servers.component(rule);
        return List.of(
                Servers.told(component, "t10: absent, so Go's default"),
                Servers.told(component, "empty, so Go's default", "--tls-cipher-suites="),
                list(component, "t15: a weak one behind a strong one", STRONG + "," + WEAK),
                Servers.told(component, "t3: a weak one in a second occurrence", "--tls-cipher-suites=" + STRONG,
                        "--tls-cipher-suites=" + WEAK),
                list(component, "t16: all of Go's suites", String.join(",", GoTls.Defaults.WITH_RSA_EXCHANGE.suites())),
                list(component, "t19: TLS 1.3's suites alone", "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384"),
                list(component, "t19: no suite that HTTP/2 needs", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                list(component, "t14: a space within the list", STRONG + ", TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                list(component, "a comma at the end", STRONG + ","),
                list(component, "a name that Go does not know", STRONG + ",TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
                list(component, "t20: RSA key exchange", STRONG + ",TLS_RSA_WITH_AES_128_GCM_SHA256"));
    }

    @Test
    void t13_neither_the_order_nor_the_number_of_the_suites_matters() {
        assertThat(list("subset", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384," + STRONG).judge(CiphersRule.all().getFirst()))
                .extracting(Finding::outcome).containsExactly(Outcome.PASS);
    }

    @Test
    void t15_every_suite_of_the_list_is_looked_at() {
        assertThat(fail(list("weak at the end", STRONG + "," + WEAK)).message()).contains(WEAK)
                .doesNotContain(STRONG + ",");
    }

    @Test
    void t16_extra_suites_fail_and_missing_ones_do_not() {
        assertThat(fail(list("all", String.join(",", GoTls.Defaults.WITH_RSA_EXCHANGE.suites()))).message())
                .contains("3DES").contains("TLS_RSA_WITH_AES_256_CBC_SHA");
        assertThat(list("one", STRONG).judge(CiphersRule.all().getFirst())).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS);
    }

    @Test
    void t10_an_absent_list_names_the_suites_of_the_versions_default() {
        assertThat(fail(Servers.serving("1.32", Servers.tls())).message())
                .contains("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA").contains("the default of Kubernetes from 1.32")
                .doesNotContain("3DES").doesNotContain("TLS_RSA_WITH");
        assertThat(fail(Servers.serving("1.30", absent(GoTls.Defaults.WITH_3DES))).message())
                .contains("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA").doesNotContain("TLS_RSA_WITH");
        assertThat(fail(Servers.serving("1.29", absent(GoTls.Defaults.WITH_RSA_EXCHANGE))).message())
                .contains("TLS_RSA_WITH_3DES_EDE_CBC_SHA").contains("TLS_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void t19_a_list_that_http2_refuses_says_that_the_server_does_not_start() {
        assertThat(fail(list("no AES_128_GCM", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")).message())
                .contains("does not start (HTTP/2)");
    }

    @Test
    void a_name_that_go_does_not_know_is_quoted_with_its_spaces() {
        assertThat(fail(list("space", STRONG + ", TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")).message())
                .contains("' TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'").contains("does not start");
    }

    @Test
    void t20_the_verdict_names_the_list_that_it_is_judged_by() {
        assertThat(fail(list("rsa", STRONG + ",TLS_RSA_WITH_AES_128_GCM_SHA256")).expected())
                .contains("the site's list (value tls-cipher-suites)").contains(STRONG);
    }

    @Test
    void t17_following_the_steps_makes_each_violation_pass() {
        for (Set<String> site : List.of(TlsValues.CIPHER_SUITES.fallback().orElseThrow(), Set.of(STRONG),
                Set.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), Set.of("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"))) {
            for (String words : List.of(WEAK, STRONG + "," + WEAK, "TLS_AES_128_GCM_SHA256")) {
                String[] before = {"--tls-cipher-suites=" + words, "--tls-cipher-suites=" + WEAK};
                Finding finding = fail(Servers.serving("before", Servers.tls(before)).value(TlsValues.CIPHER_SUITES,
                        site));
                Case after = Servers.serving("after", Servers.tls(Servers.repaired(finding, before)))
                        .value(TlsValues.CIPHER_SUITES, site);
                assertThat(after.judge(CiphersRule.all().getFirst())).extracting(Finding::outcome).containsExactly(Outcome.PASS);
            }
        }
    }

    private static ServerTls absent(GoTls.Defaults defaults) {
        return ServerTls.of(Servers.flags(), Optional.of(defaults)).orElseThrow();
    }

    @Test
    void a_component_that_opens_no_port_has_nothing_to_judge() {
        Component component = Component.KUBE_CONTROLLER_MANAGER;
        assertThat(Servers.told(component, "no port", "--secure-port=0")
                .judge(CiphersRule.all().get(1))).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
    }

    private static Case list(String name, String suites) {
        return list(Component.KUBE_APISERVER, name, suites);
    }

    private static Case list(Component component, String name, String suites) {
        return Servers.told(component, name, "--tls-cipher-suites=" + suites);
    }

    private static Finding fail(Case site) {
        List<Finding> findings = site.judge(CiphersRule.all().getFirst());
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().outcome()).isEqualTo(Outcome.FAIL);
        return findings.getFirst();
    }

    @Test
    void t14_the_list_that_the_steps_recommend_passes_as_it_is_written_there() {
        Finding finding = fail(list("weak", WEAK));
        String recommended = finding.remediation().stream().flatMap(step -> step instanceof io.tightship.model.Step.Setting
                setting ? java.util.stream.Stream.of(setting.literal()) : java.util.stream.Stream.empty()).findFirst()
                .orElseThrow();
        assertThat(recommended).doesNotContain(" ");
        assertThat(Servers.serving("after", Servers.tls(recommended)).judge(CiphersRule.all().getFirst()))
                .extracting(Finding::outcome).containsExactly(Outcome.PASS);
        assertThat(list("the guide's", GUIDE).judge(CiphersRule.all().getFirst())).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS);
    }
}
