package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultNamespaceGuardedTest {

    static List<Case> compliant() {
        return List.of(scope("none"), scope("another namespace", namespace("team-a")));
    }

    static List<Case> violations() {
        return List.of(scope("by name", namespace("default")), scope("by a wildcard", namespace("*")),
                scope("by a part", namespace("defa*")));
    }

    @Test
    void the_message_names_policy_and_namespace() {
        assertThat(scope("by name", namespace("default")).judge(new DefaultNamespaceGuarded())).filteredOn(finding ->
                finding.outcome() == Outcome.FAIL).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("namespace default is excluded from disallow-host-path"));
    }

    private static Case scope(String name, KyvernoExemptions.Exemption... exemptions) {
        return Clusters.holding(name, Clusters.policy("Enforce", List.of(), Clusters.rule("Enforce")))
                .with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of(exemptions)));
    }

    private static KyvernoExemptions.Exemption namespace(String pattern) {
        return KyvernoExemptions.Exemption.ofNamespace("disallow-host-path", "host-path", pattern);
    }

}
