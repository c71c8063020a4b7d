package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WebhookGuardsTest {

    private static final String MAIN = "validate.kyverno.svc-fail";
    private static final String SERVICE = "kyverno/kyverno-svc";

    static List<Case> compliant() {
        return List.of(webhooks("one", fail(List.of("kube-system", "kyverno"), List.of())),
                webhooks("beside one that fails open", fail(List.of(), List.of()), webhook("validate.kyverno.svc-ignore",
                        false, true, true, SERVICE, List.of("*"), List.of())),
                webhooks("approved", fail(List.of(), List.of("objectSelector {}"))).value(KyvernoValues.CONDITIONS,
                        Set.of("objectSelector {}")),
                webhooks("beside one of another policy alone", fail(List.of(), List.of()), webhook(
                        "validate.kyverno.svc-fail-finegrained-require-labels", true, true, false, SERVICE, List.of(),
                        List.of("matchCondition false"))),
                webhooks("beside one on images", fail(List.of(), List.of()), webhook("ivpol.validate.kyverno.svc-fail", true,
                        true, false, SERVICE, List.of(), List.of("objectSelector {}"))),
                holding("of the newer kind", Clusters.cel(true, "Enforce"), webhook("vpol.validate.kyverno.svc-fail", true,
                        true, true, SERVICE, List.of(), List.of())),
                holding("of its own", Clusters.cel(true, "Enforce"), webhook("vpol.validate.kyverno.svc-fail-finegrained-"
                        + "disallow-host-path", true, true, true, SERVICE, List.of(), List.of())));
    }

    static List<Case> violations() {
        return List.of(webhooks("none"), webhooks("only one that fails open", webhook(MAIN, false, true, true, SERVICE,
                        List.of(), List.of())),
                webhooks("creation alone", webhook(MAIN, true, true, false, SERVICE, List.of(), List.of())),
                webhooks("change alone", webhook(MAIN, true, false, true, SERVICE, List.of(), List.of())),
                webhooks("no CA", new ResourceWebhooks.Webhook(MAIN, true, false, true, true, SERVICE, List.of(), List.of())),
                webhooks("an address", webhook(MAIN, true, true, true, "", List.of(), List.of())),
                webhooks("a namespace", fail(List.of("team-a"), List.of())),
                webhooks("pods with a label", fail(List.of(), List.of("objectSelector {\"matchLabels\":{}}"))),
                webhooks("nobody answers", fail(List.of(), List.of())).with(AdmissionEndpoints.KEY,
                        new AdmissionEndpoints(new TreeMap<>(Map.of(SERVICE, List.of())))),
                webhooks("namespaces by another label", fail(List.of(), List.of("namespaceSelector env=dev"))),
                holding("t68 another policy keeps it closed, and the required one fails open", new KyvernoPolicy(
                        "ClusterPolicy", "disallow-host-path", Optional.of(true), true, "Enforce", List.of(),
                        List.of(Clusters.rule("Enforce")), false, false), fail(List.of(), List.of())),
                holding("the other kind's", Clusters.cel(true, "Enforce"), fail(List.of(), List.of())),
                webhooks("another policy's alone", webhook("validate.kyverno.svc-fail-finegrained-require-labels", true, true,
                        true, SERVICE, List.of(), List.of())),
                Clusters.holding("no required policy, and none", new KyvernoPolicy[0]).with(ResourceWebhooks.KEY,
                        new ResourceWebhooks(List.of())).with(AdmissionEndpoints.KEY, new AdmissionEndpoints(new TreeMap<>())));
    }

    @Test
    void the_message_says_what_is_left_out() {
        assertThat(webhooks("w", fail(List.of("team-a"), List.of())).judge(new WebhookGuards())).extracting(finding ->
                finding.message()).anyMatch(message -> message.contains("validate.kyverno.svc-fail leaves out namespace "
                + "team-a"));
    }

    @Test
    void of_a_policy_that_became_the_api_servers_own_no_webhook_tells_anything() {
        KyvernoPolicy generated = new KyvernoPolicy("ValidatingPolicy", "disallow-host-path", Optional.of(true), true,
                "Enforce", List.of(), List.of(Clusters.rule("Enforce")), true, true);
        for (Case one : List.of(holding("none", generated), holding("another's", generated, webhook(
                "vpol.validate.kyverno.svc-fail", true, true, true, SERVICE, List.of(), List.of())))) {
            assertThat(one.judge(new WebhookGuards())).singleElement().satisfies(finding -> {
                assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                assertThat(finding.message()).contains("vpol-disallow-host-path", "a binding that denies");
            });
        }
    }

    private static ResourceWebhooks.Webhook fail(List<String> exempt, List<String> narrowed) {
        return webhook(MAIN, true, true, true, SERVICE, exempt, narrowed);
    }

    private static ResourceWebhooks.Webhook webhook(String name, boolean closed, boolean creates, boolean updates,
                                                    String service, List<String> exempt, List<String> narrowed) {
        return new ResourceWebhooks.Webhook(name, closed, true, creates, updates, service, exempt, narrowed);
    }

    private static Case webhooks(String name, ResourceWebhooks.Webhook... webhooks) {
        return holding(name, Clusters.policy("Enforce", List.of(), Clusters.rule("Enforce")), webhooks);
    }

    private static Case holding(String name, KyvernoPolicy policy, ResourceWebhooks.Webhook... webhooks) {
        return Clusters.holding(name, policy).with(ResourceWebhooks.KEY, new ResourceWebhooks(List.of(webhooks)))
                .with(AdmissionEndpoints.KEY, new AdmissionEndpoints(new TreeMap<>(Map.of(SERVICE, List.of(
                        new AdmissionEndpoints.Endpoint("kyverno-1", "cp-1"))))));
    }
}
