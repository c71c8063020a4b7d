package io.tightship.library.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinimumRuleTest {

    static List<Case> compliant(String rule) {
        Component component = Servers.component(rule);
        return List.of(
                Servers.running(component, "t21: absent, so TLS 1.2 by default"),
                Servers.running(component, "empty, so TLS 1.2 by default", "--tls-min-version="),
                Servers.running(component, "1.2", "--tls-min-version=VersionTLS12"),
                Servers.running(component, "above the site's", "--tls_min_version", "VersionTLS13"),
                Servers.running(component, "as high as the site's", "--tls-min-version=VersionTLS13")
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    static List<Case> violations(String rule) {
        Component component = Servers.component(rule);
        return List.of(
                Servers.running(component, "1.0", "--tls-min-version=VersionTLS10"),
                Servers.running(component, "1.1", "--tls-min-version=VersionTLS11"),
                Servers.running(component, "t1: 1.0 at last", "--tls-min-version=VersionTLS12",
                        "--tls-min-version=VersionTLS10"),
                Servers.running(component, "the default where the site wants 1.3")
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13),
                Servers.running(component, "no version", "--tls-min-version=1.2"));
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

    @Test
    void a_component_that_opens_no_port_has_nothing_to_judge() {
        Finding finding = Servers.running(Component.KUBE_SCHEDULER, "no port", "--secure-port=0",
                "--tls-min-version=VersionTLS10").judge(row("scheduler-tls-minimum")).getFirst();
        assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(finding.message()).contains("--secure-port=0");
    }

    private static Check row(String id) {
        return MinimumRule.all().stream().filter(check -> check.rule().id().equals(id)).findFirst().orElseThrow();
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(MinimumRule.all().getFirst());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
