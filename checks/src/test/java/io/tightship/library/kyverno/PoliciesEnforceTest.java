package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.fact.kyverno.KyvernoPolicy.Override;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesEnforceTest {

    private static final Override AUDIT_RUNAI = new Override("Audit", List.of("run*"), Optional.empty());

    static List<Case> compliant() {
        return List.of(Clusters.holding("the rule enforces although the spec shows Audit",
                        Clusters.policy("Audit", List.of(), Clusters.rule("Enforce"))),
                Clusters.holding("the spec of an older chart enforces",
                        Clusters.policy("enforce", List.of(), Clusters.rule(""))),
                Clusters.holding("an override that enforces as well", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Enforce", new Override("Enforce", List.of("default"), Optional.empty())))));
    }

    static List<Case> violations() {
        return List.of(Clusters.holding("t68 the rule audits although the spec shows Enforce",
                        Clusters.policy("Enforce", List.of(), Clusters.rule("Audit"))),
                Clusters.holding("nothing says Enforce", Clusters.policy("Audit", List.of(), Clusters.rule(""))),
                Clusters.holding("one rule of two audits", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce"),
                        new KyvernoPolicy.Rule("second", Optional.of("Audit"), List.of()))),
                Clusters.holding("a rule's override for a namespace",
                        Clusters.policy("Audit", List.of(), Clusters.rule("Enforce", AUDIT_RUNAI))),
                Clusters.holding("a policy's override for a namespace",
                        Clusters.policy("Enforce", List.of(AUDIT_RUNAI), Clusters.rule(""))),
                Clusters.holding("the cache ignores an override's selector", Clusters.policy("Enforce", List.of(),
                        Clusters.rule("Enforce", new Override("Audit", List.of("default"), Optional.of(
                                new LabelSelector(Map.of("team", "nobody"), List.of())))))),
                Clusters.holding("the engine honours an override's selector", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Audit", new Override("Enforce", List.of(), Optional.of(
                                new LabelSelector(Map.of("team", "ai"), List.of())))))),
                Clusters.holding("out of admission", new KyvernoPolicy("ClusterPolicy", "disallow-host-path",
                        Optional.of(true), false, "Enforce", List.of(), List.of(Clusters.rule("Enforce")))),
                Clusters.holding("no validating rule", Clusters.policy("Enforce", List.of())),
                Clusters.holding("absent"));
    }

    @Test
    void the_message_names_the_namespaces_where_it_does_not_block() {
        assertThat(Clusters.holding("", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce", AUDIT_RUNAI)))
                .judge(new PoliciesEnforce()).getFirst().message()).contains("does not block in runai");
    }
}
