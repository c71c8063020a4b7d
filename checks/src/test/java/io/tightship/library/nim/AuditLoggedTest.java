package io.tightship.library.nim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.AuditRules.Level;
import io.tightship.fact.kubernetes.AuditRules.Resources;
import io.tightship.fact.kubernetes.AuditRules.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditLoggedTest {

    static final Rule REST = rule(Level.METADATA, Set.of(), List.of());

    static Rule rule(Level level, Set<String> namespaces, List<Resources> resources) {
        return new Rule(level, false, Set.of(), Set.of(), namespaces, resources, Set.of());
    }

    static Case site(String name, Map<String, String> labels, Rule... rules) {
        return NimClusters.with(name, NimClusters.nim(), labels).withMembers(NimClusters.NODE, AuditRules.KEY, Map.of(
                "kube-apiserver", new AuditRules(Optional.of("/etc/kubernetes/audit.yaml"), Set.of(), List.of(rules))));
    }

    static List<Case> compliant() {
        return List.of(site("everything", Map.of(), REST), site("another namespace left out", Map.of(), rule(Level.NONE,
                Set.of("team-b"), List.of()), REST), site("the namespace first", Map.of(), rule(Level.METADATA,
                Set.of("team-a"), List.of()), rule(Level.NONE, Set.of(), List.of())));
    }

    static List<Case> violations() {
        return List.of(site("no policy", Map.of()),
                site("the namespace left out", Map.of(), rule(Level.NONE, Set.of("team-a"), List.of()), REST),
                site("exec left out", Map.of(), rule(Level.NONE, Set.of(), List.of(new Resources("", Set.of("pods/exec"),
                        false))), REST),
                NimClusters.with("no API server", NimClusters.nim(), Map.of()).withMembers(NimClusters.NODE,
                        AuditRules.KEY, Map.of()));
    }

    @Test
    void the_step_is_the_rule_to_put_first_and_makes_it_pass() {
        Case hidden = violations().get(1);
        assertThat(hidden.judge(new AuditLogged()).getFirst().remediation().toString()).contains(
                "{level: Metadata, namespaces: [team-a]}", "/etc/kubernetes/audit.yaml");
        assertThat(site("mended", Map.of(), rule(Level.METADATA, Set.of("team-a"), List.of()), rule(Level.NONE,
                Set.of("team-a"), List.of()), REST).judge(new AuditLogged()).getFirst().outcome().name()).isEqualTo("PASS");
    }
}
