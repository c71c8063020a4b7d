package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.linux.PathStat;
import java.util.List;
import java.util.Optional;

/**
 * The network plugins that a node's container runtime calls for each pod, in their order.
 *
 * @param file   the configuration that counts: the first of its folder by name, or the one that Multus hands on to
 * @param binary where the plugin bandwidth is looked for
 * @param stat   of that file; empty where it is not there
 */
public record CniChain(String file, List<Plugin> plugins, String binary, Optional<PathStat> stat) {

    public static final FactKey<CniChain> KEY = FactKey.of("cni-chain", CniChain.class);

    public CniChain {
        plugins = List.copyOf(plugins);
    }

    /** @param limits whether it is told the limits that pods ask for: its capability bandwidth */
    public record Plugin(String type, boolean limits) {
    }
}
