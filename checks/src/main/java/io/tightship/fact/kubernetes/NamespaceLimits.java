package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What gives limits to pods that state none, or refuses them: LimitRanges with defaults for containers, ResourceQuotas on
 * limits.
 *
 * @param by resource ({@code cpu}, {@code memory}) and the object that sees to it, by namespace
 */
public record NamespaceLimits(SortedMap<String, Map<String, String>> by) {

    public static final FactKey<NamespaceLimits> KEY = FactKey.of("namespace-limits", NamespaceLimits.class);

    public NamespaceLimits {
        by = Collections.unmodifiableSortedMap(new TreeMap<>(by));
    }
}
