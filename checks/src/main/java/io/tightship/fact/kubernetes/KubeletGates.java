package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The feature gates that a kubelet was given, on or off.
 *
 * @param given where each of them is named last: the flag or the path of a file
 */
public record KubeletGates(SortedMap<String, String> given) {

    /** By process, {@code kubelet}. */
    public static final FactKey<PerSubject<KubeletGates>> KEY =
            FactKey.perSubject("kubelet-gates", "", KubeletGates.class);

    public KubeletGates {
        given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
    }
}
