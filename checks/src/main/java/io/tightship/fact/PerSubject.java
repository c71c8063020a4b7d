package io.tightship.fact;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A collection that may be readable in part. A check sees the known members; for each of the others the evaluator says
 * ERROR, so one unreadable file loses neither the others nor itself.
 */
public final class PerSubject<V> {

    private final SortedMap<String, Fact<V>> members;

    private PerSubject(Map<String, Fact<V>> members) {
        this.members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    public static <V> PerSubject<V> of(Map<String, Fact<V>> members) {
        return new PerSubject<>(members);
    }

    /** The values that were read, by subject. */
    public SortedMap<String, V> known() {
        SortedMap<String, V> values = new TreeMap<>();
        members.forEach((subject, fact) -> {
            if (fact instanceof Fact.Known<V> member) {
                values.put(subject, member.value());
            }
        });
        return values;
    }

    /** True where there is no member at all, neither read nor unread. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** All members: for the evaluator and for readers, never for a check (an architecture test holds that). */
    public SortedMap<String, Fact<V>> members() {
        return members;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PerSubject<?> that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
