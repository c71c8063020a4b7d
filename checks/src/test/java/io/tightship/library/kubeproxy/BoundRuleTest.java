package io.tightship.library.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.ProxySettings;
import io.tightship.fact.kubernetes.ProxySettings.Endpoint;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BoundRuleTest {

    private static final String HEALTHZ = "kubeproxy-healthz-bound";

    static List<Case> compliant(String rule) {
        List<Case> cases = new ArrayList<>(List.of(proxy("loopback", rule, "127.0.0.1"), proxy("IPv6's", rule, "::1"),
                Proxies.with("told to open none", Proxies.settings("iptables", List.of(), "", ""))
                        .with(Listeners.KEY, new Listeners(List.of()))));
        if (rule.equals(HEALTHZ)) {
            cases.add(proxy("the node's own", rule, "10.0.0.7"));
        }
        return cases;
    }

    static List<Case> violations(String rule) {
        List<Case> cases = new ArrayList<>(Stream.of("*", "0.0.0.0", "::")
                .map(address -> proxy(address, rule, address)).toList());
        cases.add(proxy("loopback and all", rule, "127.0.0.1", "0.0.0.0"));
        cases.add(proxy("by flags", rule, Proxies.byFlags(Proxies.settings("iptables", List.of(), "0.0.0.0:10256",
                "0.0.0.0:10249")), "0.0.0.0"));
        if (!rule.equals(HEALTHZ)) {
            cases.add(proxy("the node's own", rule, "10.0.0.7"));
        }
        return cases;
    }

    private static Case proxy(String name, String rule, String... addresses) {
        return proxy(name, rule, Proxies.settings("iptables", List.of(), "0.0.0.0:10256", "127.0.0.1:10249"), addresses);
    }

    private static Case proxy(String name, String rule, ProxySettings told, String... addresses) {
        return Proxies.with(name, told).with(Listeners.KEY, listeners(Stream.of(addresses).map(address ->
                new Listeners.Listener(address, port(rule))))).remediedBy(settings -> restarted(rule, told, settings));
    }

    /** After kube-proxy was told the literal and started anew, it listens there. */
    private static Case restarted(String rule, ProxySettings before, List<Step.Setting> settings) {
        boolean healthz = rule.equals(HEALTHZ);
        String field = healthz ? "healthzBindAddress" : "metricsBindAddress";
        Optional<Endpoint> told = Proxies.told(settings, field, healthz ? "healthz-bind-address" : "metrics-bind-address")
                .flatMap(text -> Endpoint.parse(text, port(rule)));
        Case same = Proxies.with("as before", before);
        return told.map(endpoint -> same.withMembers(Proxies.NODE, ProxySettings.KEY, Map.of("kube-proxy", new ProxySettings(
                before.file(), before.mode(), before.nodePorts(), healthz ? told : before.healthz(), healthz ? before.metrics()
                : told, before.stated()))).with(Listeners.KEY, listeners(Stream.of(new Listeners.Listener(endpoint.host(),
                endpoint.port()))))).orElse(same);
    }

    private static Listeners listeners(Stream<Listeners.Listener> own) {
        return new Listeners(Stream.concat(Stream.of(new Listeners.Listener("0.0.0.0", 22)), own).toList());
    }

    private static int port(String rule) {
        return rule.equals(HEALTHZ) ? 10256 : 10249;
    }

    @Test
    void t26_a_node_without_kube_proxy_is_not_applicable_and_that_is_proven() {
        for (Check row : BoundRule.all()) {
            assertThat(only(Proxies.absent(), row)).satisfies(finding -> {
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
                assertThat(finding.message()).contains("no process kube-proxy runs");
            });
        }
    }

    @Test
    void a_port_that_nothing_listens_on_is_asked_about() {
        for (Check row : BoundRule.all()) {
            assertThat(only(proxy("closed", row.rule().id()), row).outcome()).isEqualTo(Outcome.MANUAL);
        }
    }

    @Test
    void what_listens_counts_and_not_what_the_settings_say() {
        Check metrics = BoundRule.all().getLast();
        assertThat(only(proxy("told loopback", metrics.rule().id(), "*"), metrics).message())
                .isEqualTo("port 10249 is open on *; expected loopback alone");
    }

    private static Finding only(Case site, Check row) {
        List<Finding> findings = site.judge(row);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
