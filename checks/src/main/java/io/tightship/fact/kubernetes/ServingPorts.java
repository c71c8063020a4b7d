package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;

/** The ports of a node's servers: they are asked before their settings are known. */
public final class ServingPorts {

    public static final ValueKey<Long> KUBELET = ValueKey.withFallback("kubelet-port", ValueType.NUMBER, 10250L,
            "on which port do the kubelets listen");

    public static final ValueKey<Long> ETCD = ValueKey.withFallback("etcd-port", ValueType.NUMBER, 2379L,
            "on which port do the members of etcd listen for clients");

    public static final ValueKey<Long> ETCD_PEERS = ValueKey.withFallback("etcd-peer-port", ValueType.NUMBER, 2380L,
            "on which port do the members of etcd listen for each other");

    public static final ValueKey<Long> CONTROLLER_MANAGER = ValueKey.withFallback("controllermanager-port",
            ValueType.NUMBER, 10257L, "on which port do the controller managers listen");

    public static final ValueKey<Long> SCHEDULER = ValueKey.withFallback("scheduler-port", ValueType.NUMBER, 10259L,
            "on which port do the schedulers listen");

    private ServingPorts() {
    }
}
