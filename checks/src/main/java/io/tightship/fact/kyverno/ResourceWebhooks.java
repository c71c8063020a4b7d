package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/** The webhooks by which the API server asks Kyverno about objects that are created or changed. */
public record ResourceWebhooks(List<Webhook> webhooks) {

    /** The configuration that Kyverno keeps for them. */
    public static final String CONFIGURATION = "kyverno-resource-validating-webhook-cfg";

    public static final FactKey<ResourceWebhooks> KEY = FactKey.of("kyverno-webhooks", ResourceWebhooks.class);

    private static final String FINE_GRAINED = "-finegrained-";

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

        /** Those that ask about policies of other kinds have names with another beginning. */
        private boolean isFor(KyvernoPolicy policy) {
            return name.startsWith(policy.kind().equals("ValidatingPolicy") ? "vpol.validate." : "validate.");
        }

        /** The policy that it asks about alone; empty where it asks about all that have no webhook of their own. */
        private String alone() {
            int fine = name.indexOf(FINE_GRAINED);
            return fine < 0 ? "" : name.substring(fine + FINE_GRAINED.length());
        }
    }

    /**
     * Those that ask about a policy: the ones of its own where it has any, else those of all policies of its kind. Source:
     * kyverno 1.10 to 1.19, pkg/config and pkg/controllers/webhook.
     */
    public List<Webhook> about(KyvernoPolicy policy) {
        List<Webhook> own = webhooks.stream().filter(webhook -> webhook.isFor(policy)
                && webhook.alone().equals(policy.name())).toList();
        return !own.isEmpty() ? own : webhooks.stream().filter(webhook -> webhook.isFor(policy)
                && webhook.alone().isEmpty()).toList();
    }

    /** The same, of a policy that fails closed those that do. */
    public List<Webhook> closedAbout(KyvernoPolicy policy) {
        return about(policy).stream().filter(webhook -> policy.closed() && webhook.closed()).toList();
    }
}
