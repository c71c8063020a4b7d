package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.ResourceWebhooks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WebhookGuardsTest {

    private static final String SERVICE = "kyverno/kyverno-svc";

    static List<Case> compliant() {
        return List.of(webhooks("one", fail(List.of("kube-system", "kyverno"), List.of())),
                webhooks("beside one that fails open", fail(List.of(), List.of()), new ResourceWebhooks.Webhook(
                        "validate.kyverno.svc-ignore", false, true, true, true, SERVICE, List.of("*"), List.of())),
                webhooks("approved", fail(List.of(), List.of("objectSelector {}"))).value(KyvernoValues.CONDITIONS,
                        Set.of("objectSelector {}")));
    }

    static List<Case> violations() {
        return List.of(webhooks("none"), webhooks("only one that fails open", new ResourceWebhooks.Webhook("w", false,
                        true, true, true, SERVICE, List.of(), List.of())),
                webhooks("creation alone", new ResourceWebhooks.Webhook("w", true, true, true, false, SERVICE, List.of(), List.of())),
                webhooks("change alone", new ResourceWebhooks.Webhook("w", true, true, false, true, SERVICE, List.of(), List.of())),
                webhooks("no CA", new ResourceWebhooks.Webhook("w", true, false, true, true, SERVICE, List.of(), List.of())),
                webhooks("a namespace", fail(List.of("team-a"), List.of())),
                webhooks("pods with a label", fail(List.of(), List.of("objectSelector {\"matchLabels\":{}}"))),
                webhooks("nobody answers", fail(List.of(), List.of())).with(AdmissionEndpoints.KEY,
                        new AdmissionEndpoints(new TreeMap<>(Map.of(SERVICE, List.of())))),
                webhooks("namespaces by another label", fail(List.of(), List.of("namespaceSelector env=dev"))));
    }

    @Test
    void the_message_says_what_is_left_out() {
        assertThat(webhooks("w", fail(List.of("team-a"), List.of())).judge(new WebhookGuards())).extracting(finding ->
                finding.message()).anyMatch(message -> message.contains("validate.kyverno.svc-fail leaves out namespace "
                + "team-a"));
    }

    private static ResourceWebhooks.Webhook fail(List<String> exempt, List<String> narrowed) {
        return new ResourceWebhooks.Webhook("validate.kyverno.svc-fail", true, true, true, true, SERVICE, exempt, narrowed);
    }

    private static Case webhooks(String name, ResourceWebhooks.Webhook... webhooks) {
        return Case.of(name, Clusters.ADMIN).with(ResourceWebhooks.KEY, new ResourceWebhooks(List.of(webhooks)))
                .with(AdmissionEndpoints.KEY, new AdmissionEndpoints(new TreeMap<>(Map.of(SERVICE, List.of(
                        new AdmissionEndpoints.Endpoint("kyverno-1", "cp-1"))))));
    }
}
