package io.tightship.library.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TlsCiphersTest {

    private static final String STRONG = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String WEAK = "TLS_RSA_WITH_AES_128_CBC_SHA";
    private static final List<String> WRONG = List.of(Members.TLS, Members.TLS + "--cipher-suites=" + STRONG + "," + WEAK,
            Members.TLS + "--cipher-suites=" + STRONG + ",", Members.TLS + "--cipher-suites=TLS_NONE",
            Members.TLS + "--tls-min-version=TLS1.3 --cipher-suites=" + STRONG, "--cipher-suites=" + STRONG,
            Members.TLS + "--tls-min-version=VersionTLS12 --cipher-suites=" + STRONG,
            Members.TLS + "--cipher-suites=" + STRONG + " --cipher-suites=" + WEAK);

    static List<Case> compliant() {
        return List.of(Members.running("a list, without what HTTP/2 asks of Kubernetes", Members.TLS
                        + "--cipher-suites=" + STRONG),
                Members.running("the last list counts", Members.TLS + "--cipher-suites=" + WEAK + " --cipher-suites="
                        + STRONG),
                Members.running("1.3 alone", Members.TLS + "--tls-min-version=TLS1.3"),
                Members.running("a site that takes every default", Members.TLS).value(TlsValues.CIPHER_SUITES,
                        new TreeSet<>(GoTls.Defaults.WITH_RSA_EXCHANGE.suites())));
    }

    static List<Case> violations() {
        return WRONG.stream().map(line -> Members.running(line, line)).toList();
    }

    @Test
    void where_the_default_decides_and_depends_on_the_build_a_person_is_asked() {
        Finding finding = Members.running("default", Members.TLS).value(TlsValues.CIPHER_SUITES,
                new TreeSet<>(GoTls.Defaults.ECDHE_AES.suites())).judge(new TlsCiphers()).getFirst();
        assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(finding.message()).contains("which Go");
    }

    @Test
    void t17_following_the_steps_makes_each_violation_pass() {
        for (String line : WRONG) {
            for (Set<String> site : List.of(TlsValues.CIPHER_SUITES.fallback().orElseThrow(),
                    Set.of("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"))) {
                if (!line.contains("cert-file") && site.size() == 1) {
                    continue; // without TLS and without a suite that Go has there is more to do than one step
                }
                Finding finding = Members.running(line, line).value(TlsValues.CIPHER_SUITES, site)
                        .judge(new TlsCiphers()).getFirst();
                assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
                assertThat(Members.repaired(finding, line).value(TlsValues.CIPHER_SUITES, site).judge(new TlsCiphers()))
                        .as(line).extracting(Finding::outcome).containsExactly(Outcome.PASS);
            }
        }
    }

    @Test
    void a_file_holds_a_list_and_a_command_line_a_text() {
        EtcdSettings.Given weak = new EtcdSettings.Given(WEAK, "/etc/etcd/etcd.yaml");
        EtcdSettings.Given own = new EtcdSettings.Given("true", "/etc/etcd/etcd.yaml");
        Finding finding = Members.running("by file", new EtcdSettings(new TreeMap<>(Map.of("auto-tls", own, "cipher-suites",
                weak)), Optional.of("/etc/etcd/etcd.yaml"))).value(TlsValues.CIPHER_SUITES, new TreeSet<>(List.of(STRONG,
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))).judge(new TlsCiphers()).getFirst();
        assertThat(finding.remediation()).contains(Step.setting(Step.Place.file("/etc/etcd/etcd.yaml"),
                "cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, " + STRONG + "]"));
    }

    @Test
    void t23_t26_where_no_etcd_runs_the_rule_does_not_apply() {
        assertThat(Members.none().judge(new TlsCiphers())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
    }
}
