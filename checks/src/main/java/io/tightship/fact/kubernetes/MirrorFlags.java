package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * The flags that a component has in the mirror pods of its node: what the kubelet told the API server that it started
 * from a manifest.
 *
 * @param pods of each mirror pod; empty where the node has none
 */
public record MirrorFlags(List<Flags> pods) {

    public MirrorFlags {
        pods = List.copyOf(pods);
    }

    /** Of a node; read from its cluster. */
    public static FactKey<MirrorFlags> of(Component component) {
        return FactKey.of("mirror-flags", component.process(), MirrorFlags.class);
    }
}
