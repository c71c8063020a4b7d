package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/** The webhooks by which the API server asks Kyverno about objects that are created or changed. */
public record ResourceWebhooks(List<Webhook> webhooks) {

    /** The configuration that Kyverno keeps for them. */
    public static final String CONFIGURATION = "kyverno-resource-validating-webhook-cfg";

    public static final FactKey<ResourceWebhooks> KEY = FactKey.of("kyverno-webhooks", ResourceWebhooks.class);

    public ResourceWebhooks {
        webhooks = List.copyOf(webhooks);
    }

    /**
     * @param closed    whether a request is refused while Kyverno does not answer
     * @param authority whether it names a CA
     * @param creates   whether it is asked when pods are created; {@code updates}: changed
     * @param service   {@code NAMESPACE/NAME} of the one that is asked; empty where it names none
     * @param exempt    namespaces that are left out by name
     * @param narrowed  other selectors and conditions, each in words: what they leave out cannot be told by name
     */
    public record Webhook(String name, boolean closed, boolean authority, boolean creates, boolean updates,
                          String service, List<String> exempt, List<String> narrowed) {
        public Webhook {
            exempt = List.copyOf(exempt);
            narrowed = List.copyOf(narrowed);
        }
    }
}
