package io.tightship.library.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsMinimumTest {

    private static final List<String> TOO_LOW = List.of(Members.TLS, Members.TLS + "--tls-min-version=TLS1.2",
            Members.TLS + "--tls-min-version=TLS1.3 --tls-min-version=TLS1.2", Members.TLS
                    + "--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    static List<Case> compliant() {
        return List.of(Members.running("absent, so TLS 1.2", Members.TLS),
                Members.running("1.2", Members.TLS + "--tls-min-version=TLS1.2"),
                Members.running("1.3 with a certificate of its own making", "--auto-tls --tls-min-version=TLS1.3"),
                Members.running("as high as the site's", Members.TLS + "--tls-min-version TLS1.3")
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    static List<Case> violations() {
        return List.of(Members.running("no TLS at all", "--name=x"),
                Members.running("the API server's word is not etcd's", Members.TLS + "--tls-min-version=VersionTLS12"),
                Members.running("the default where the site wants 1.3", Members.TLS)
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    @Test
    void t17_following_the_steps_makes_each_violation_pass() {
        for (String line : TOO_LOW) {
            Finding finding = only(Members.running(line, line).value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
            assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
            Case after = Members.repaired(finding, line).value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13);
            assertThat(only(after).outcome()).isEqualTo(Outcome.PASS);
            assertThat(after.judge(new TlsCiphers())).as("no list stands beside TLS 1.3 alone")
                    .extracting(Finding::outcome).containsExactly(Outcome.PASS);
        }
        assertThat(only(Members.repaired(only(violations().getFirst()), "--name=x")).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void t23_t26_where_no_etcd_runs_the_rule_does_not_apply() {
        assertThat(only(Members.none()).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new TlsMinimum());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
