package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import io.tightship.model.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TlsCiphersTest {

    private static final String GOOD = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String CBC = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";

    static List<Case> compliant() {
        return List.of(kubelet("one of the list", TlsVersion.TLS12, GOOD),
                kubelet("t13: another order", TlsVersion.TLS12, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", GOOD),
                kubelet("t19: suites of TLS 1.3 change nothing", TlsVersion.TLS12, GOOD, "TLS_AES_128_GCM_SHA256"),
                kubelet("an alias", TlsVersion.TLS12, GOOD, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"),
                kubelet("TLS 1.3 alone", TlsVersion.TLS13));
    }

    static List<Case> violations() {
        return List.of(kubelet("absent, so Go's own with CBC", TlsVersion.TLS12),
                kubelet("t15: a weak one after a strong one", TlsVersion.TLS12, GOOD, CBC),
                kubelet("t20: RSA key exchange", TlsVersion.TLS12, GOOD, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
                kubelet("unknown", TlsVersion.TLS12, GOOD, "TLS_MADE_UP"),
                kubelet("t14: a space before a name", TlsVersion.TLS12, GOOD, " " + GOOD),
                kubelet("t19: nothing for HTTP/2", TlsVersion.TLS12, "TLS_AES_128_GCM_SHA256"));
    }

    private static Case kubelet(String name, TlsVersion minimum, String... list) {
        ServerTls tls = new ServerTls(10250, minimum, List.of(list), list.length > 0 || minimum == TlsVersion.TLS13
                ? Optional.empty() : Optional.of(GoTls.Defaults.ECDHE_AES), true, "tlsCipherSuites");
        return settings(Case.of(name, Kubelets.NODE).withMembers(Kubelets.NODE, ServerTls.of(Component.KUBELET),
                Map.of("kubelet", tls)), Kubelets.file(Arrays.stream(list).map(suite -> "\"" + suite + "\"")
                .collect(Collectors.joining(",", "[", "]")))).remediedBy(settings -> kubelet(name, minimum,
                Kubelets.repaired(settings, "tlsCipherSuites").map(place -> place.text().replaceAll("[\\[\\]\"]", "")
                        .split(",")).orElse(list)));
    }

    private static Case settings(Case site, Place list) {
        return Kubelets.set(Kubelets.set(site, "tlsCipherSuites", list, Kubelets.byDefault("[]")), "tlsMinVersion",
                Kubelets.byDefault("\"\""));
    }

    @Test
    void a_flag_is_changed_where_the_flag_decides() {
        Case flagged = settings(violations().get(1), Kubelets.flag("tlsCipherSuites", GOOD + "," + CBC));
        assertThat(only(flagged).remediation().stream().filter(Step.Setting.class::isInstance))
                .singleElement().satisfies(step -> assertThat(((Step.Setting) step).literal())
                .startsWith("--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_"));
    }

    @Test
    void a_list_that_no_server_starts_with_leads_to_tls_13_alone() {
        Case site = violations().getFirst().value(TlsValues.CIPHER_SUITES,
                Set.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
        assertThat(Kubelets.repaired(only(site), "tlsMinVersion").orElseThrow().words()).isEqualTo("VersionTLS13");
    }

    @Test
    void the_message_names_what_is_not_on_the_list() {
        assertThat(only(violations().get(1)).message()).contains(CBC);
        assertThat(only(violations().getFirst()).message()).contains("tlsCipherSuites is absent")
                .contains("Kubernetes from 1.32");
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new TlsCiphers());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
