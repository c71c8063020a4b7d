package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The versions of a cluster's kubelets, {@code v1.32.4}, by Node object, as they report them. */
public record KubeletVersions(SortedMap<String, String> byNode) {

    public static final FactKey<KubeletVersions> KEY = FactKey.of("kubelet-versions", KubeletVersions.class);

    public KubeletVersions {
        byNode = Collections.unmodifiableSortedMap(new TreeMap<>(byNode));
    }

    /**
     * Of the Node of a host: the one of its name, or, where there is none, the only one whose name begins with the same
     * word before the first dot. Empty where two could be meant.
     */
    public Optional<String> of(String host) {
        if (byNode.containsKey(host)) {
            return Optional.of(byNode.get(host));
        }
        List<String> same = byNode.keySet().stream().filter(node -> firstWord(node).equals(firstWord(host))).toList();
        return same.size() == 1 ? Optional.of(byNode.get(same.getFirst())) : Optional.empty();
    }

    private static String firstWord(String name) {
        return name.matches("[0-9.]+") ? name : name.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
    }
}
