package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a cluster holds of some types of objects.
 *
 * @param types which were read ({@link SpecifiedObject#type()}): of another one nothing is known
 */
public record LiveObjects(Set<String> types, List<SpecifiedObject> objects) {

    /** Network policies of Kubernetes and of Calico, and what Calico's refer to. */
    public static final FactKey<LiveObjects> NETWORK = FactKey.of("live-objects", "network", LiveObjects.class);

    /** Kyverno's policies. */
    public static final FactKey<LiveObjects> KYVERNO = FactKey.of("live-objects", "kyverno", LiveObjects.class);

    public LiveObjects {
        types = Collections.unmodifiableSortedSet(new TreeSet<>(types));
        objects = List.copyOf(objects);
    }

    /** The live one of a manifest's object. */
    public Optional<SpecifiedObject> of(SpecifiedObject asked) {
        return objects.stream().filter(object -> object.id().equals(asked.id())).findFirst();
    }

    /** Those that say that they come from a chart. */
    public List<SpecifiedObject> ofChart(String chart) {
        return objects.stream().filter(object -> object.chart().startsWith(chart + "-")
                && object.chart().substring(chart.length() + 1).matches("v?[0-9].*")).toList();
    }
}
