package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.KubeletEndpoint;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TlsOnTheWireTest {

    private static final String GOOD = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String OTHER = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String CBC = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";

    static List<Case> compliant() {
        return List.of(kubelet("what it was given", asked(TlsVersion.TLS12, GOOD), Map.of(TlsVersion.TLS12, GOOD)),
                kubelet("and TLS 1.3, where nothing is chosen", asked(TlsVersion.TLS12, GOOD), Map.of(TlsVersion.TLS12,
                        GOOD, TlsVersion.TLS13, "TLS_AES_128_GCM_SHA256")),
                kubelet("fewer than it was given", asked(TlsVersion.TLS12, GOOD, OTHER),
                        Map.of(TlsVersion.TLS12, OTHER)),
                kubelet("at another port than its settings say", new ServerTls(10350, TlsVersion.TLS13, List.of(),
                        Optional.empty(), true, ""), Map.of(TlsVersion.TLS12, GOOD)));
    }

    static List<Case> violations() {
        return List.of(kubelet("an old version", asked(TlsVersion.TLS10, GOOD), Map.of(TlsVersion.TLS10, GOOD)),
                kubelet("a weak suite", asked(TlsVersion.TLS12, GOOD, CBC), Map.of(TlsVersion.TLS12, CBC)),
                kubelet("t21: a version that its settings exclude", asked(TlsVersion.TLS13, GOOD),
                        Map.of(TlsVersion.TLS12, GOOD)),
                kubelet("t21: a good suite that it was not given", asked(TlsVersion.TLS12, GOOD),
                        Map.of(TlsVersion.TLS12, OTHER)));
    }

    private static ServerTls asked(TlsVersion minimum, String... suites) {
        return new ServerTls(10250, minimum, List.of(suites), Optional.empty(), true, "tlsMinVersion: "
                + minimum.flag());
    }

    private static Case kubelet(String name, ServerTls asked, Map<TlsVersion, String> accepted) {
        TreeMap<TlsVersion, SortedSet<String>> offer = new TreeMap<>();
        accepted.forEach((version, suite) -> offer.put(version, new TreeSet<>(List.of(suite))));
        return Case.of(name, Kubelets.NODE).with(KubeletEndpoint.KEY, new KubeletEndpoint("10.0.0.7", 10250,
                new TlsOffer(offer))).withMembers(Kubelets.NODE, ServerTls.of(Component.KUBELET),
                Map.of("kubelet", asked));
    }

    @Test
    void settings_and_wire_are_both_evidence() {
        List<Finding> findings = violations().get(2).judge(new TlsOnTheWire());
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.message()).contains("10.0.0.7:10250 accepts TLSv1.2, although the settings of its process "
                    + "give TLSv1.3 as the minimum (tlsMinVersion: VersionTLS13)");
            assertThat(finding.evidence()).hasSize(2);
        });
    }
}
