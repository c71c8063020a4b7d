package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names of the interfaces that a switch has now: a port whose breakout was changed is not among them. */
public record NvueInterfaces(SortedSet<String> names) {

    public static final FactKey<NvueInterfaces> KEY = FactKey.of("nvue-interfaces", NvueInterfaces.class);

    public NvueInterfaces {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    public static NvueInterfaces of(Collection<String> names) {
        return new NvueInterfaces(new TreeSet<>(names));
    }
}
