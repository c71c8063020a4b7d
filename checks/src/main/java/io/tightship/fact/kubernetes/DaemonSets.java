package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/** The DaemonSets of a cluster, as far as their health goes. */
public record DaemonSets(List<DaemonSet> all) {

    public static final FactKey<DaemonSets> KEY = FactKey.of("daemon-sets", DaemonSets.class);

    public DaemonSets {
        all = List.copyOf(all);
    }

    /**
     * @param desired on how many Nodes it should run
     * @param ready   on how many it is ready
     */
    public record DaemonSet(String namespace, String name, long desired, long ready) {
        /** {@code NAMESPACE/NAME}. */
        public String id() {
            return namespace + "/" + name;
        }
    }
}
