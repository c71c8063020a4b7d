package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;

/** What came of trying to create a pod with a host path, on the server's side and without keeping it. */
public sealed interface DryRunAnswer {

    FactKey<DryRunAnswer> KEY = FactKey.of("kyverno-dry-run", DryRunAnswer.class);

    /** Nothing was sent, since the operator did not allow it. @param command what a person types to try it */
    record NotAllowed(String command) implements DryRunAnswer {
    }

    /** The API server would have created it. */
    record Admitted(String namespace) implements DryRunAnswer {
    }

    /**
     * Kyverno denied it for its host path.
     *
     * @param by    the webhook, or the admission policy that Kyverno made of one of its own
     * @param words the server's
     */
    record Denied(String namespace, String by, String words) implements DryRunAnswer {
    }
}
