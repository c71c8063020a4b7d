package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;

/** The values of a site that say where API servers are. */
public final class ApiServerValues {

    public static final ValueKey<Long> PORT = ValueKey.withFallback("apiserver-port", ValueType.NUMBER, 6443L,
            "on which port do the API servers of the cluster listen");

    private ApiServerValues() {
    }
}
