package io.tightship.library.kubeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationDriftTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final String FILE = "/var/lib/kube-proxy/config.conf";

    static List<Case> compliant() {
        return List.of(proxy("written before", Map.of(FILE, START.minusSeconds(5))),
                proxy("written within the second of the start", Map.of(FILE, START.plusSeconds(1))));
    }

    static List<Case> violations() {
        return List.of(proxy("t64: changed an hour later", Map.of(FILE, START.plusSeconds(3600))),
                proxy("changed three seconds later", Map.of(FILE, START.plusSeconds(3))));
    }

    private static Case proxy(String name, Map<String, Instant> changed) {
        return Proxies.running(name).withMembers(Proxies.NODE, ConfigurationAge.of(Component.KUBE_PROXY),
                Map.of("kube-proxy", new ConfigurationAge(START, new TreeMap<>(changed))));
    }

    @Test
    void flags_alone_cannot_drift_and_neither_can_what_does_not_run() {
        assertThat(only(proxy("flags", Map.of())).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(only(Proxies.absent().withMembers(Proxies.NODE, ConfigurationAge.of(Component.KUBE_PROXY), Map.of()))
                .outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void the_message_has_both_times() {
        assertThat(only(violations().getFirst()).message()).isEqualTo(FILE + " was changed at 2026-11-20T11:00:00Z, "
                + "and kube-proxy runs since 2026-11-20T10:00:00Z: expected a start after the last change of the "
                + "configuration");
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new ConfigurationDrift());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
