package io.tightship.fact.reach;

import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The addresses of a node, or the site's virtual one: stated by the inventory, else as the scanner's resolver says. */
public record Addresses(SortedSet<IpAddress> all) {

    /** Of a node; never empty. */
    public static final FactKey<Addresses> OF_NODE = FactKey.of("address", Addresses.class);

    /**
     * Of the site: the address that the head nodes share. Empty where the inventory says {@code vip: none}, or where it
     * says nothing and lists one head node.
     */
    public static final FactKey<Addresses> VIRTUAL = FactKey.of("virtual-address", Addresses.class);

    public Addresses {
        all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
    }

    public static Addresses of(Collection<IpAddress> addresses) {
        return new Addresses(new TreeSet<>(addresses));
    }
}
