package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * The objects by which Secrets come from a store outside of the cluster.
 *
 * @param objects {@code KIND NAMESPACE/NAME}
 */
public record SecretStores(List<String> objects) {

    public static final FactKey<SecretStores> KEY = FactKey.of("secret-stores", SecretStores.class);

    public SecretStores {
        objects = List.copyOf(objects);
    }
}
