package io.tightship.fact.nvidia;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The DaemonSets of which it is certain that they are ready on every Node with GPUs: they select all of those, and are ready
 * on as many Nodes as they select. A number of pods alone does not tell where they run.
 *
 * @param everywhere {@code NAMESPACE/NAME}
 */
public record GpuDaemons(Set<String> everywhere) {

    public static final FactKey<GpuDaemons> KEY = FactKey.of("gpu-daemons", GpuDaemons.class);

    public GpuDaemons {
        everywhere = Collections.unmodifiableSet(new TreeSet<>(everywhere));
    }
}
