package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ApiEndpoint;
import io.tightship.fact.kubernetes.ApiEndpoint.Role;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TlsOnTheWireTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("admin", Space.ADMIN);
    private static final String STRONG = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String OTHER = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    private static final String WEAK = "TLS_RSA_WITH_AES_128_CBC_SHA";
    private static final SortedMap<TlsVersion, SortedSet<String>> TLS13 = versions(TlsVersion.TLS13,
            "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

    static List<Case> compliant() {
        return List.of(
                site("flags and wire agree", offer(TLS13, versions(TlsVersion.TLS12, STRONG)),
                        "--tls-cipher-suites=" + STRONG + "," + OTHER),
                site("1.3 alone", offer(TLS13), "--tls-min-version=VersionTLS13"),
                site("behind something that listens elsewhere", offer(TLS13), "--secure-port=7443",
                        "--tls-cipher-suites=" + WEAK),
                site("with a proxy", offer(TLS13), "--tls-min-version=VersionTLS13").withMembers(CLUSTER,
                        ApiEndpoint.KEY, Map.of("cp-1 10.0.0.4:6443", instance("cp-1", offer(TLS13)),
                                "head-1 10.0.0.1:10443", proxy(offer(TLS13, versions(TlsVersion.TLS12, OTHER))))));
    }

    static List<Case> violations() {
        return List.of(
                site("an old version", offer(TLS13, versions(TlsVersion.TLS10, STRONG))),
                site("a suite that the site does not allow", offer(versions(TlsVersion.TLS12, STRONG, WEAK))),
                site("t21: a version that the flags exclude", offer(TLS13, versions(TlsVersion.TLS12, STRONG)),
                        "--tls-min-version=VersionTLS13"),
                site("t21: a suite that the flags exclude", offer(TLS13, versions(TlsVersion.TLS12, STRONG, OTHER)),
                        "--tls-cipher-suites=" + STRONG),
                site("1.2 where the site wants 1.3", offer(TLS13, versions(TlsVersion.TLS12, STRONG)))
                        .value(TlsValues.MINIMUM_VERSION, TlsVersion.TLS13),
                site("a weak proxy", offer(TLS13)).withMembers(CLUSTER, ApiEndpoint.KEY,
                        Map.of("head-1 10.0.0.1:10443", proxy(offer(versions(TlsVersion.TLS12, WEAK))))));
    }

    @Test
    void t21_what_the_flags_say_and_what_the_wire_shows_are_both_evidence() {
        Finding finding = only(site("differs", offer(TLS13, versions(TlsVersion.TLS12, STRONG)),
                "--tls-min-version=VersionTLS13").judge(new TlsOnTheWire()));
        assertThat(finding.message()).contains("accepts TLSv1.2, although the flags of its process give TLSv1.3");
        assertThat(finding.evidence()).extracting("excerpt").contains("--tls-min-version=VersionTLS13")
                .anyMatch(text -> text.toString().contains("TLSv1.2 with " + STRONG));
        assertThat(finding.remediation().getFirst()).isInstanceOfSatisfying(Step.Prose.class,
                step -> assertThat(step.text()).contains("flags on cp-1 already say so"));
    }

    @Test
    void an_endpoint_without_the_flags_of_its_node_gets_no_pass() {
        Case dark = site("dark", offer(TLS13)).without(Servers.NODE, ServerTls.instances(Component.KUBE_APISERVER),
                Reason.FORBIDDEN);
        assertThat(dark.judge(new TlsOnTheWire())).extracting(Finding::subject, Finding::outcome)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("cp-1", Outcome.ERROR));
    }

    @Test
    void what_the_site_forbids_fails_without_the_flags_of_the_node() {
        Case dark = site("dark", offer(versions(TlsVersion.TLS12, WEAK))).without(Servers.NODE,
                ServerTls.instances(Component.KUBE_APISERVER), Reason.FORBIDDEN);
        assertThat(dark.judge(new TlsOnTheWire())).extracting(Finding::outcome)
                .containsExactly(Outcome.ERROR, Outcome.FAIL);
    }

    @Test
    void every_process_at_the_port_must_allow_what_is_accepted() {
        Case two = site("two", offer(TLS13, versions(TlsVersion.TLS12, STRONG))).with(Servers.NODE,
                ServerTls.instances(Component.KUBE_APISERVER), new ServerTls.Instances(List.of(
                        Servers.tls("--tls-cipher-suites=" + STRONG), Servers.tls("--tls-min-version=VersionTLS13"))));
        assertThat(only(two.judge(new TlsOnTheWire())).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void a_default_list_that_the_wire_exceeds_is_named() {
        assertThat(only(site("3des", offer(versions(TlsVersion.TLS12, "TLS_RSA_WITH_3DES_EDE_CBC_SHA")))
                .judge(new TlsOnTheWire())).message()).contains("the default of Kubernetes from 1.32");
    }

    @Test
    void subjects_write_ipv6_in_brackets() {
        assertThat(ApiEndpoint.subject("cp-1", "fd00::4", 6443)).isEqualTo("cp-1 [fd00::4]:6443");
    }

    private static Case site(String name, TlsOffer offer, String... words) {
        return Case.of(name, CLUSTER)
                .with(Servers.NODE, ServerTls.instances(Component.KUBE_APISERVER),
                        new ServerTls.Instances(List.of(Servers.tls(words))))
                .withMembers(CLUSTER, ApiEndpoint.KEY, Map.of("cp-1 10.0.0.4:6443", instance("cp-1", offer)))
                .remediedBy(settings -> settings.isEmpty() ? Case.of(name, CLUSTER)
                        : told(name, Servers.tls(Servers.repaired(settings, words))));
    }

    /** A server that accepts what its flags say, and a proxy that hands handshakes on to it. */
    private static Case told(String name, ServerTls tls) {
        SortedMap<TlsVersion, SortedSet<String>> accepted = new TreeMap<>(TLS13);
        if (tls.minimum() == TlsVersion.TLS12) {
            accepted.put(TlsVersion.TLS12, tls.suitesUpToTls12());
        }
        return Case.of(name, CLUSTER).with(Servers.NODE, ServerTls.instances(Component.KUBE_APISERVER),
                new ServerTls.Instances(List.of(tls))).withMembers(CLUSTER, ApiEndpoint.KEY, Map.of("cp-1 10.0.0.4:6443",
                instance("cp-1", offer(accepted)), "head-1 10.0.0.1:10443", proxy(offer(accepted))));
    }

    private static ApiEndpoint instance(String node, TlsOffer offer) {
        return new ApiEndpoint(node, "10.0.0.4", 6443, Role.INSTANCE, offer);
    }

    private static ApiEndpoint proxy(TlsOffer offer) {
        return new ApiEndpoint("head-1", "10.0.0.1", 10443, Role.PROXY, offer);
    }

    private static SortedMap<TlsVersion, SortedSet<String>> versions(TlsVersion version, String... suites) {
        return new TreeMap<>(Map.of(version, new TreeSet<>(List.of(suites))));
    }

    @SafeVarargs
    private static TlsOffer offer(SortedMap<TlsVersion, SortedSet<String>>... parts) {
        SortedMap<TlsVersion, SortedSet<String>> all = new TreeMap<>();
        for (SortedMap<TlsVersion, SortedSet<String>> part : parts) {
            all.putAll(part);
        }
        return new TlsOffer(all);
    }

    private static Finding only(List<Finding> findings) {
        assertThat(new ArrayList<>(findings)).hasSize(1);
        return findings.getFirst();
    }
}
