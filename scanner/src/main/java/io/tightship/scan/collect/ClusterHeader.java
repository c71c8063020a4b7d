package io.tightship.scan.collect;

import io.tightship.check.Facts;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.ClusterHeading;
import io.tightship.model.Assessment.ClusterIdentity;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import java.util.List;
import java.util.Optional;

/** What a report's header says of clusters. */
public final class ClusterHeader {

    /** Read in the sessions that are opened anyway. */
    public static final List<FactKey<?>> KEYS = List.of(ClusterHeading.KEY);

    private ClusterHeader() {
    }

    /** One per cluster of the inventory; what was not read is empty. */
    public static List<ClusterIdentity> identities(Inventory inventory, Facts facts) {
        return inventory.targets(Target.Cluster.class).stream().map(cluster ->
                switch (facts.get(cluster, ClusterHeading.KEY)) {
                    case Fact.Known<ClusterHeading> known -> new ClusterIdentity(cluster.name(),
                            Optional.of(known.value().uid()), Optional.of(known.value().version()));
                    case Fact.Unavailable<ClusterHeading> unread ->
                            new ClusterIdentity(cluster.name(), Optional.empty(), Optional.empty());
                }).toList();
    }
}
