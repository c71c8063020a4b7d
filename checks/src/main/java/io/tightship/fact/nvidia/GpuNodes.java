package io.tightship.fact.nvidia;

import io.tightship.fact.FactKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Nodes of a cluster that have GPUs, by their labels or by what they offer. */
public record GpuNodes(List<GpuNode> nodes) {

    public static final FactKey<GpuNodes> KEY = FactKey.of("gpu-nodes", GpuNodes.class);

    public GpuNodes {
        nodes = List.copyOf(nodes);
    }

    /**
     * @param labels      those of NVIDIA's, without {@code nvidia.com/}
     * @param capacity    how many of each resource the plugin has announced, without {@code nvidia.com/}
     * @param allocatable how many of them can be given to pods
     */
    public record GpuNode(String name, Map<String, String> labels, Map<String, String> capacity,
                          Map<String, String> allocatable) {
        public GpuNode {
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
            capacity = Collections.unmodifiableMap(new TreeMap<>(capacity));
            allocatable = Collections.unmodifiableMap(new TreeMap<>(allocatable));
        }

        public Optional<String> label(String name) {
            return Optional.ofNullable(labels.get(name));
        }
    }
}
