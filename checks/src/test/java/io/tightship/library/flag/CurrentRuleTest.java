package io.tightship.library.flag;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CurrentRuleTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final String FILE = "/etc/kubernetes/file.yaml";
    private static final String LOGIN = "/etc/kubernetes/authentication.yaml";

    static List<Case> compliant(String rule) {
        return List.of(running(rule, "written before", Map.of(FILE, START.minusSeconds(5))),
                running(rule, "written within the second of the start", Map.of(FILE, START.plusSeconds(1))));
    }

    static List<Case> violations(String rule) {
        return List.of(running(rule, "t64: changed an hour later", Map.of(FILE, START.plusSeconds(3600))),
                running(rule, "t64: one of two", Map.of(FILE, START.plusSeconds(3), "/etc/kubernetes/old.yaml",
                        START.minusSeconds(3))));
    }

    private static Case running(String rule, String name, Map<String, Instant> changed) {
        Component component = rule.startsWith("apiserver") ? Component.KUBE_APISERVER : Component.KUBE_SCHEDULER;
        Flags flags = ((Flags.Parsed.Valid) Flags.parse(component, component == Component.KUBE_APISERVER
                ? List.of("--authentication-config=" + LOGIN) : List.of())).flags();
        return Case.of(name, Servers.NODE).withMembers(Servers.NODE, Flags.of(component),
                Map.of(component.process(), flags)).withMembers(Servers.NODE, ConfigurationAge.of(component),
                Map.of(component.process(), new ConfigurationAge(START, new TreeMap<>(changed))));
    }

    @Test
    void a_file_of_which_a_part_is_taken_over_at_once_leaves_a_question() {
        Finding asked = only(Map.of(LOGIN, START.plusSeconds(60), FILE, START.minusSeconds(60)));
        assertThat(asked.outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(asked.message()).contains(LOGIN, "was anonymous changed?");
        assertThat(only(Map.of(LOGIN, START.plusSeconds(60), FILE, START.plusSeconds(60))).outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void flags_alone_cannot_grow_old() {
        assertThat(only(Map.of()).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void the_message_has_both_times() {
        assertThat(only(Map.of(FILE, START.plusSeconds(3600))).message()).isEqualTo(FILE + " was changed at "
                + "2026-11-20T11:00:00Z, and kube-apiserver runs since 2026-11-20T10:00:00Z: expected a start after the "
                + "last change of the files that are read but once");
    }

    private static Finding only(Map<String, Instant> changed) {
        Check row = CurrentRule.all().getFirst();
        List<Finding> findings = running(row.rule().id(), "case", changed).judge(row);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
