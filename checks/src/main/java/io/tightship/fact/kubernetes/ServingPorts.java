package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;

/** The ports of a node's servers: they are asked before their settings are known. */
public final class ServingPorts {

    public static final ValueKey<Long> KUBELET = ValueKey.withFallback("kubelet-port", ValueType.NUMBER, 10250L,
            "on which port do the kubelets listen");

    public static final ValueKey<Long> ETCD = ValueKey.withFallback("etcd-port", ValueType.NUMBER, 2379L,
            "on which port do the members of etcd listen for clients");

    private ServingPorts() {
    }
}
