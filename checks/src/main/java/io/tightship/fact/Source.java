package io.tightship.fact;

import io.tightship.model.Evidence;
import io.tightship.model.Witness;
import java.util.Optional;

/**
 * Where a fact came from.
 *
 * @param target  {@link io.tightship.model.Target#id()} of the target in whose session it was read
 * @param place   a path, an API path, an endpoint, a name of the inventory
 * @param command what a person types to see the same; may be empty
 * @param sha256  of the stored reading; empty for what the inventory states
 */
public record Source(Optional<Witness> witness, String target, String place, String command, String sha256) {

    /** What the inventory states. */
    public static Source inventory(String target, String key) {
        return new Source(Optional.of(Witness.DESIRED), target, "inventory: " + key, "", "");
    }

    /** @param line 1-based; 0 where a line makes no sense */
    public Evidence evidence(int line, String excerpt) {
        return new Evidence(witness, target, place, line, excerpt, command, sha256);
    }
}
