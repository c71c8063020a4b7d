package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemNamespacesGuardedTest {

    static List<Case> compliant() {
        return List.of(scope("none"), scope("another namespace", namespace("team-a")));
    }

    static List<Case> violations() {
        return List.of(scope("by name", namespace("kube-system")), scope("by a wildcard", namespace("*")),
                scope("by a part", namespace("kube*")),
                settings("by the filters of the stock chart", List.of("kube-node-lease", "kube-public", "kube-system",
                        "kyverno"), List.of("kyverno")),
                settings("by the webhook of the stock chart", List.of(), List.of("kube-system", "kyverno")));
    }

    @Test
    void the_message_names_policy_and_namespace() {
        assertThat(scope("by name", namespace("kube-system")).judge(new SystemNamespacesGuarded())).filteredOn(finding ->
                finding.outcome() == Outcome.FAIL).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("namespace kube-system is excluded from disallow-host-path"));
    }

    private static Case scope(String name, KyvernoExemptions.Exemption... exemptions) {
        return settings(name, List.of("kube-node-lease", "kyverno"), List.of("kyverno")).with(KyvernoExemptions.KEY,
                new KyvernoExemptions(List.of(exemptions)));
    }

    /** @param filtered by the ConfigMap; {@code exempt}: by the webhook */
    private static Case settings(String name, List<String> filtered, List<String> exempt) {
        return Clusters.holding(name, Clusters.policy("Enforce", List.of(), Clusters.rule("Enforce")))
                .with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of()))
                .with(io.tightship.fact.kyverno.SilentExemptions.KEY, new io.tightship.fact.kyverno.SilentExemptions(true,
                        filtered, List.of(), List.of()))
                .with(ResourceWebhooks.KEY, new ResourceWebhooks(List.of(new ResourceWebhooks.Webhook(
                        "validate.kyverno.svc-fail", true, true, true, true, "kyverno/kyverno-svc", exempt, List.of()))));
    }

    private static KyvernoExemptions.Exemption namespace(String pattern) {
        return KyvernoExemptions.Exemption.ofNamespace("disallow-host-path", "host-path", pattern);
    }

}
