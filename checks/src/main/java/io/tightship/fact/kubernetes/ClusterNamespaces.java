package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The namespaces of a cluster with their labels. */
public record ClusterNamespaces(SortedMap<String, Map<String, String>> labels) {

    public static final FactKey<ClusterNamespaces> KEY =
            FactKey.of("kubernetes-namespaces", ClusterNamespaces.class);

    public ClusterNamespaces {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
