package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which rules let an object that violated them already be changed: {@code allowExistingViolations}, true where a rule does
 * not say. Kyverno before 1.13 has no such field, and lets them in 1.11 and 1.12.
 *
 * @param allowed by {@code POLICY/RULE}, of ClusterPolicies
 */
public record ExistingViolations(SortedMap<String, Boolean> allowed) {

    public static final FactKey<ExistingViolations> KEY =
            FactKey.of("kyverno-existing-violations", ExistingViolations.class);

    public ExistingViolations {
        allowed = Collections.unmodifiableSortedMap(new TreeMap<>(allowed));
    }
}
