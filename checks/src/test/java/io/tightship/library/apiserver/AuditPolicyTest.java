package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.AuditRules.Level;
import io.tightship.fact.kubernetes.AuditRules.Rule;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AuditPolicyTest {

    private static final String POLICY = "--audit-policy-file=/etc/kubernetes/audit-policy.yaml";

    static List<Case> compliant() {
        return List.of(records("to a file", List.of(Level.METADATA, Level.NONE), POLICY, "--audit-log-path=/var/log/a"),
                records("to a webhook", List.of(Level.REQUEST), POLICY, "--audit-webhook-config-file=/etc/a.yaml"),
                records("to stdout", List.of(Level.METADATA), POLICY, "--audit-log-path=-"));
    }

    static List<Case> violations() {
        return List.of(records("no policy and no log", List.of()),
                records("a log without a policy", List.of(), "--audit-log-path=/var/log/a"),
                records("a policy without a log", List.of(Level.METADATA), POLICY),
                records("t1: a log that a later flag takes away", List.of(Level.METADATA), POLICY,
                        "--audit-log-path=/var/log/a", "--audit-log-path="),
                records("a policy that records nothing", List.of(Level.NONE), POLICY, "--audit-log-path=/var/log/a"),
                records("a rule that is never reached", List.of(Level.NONE, Level.METADATA), POLICY,
                        "--audit-log-path=/var/log/a"));
    }

    private static Case records(String name, List<Level> levels, String... words) {
        AuditRules policy = new AuditRules(levels.isEmpty() ? Optional.empty()
                : Optional.of("/etc/kubernetes/audit-policy.yaml"), Set.of(), levels.stream().map(level ->
                new Rule(level, false, Set.of(), Set.of(), Set.of(), List.of(), Set.of())).toList());
        return Servers.running(name, words).withMembers(Servers.NODE, AuditRules.KEY,
                Map.of("kube-apiserver", policy)).remediedBy(settings -> records(name, settings.stream()
                .filter(setting -> setting.place().kind().equals("file")).flatMap(setting -> setting.literal().lines())
                .filter(line -> line.startsWith("- level: ")).map(line -> Level.of(line.substring(9)).orElseThrow())
                .collect(Collectors.collectingAndThen(Collectors.toList(), read -> read.isEmpty() ? levels : read)),
                Servers.repaired(settings.stream().filter(setting -> setting.place().kind().equals("argument")).toList(),
                        words)));
    }

    @Test
    void a_policy_records_where_its_first_rule_leaves_out_some_requests_and_not_where_it_leaves_out_every_stage() {
        Rule health = new Rule(Level.NONE, true, Set.of(), Set.of(), Set.of(), List.of(), Set.of());
        Rule reads = new Rule(Level.NONE, false, Set.of(), Set.of("get"), Set.of(), List.of(), Set.of());
        Rule all = new Rule(Level.METADATA, false, Set.of(), Set.of(), Set.of(), List.of(), Set.of());
        assertThat(new AuditRules(Optional.of("/a"), Set.of("RequestReceived"), List.of(health, reads, all))
                .recordsAnything()).isTrue();
        assertThat(new AuditRules(Optional.of("/a"), Set.of("RequestReceived", "ResponseStarted", "ResponseComplete",
                "Panic"), List.of(all)).recordsAnything()).isFalse();
    }

    @Test
    void a_policy_without_a_place_to_write_is_said_to_be_that() {
        Finding finding = violations().get(2).judge(new AuditPolicy()).getFirst();
        assertThat(finding.message()).startsWith("kube-apiserver has the policy /etc/kubernetes/audit-policy.yaml; no "
                + "log and no webhook; expected");
        assertThat(finding.remediation().toString()).contains("--audit-log-path=").doesNotContain("write a policy");
    }
}
