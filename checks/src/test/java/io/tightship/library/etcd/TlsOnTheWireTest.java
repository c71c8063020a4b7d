package io.tightship.library.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.EtcdOffer;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TlsOnTheWireTest {

    private static final String STRONG = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String OTHER = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String WEAK = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";

    static List<Case> compliant() {
        return List.of(seen("as its list says", "--cipher-suites=" + STRONG, Map.of(TlsVersion.TLS12, List.of(STRONG),
                        TlsVersion.TLS13, List.of("TLS_AES_128_GCM_SHA256"))),
                seen("no list, and a build that takes only good ones", "", Map.of(TlsVersion.TLS12, List.of(STRONG))),
                seen("TLS 1.3 alone", "--tls-min-version=TLS1.3", Map.of(TlsVersion.TLS13,
                        List.of("TLS_AES_128_GCM_SHA256"))));
    }

    static List<Case> violations() {
        return List.of(seen("an old version", "", Map.of(TlsVersion.TLS11, List.of(WEAK), TlsVersion.TLS12,
                        List.of(STRONG))),
                seen("a weak suite", "", Map.of(TlsVersion.TLS12, List.of(STRONG, WEAK))),
                seen("t21: a suite that its own list excludes", "--cipher-suites=" + STRONG,
                        Map.of(TlsVersion.TLS12, List.of(STRONG, OTHER))),
                seen("t21: a version that its own minimum excludes", "--tls-min-version=TLS1.3",
                        Map.of(TlsVersion.TLS12, List.of(STRONG))),
                seen("below the site's minimum", "", Map.of(TlsVersion.TLS12, List.of(STRONG)))
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13));
    }

    private static Case seen(String name, String line, Map<TlsVersion, List<String>> accepted) {
        TreeMap<TlsVersion, SortedSet<String>> offer = new TreeMap<>();
        accepted.forEach((version, suites) -> offer.put(version, new TreeSet<>(suites)));
        return Members.settings(name, line).with(EtcdOffer.KEY, offer(offer)).remediedBy(settings -> settings.isEmpty()
                ? Members.settings(name, line) : told(name, Members.repaired(settings, Members.flags(line))));
    }

    /** A member that accepts what it was told, as Go does: TLS 1.2 where no minimum is given, its list up to that. */
    private static Case told(String name, EtcdSettings settings) {
        TreeMap<TlsVersion, SortedSet<String>> accepted = new TreeMap<>(Map.of(TlsVersion.TLS13,
                new TreeSet<>(Set.of("TLS_AES_128_GCM_SHA256"))));
        if (!settings.text("tls-min-version").equals(Optional.of("TLS1.3"))) {
            accepted.put(TlsVersion.TLS12, new TreeSet<>(List.of(settings.text("cipher-suites").orElseThrow().split(","))));
        }
        return Members.running(name, settings).with(EtcdOffer.KEY, offer(accepted));
    }

    private static EtcdOffer offer(TreeMap<TlsVersion, SortedSet<String>> accepted) {
        return new EtcdOffer("10.0.0.4:2379", Optional.of(new TlsOffer(accepted)));
    }

    @Test
    void t21_what_etcd_was_told_and_what_it_accepts_are_both_in_the_message() {
        Finding finding = violations().get(2).judge(new TlsOnTheWire()).getFirst();
        assertThat(finding.message()).isEqualTo("etcd at 10.0.0.4:2379 accepts suites that the settings of its process "
                + "exclude: " + OTHER);
        assertThat(finding.evidence()).hasSize(2);
    }

    @Test
    void t23_t26_where_no_etcd_runs_the_rule_does_not_apply() {
        assertThat(Case.of("none", Servers.NODE).withMembers(Servers.NODE, EtcdSettings.KEY,
                Map.of()).with(EtcdOffer.KEY, new EtcdOffer("10.0.0.4:2379", Optional.empty())).judge(new TlsOnTheWire()))
                .extracting(Finding::outcome).containsExactly(Outcome.NOT_APPLICABLE);
    }
}
