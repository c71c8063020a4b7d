package io.tightship.fact.bcm;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What somebody who knows the site lists, beside what the inventory says of the same names.
 *
 * @param entries by name, in whichever of the two it stands
 */
public record SiteListing(SortedMap<String, Entry> entries) {

    /**
     * The head nodes, nodes and switches: by who lists them, Base Command Manager, each cluster, and each API server
     * whose flags name another host of etcd than its own. What the inventory alone lists is not among them.
     */
    public static final FactKey<PerSubject<SiteListing>> OF_HOSTS =
            FactKey.perSubject("host-listing", "", SiteListing.class);

    /** The clusters, by Base Command Manager's modules on the head nodes; those of the inventory alone, too. */
    public static final FactKey<SiteListing> OF_CLUSTERS =
            FactKey.of("cluster-listing", SiteListing.class);

    public SiteListing {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /**
     * @param kind        HeadNode, PhysicalNode, Switch and so on in the lister's words; for a cluster of the inventory
     *                    its space
     * @param listed      whether the lister lists it
     * @param inInventory whether it is a target of the inventory
     * @param excluded    the reason that the inventory gives for leaving it out
     */
    public record Entry(String kind, boolean listed, boolean inInventory, Optional<String> excluded) {

        /** Whether the audit passes over it without a word. */
        public boolean missing() {
            return listed && !inInventory && excluded.isEmpty();
        }
    }
}
