package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The IPv6 addresses under which other networks can reach a host: neither its own loopback's nor those of one link. */
public record RoutableIpv6(SortedSet<IpAddress> all) {

    public static final FactKey<RoutableIpv6> KEY = FactKey.of("routable-ipv6", RoutableIpv6.class);

    public RoutableIpv6 {
        all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
    }
}
