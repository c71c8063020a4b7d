package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * What lies in the namespace default, of the kinds that are read: Secrets are not.
 *
 * @param objects {@code Kind/NAME}
 */
public record DefaultNamespace(List<String> objects) {

    public static final FactKey<DefaultNamespace> KEY = FactKey.of("default-namespace", DefaultNamespace.class);

    public DefaultNamespace {
        objects = List.copyOf(objects);
    }
}
