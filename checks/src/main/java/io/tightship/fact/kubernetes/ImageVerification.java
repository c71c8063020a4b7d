package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/** The policies of a cluster that verify who signed the images of pods. */
public record ImageVerification(List<Policy> policies) {

    public static final FactKey<ImageVerification> KEY = FactKey.of("image-verification", ImageVerification.class);

    public ImageVerification {
        policies = List.copyOf(policies);
    }

    /** @param enforcing it is ready, takes part in admission, and refuses what it does not accept */
    public record Policy(String kind, String name, boolean enforcing) {
    }
}
