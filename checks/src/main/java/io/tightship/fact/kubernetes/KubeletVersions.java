package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The versions of a cluster's kubelets, {@code v1.32.4}, by Node object, as they report them. */
public record KubeletVersions(SortedMap<String, String> byNode) {

    public static final FactKey<KubeletVersions> KEY = FactKey.of("kubelet-versions", KubeletVersions.class);

    public KubeletVersions {
        byNode = Collections.unmodifiableSortedMap(new TreeMap<>(byNode));
    }
}
