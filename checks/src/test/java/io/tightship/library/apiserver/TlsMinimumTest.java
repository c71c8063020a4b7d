package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsMinimumTest {

    static List<Case> compliant() {
        return List.of(
                Servers.running("t21: absent, so TLS 1.2 by default"),
                Servers.running("empty, so TLS 1.2 by default", "--tls-min-version="),
                Servers.running("1.2", "--tls-min-version=VersionTLS12"),
                Servers.running("above the site's", "--tls_min_version", "VersionTLS13"),
                Servers.running("as high as the site's", "--tls-min-version=VersionTLS13")
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    static List<Case> violations() {
        return List.of(
                Servers.running("1.0", "--tls-min-version=VersionTLS10"),
                Servers.running("1.1", "--tls-min-version=VersionTLS11"),
                Servers.running("t1: 1.0 at last", "--tls-min-version=VersionTLS12",
                        "--tls-min-version=VersionTLS10"),
                Servers.running("the default where the site wants 1.3")
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13),
                Servers.running("no version", "--tls-min-version=1.2"));
    }

    @Test
    void the_message_has_the_observed_and_the_expected_minimum() {
        Finding finding = only(Servers.running("1.0", "--tls-min-version=VersionTLS10"));
        assertThat(finding.message()).contains("VersionTLS10").contains("at least VersionTLS12");
        assertThat(finding.observed()).isEqualTo("VersionTLS10");
    }

    @Test
    void a_text_that_is_no_version_says_that_the_server_does_not_start() {
        assertThat(only(Servers.running("lower case", "--tls-min-version=versiontls13")).message())
                .contains("does not start");
    }

    @Test
    void t17_following_the_steps_makes_each_violation_pass() {
        for (TlsVersion site : List.of(TlsVersion.TLS12, TlsVersion.TLS13)) {
            String[] words = {"--tls-min-version=VersionTLS10"};
            Finding finding = only(Servers.running("before", words).value(TlsValues.MINIMUM_VERSION, site));
            assertThat(only(Servers.running("after", Servers.repaired(finding, words))
                    .value(TlsValues.MINIMUM_VERSION, site)).outcome()).isEqualTo(Outcome.PASS);
        }
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new TlsMinimum());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
