package io.tightship.fact.nvidia;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Optional;

/**
 * The container toolkit that is installed on a node itself.
 *
 * @param version as the toolkit prints it; empty where the node has no command {@code nvidia-ctk}
 */
public record HostToolkit(Optional<String> version) {

    /** Of a cluster, by Node: of those with GPUs on which no operator installs a toolkit. */
    public static final FactKey<PerSubject<HostToolkit>> KEY = FactKey.perSubject("host-toolkit", "", HostToolkit.class);

    /** The label of Nodes, without {@code nvidia.com/}, by which the operator runs its toolkit there. */
    public static final String DEPLOYED = "gpu.deploy.container-toolkit";
}
