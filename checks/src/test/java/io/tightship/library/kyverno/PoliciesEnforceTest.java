package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kyverno.ChartPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.fact.kyverno.KyvernoPolicy.Override;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
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
                Clusters.holding("a ValidatingPolicy denies", Clusters.cel(true, "Enforce")),
                Clusters.holding("a ValidatingPolicy denies beside a ClusterPolicy that only audits",
                        Clusters.policy("Audit", List.of(), Clusters.rule("")), Clusters.cel(true, "Enforce")),
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
                Clusters.holding("a ValidatingPolicy that audits", Clusters.cel(true, "Audit")),
                Clusters.holding("a ValidatingPolicy that takes no part in admission", Clusters.cel(false, "Enforce")),
                Clusters.holding("both kinds audit", Clusters.policy("Audit", List.of(), Clusters.rule("")),
                        Clusters.cel(true, "Audit")),
                Clusters.holding("t68 the one that enforces is not ready, the one that is ready audits",
                        new KyvernoPolicy("ClusterPolicy", "disallow-host-path", Optional.of(false), true, "Enforce",
                                List.of(), List.of(Clusters.rule("Enforce"))), Clusters.cel(true, "Audit")),
                Clusters.holding("a policy's override comes before the rule's own action in the cache",
                        Clusters.policy("Audit", List.of(AUDIT_RUNAI), Clusters.rule("Enforce"))),
                Clusters.holding("a rule's own action comes before the policy's override in the engine",
                        Clusters.policy("Audit", List.of(new Override("Enforce", List.of("*"), Optional.empty())),
                                Clusters.rule("Audit"))),
                Clusters.holding("an override without namespaces is matched by its selector in newer caches",
                        Clusters.policy("Audit", List.of(), Clusters.rule("Enforce", new Override("Audit", List.of(),
                                Optional.of(new LabelSelector(Map.of(), List.of(new LabelSelector.Expression("team",
                                        "Exists", List.of())))))))),
                Clusters.holding("an override without anything holds everywhere in newer caches",
                        Clusters.policy("Audit", List.of(), Clusters.rule("Enforce", new Override("Audit", List.of(),
                                Optional.empty())))),
                Clusters.holding("one that the release brings audits", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Enforce")), new KyvernoPolicy("ClusterPolicy", "restrict-sysctls", Optional.of(true),
                        true, "Audit", List.of(), List.of(Clusters.rule("Audit")))).withMembers(Clusters.ADMIN,
                        ChartPolicies.KEY, Clusters.bringing("restrict-sysctls")),
                Clusters.holding("an override for namespaces that nobody has made yet", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Enforce", new Override("Audit", List.of("sandbox-*"), Optional.empty())))),
                Clusters.holding("an override for a label that no namespace has yet", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Enforce", new Override("Audit", List.of(), Optional.of(new LabelSelector(Map.of(
                                "tier", "dev"), List.of())))))),
                Clusters.holding("it enforces by name in all namespaces of today", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Audit", new Override("Enforce", List.of("default", "runai"), Optional.empty())))),
                Clusters.holding("no validating rule", Clusters.policy("Enforce", List.of())),
                Clusters.holding("absent"));
    }

    @Test
    void the_message_names_the_namespaces_where_it_does_not_block() {
        assertThat(Clusters.holding("", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce", AUDIT_RUNAI)))
                .judge(new PoliciesEnforce()).getFirst().message()).contains("does not block in runai");
    }

    @Test
    void an_override_for_what_is_not_there_yet_is_named() {
        assertThat(Clusters.holding("", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce", new Override("Audit",
                List.of("sandbox-*"), Optional.empty())))).judge(new PoliciesEnforce()).getFirst().message())
                .contains("does not block in namespaces sandbox-* that are made later");
        assertThat(Clusters.holding("", Clusters.policy("Audit", List.of(), Clusters.rule("Audit", new Override("Enforce",
                List.of("default", "runai"), Optional.empty())))).judge(new PoliciesEnforce()).getFirst().message())
                .contains("does not block in namespaces that are made later");
    }

    @Test
    void subjects_are_the_rules_and_what_is_absent_is_its_own_subject() {
        assertThat(Clusters.holding("", Clusters.policy("Enforce", List.of(), Clusters.rule("Enforce"),
                new KyvernoPolicy.Rule("second", Optional.empty(), List.of()))).judge(new PoliciesEnforce()))
                .extracting(Finding::subject).containsExactly("disallow-host-path/host-path",
                        "disallow-host-path/second");
        assertThat(Clusters.holding("").judge(new PoliciesEnforce())).extracting(Finding::subject)
                .containsExactly("disallow-host-path");
    }

    @Test
    void two_rules_of_one_name_are_one_row_and_both_must_enforce() {
        assertThat(Clusters.holding("", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce"),
                Clusters.rule("Audit"))).judge(new PoliciesEnforce())).extracting(Finding::outcome)
                .containsExactly(Outcome.FAIL);
    }

    @Test
    void only_what_is_wrong_is_in_the_steps() {
        assertThat(literals(Clusters.policy("Audit", List.of(AUDIT_RUNAI), Clusters.rule("Enforce"))))
                .containsExactly("spec.validationFailureActionOverrides: []");
        assertThat(literals(Clusters.cel(false, "Audit"))).containsExactly("spec.validationActions: [Deny]",
                "spec.evaluation: {mode: Kubernetes, admission: {enabled: true}}");
        assertThat(Clusters.holding("absent").judge(new PoliciesEnforce()).getFirst().remediation())
                .noneMatch(Step.Setting.class::isInstance);
    }

    private static List<String> literals(KyvernoPolicy policy) {
        return Clusters.holding("", policy).judge(new PoliciesEnforce()).getFirst().remediation().stream()
                .filter(Step.Setting.class::isInstance).map(step -> ((Step.Setting) step).literal()).toList();
    }
}
