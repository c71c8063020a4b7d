package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The addresses that a switch has now on its management port and in its management network. */
public record ManagementAddresses(Set<IpAddress> all) {

    public static final FactKey<ManagementAddresses> KEY =
            FactKey.of("nvue-management-addresses", ManagementAddresses.class);

    public ManagementAddresses {
        all = Collections.unmodifiableSet(new TreeSet<>(all));
    }
}
