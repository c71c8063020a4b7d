package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Kyverno's policies for the whole cluster: ClusterPolicies of the group kyverno.io and ValidatingPolicies of
 * policies.kyverno.io. The GPU operator's ClusterPolicy is of another group and never among them.
 */
public record KyvernoPolicies(List<KyvernoPolicy> policies) {

    public static final FactKey<KyvernoPolicies> KEY = FactKey.of("kyverno-policies", KyvernoPolicies.class);

    /** The policies that the guides name; the site may ask for others. */
    public static final ValueKey<Set<String>> REQUIRED = ValueKey.withFallback("kyverno-required-policies",
            ValueType.TEXTS, Collections.unmodifiableSet(new LinkedHashSet<>(List.of("disallow-capabilities",
                    "disallow-host-namespaces", "disallow-host-path", "disallow-host-ports",
                    "disallow-privileged-containers"))), "which Kyverno policies must be there");

    public KyvernoPolicies {
        policies = List.copyOf(policies);
    }

    /** Those of a name, of any of the kinds: there may be one of each. */
    public List<KyvernoPolicy> named(String name) {
        return policies.stream().filter(policy -> policy.name().equals(name)).toList();
    }
}
