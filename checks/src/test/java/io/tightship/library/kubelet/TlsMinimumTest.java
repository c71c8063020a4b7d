package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsMinimumTest {

    private static final String FIELD = "tlsMinVersion";
    private static final Place ABSENT = Kubelets.byDefault("\"\"");

    static List<Case> compliant() {
        return List.of(kubelet("t21: absent, so TLS 1.2 by default", ABSENT),
                kubelet("empty", Kubelets.file("\"\""), ABSENT),
                kubelet("in the file", Kubelets.file("\"VersionTLS12\""), ABSENT),
                kubelet("t29: the flag wins", Kubelets.flag(FIELD, "VersionTLS13"), Kubelets.file("\"VersionTLS10\""),
                        ABSENT),
                kubelet("as high as the site's", Kubelets.dropIn("\"VersionTLS13\""), ABSENT)
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    static List<Case> violations() {
        return List.of(kubelet("1.0", Kubelets.file("\"VersionTLS10\""), ABSENT),
                kubelet("t29: the flag wins over a good file", Kubelets.flag(FIELD, "VersionTLS11"),
                        Kubelets.file("\"VersionTLS13\""), ABSENT),
                kubelet("t32: a drop-in wins over a good file", Kubelets.dropIn("\"VersionTLS10\""),
                        Kubelets.file("\"VersionTLS13\""), ABSENT),
                kubelet("no version", Kubelets.file("\"1.2\""), ABSENT),
                kubelet("a number", Kubelets.file("1.2"), ABSENT),
                kubelet("the default where the site wants 1.3", ABSENT)
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    private static Case kubelet(String name, Place... places) {
        return Kubelets.set(Case.of(name, Kubelets.NODE), FIELD, places).remediedBy(settings -> kubelet(name,
                Kubelets.repaired(settings, FIELD).map(place -> new Place[] {place, ABSENT}).orElse(places)));
    }

    @Test
    void the_message_names_the_place_and_both_versions() {
        assertThat(only(kubelet("1.0", Kubelets.dropIn("\"VersionTLS10\""), ABSENT)).message())
                .contains("10-site.conf").contains("VersionTLS10").contains("at least VersionTLS12");
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new TlsMinimum());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
