package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/** The names of the PodSecurityPolicies of a cluster; none where its API server knows the kind no more. */
public record PodSecurityPolicies(List<String> names) {

    public static final FactKey<PodSecurityPolicies> KEY =
            FactKey.of("pod-security-policies", PodSecurityPolicies.class);

    public PodSecurityPolicies {
        names = List.copyOf(names);
    }
}
