package io.tightship.fact.reach;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.List;
import java.util.Set;

/** The values that rules and readers on connects share. */
public final class ReachValues {

    public static final ValueKey<List<Integer>> ADMIN_PORTS = ValueKey.withFallback("apiproxy-admin-ports",
            ValueType.PORTS, List.of(10443), "on which ports do the head nodes proxy the API of the admin cluster");

    public static final ValueKey<List<Integer>> CONTROL_PORTS = ValueKey.withFallback("apiproxy-control-ports",
            ValueType.PORTS, List.of(22, 8081, 636, 2049),
            "on which ports must a head node answer user space, as proof that the way there works");

    public static final ValueKey<List<Integer>> NODE_CONTROL_PORTS = ValueKey.withFallback("control-node-proof-ports",
            ValueType.PORTS, List.of(22),
            "on which ports must a control-plane node answer user space, as proof that the way there works");

    public static final ValueKey<List<Integer>> CONTROL_PLANE_PORTS = ValueKey.withFallback("control-plane-ports",
            ValueType.PORTS, List.of(2379, 2380, 10249, 10250, 10256, 10257, 10259),
            "which ports of control-plane nodes, besides the API server's, must be closed to user space");

    public static final ValueKey<Set<String>> OUT_OF_BAND = ValueKey.withFallback("out-of-band-addresses",
            ValueType.TEXTS, Set.of(), "which addresses of the out-of-band network (management controllers of nodes, "
                    + "power, fabric) must be closed to user space, besides those of the switches");

    public static final ValueKey<List<Integer>> OUT_OF_BAND_PORTS = ValueKey.withFallback("out-of-band-ports",
            ValueType.PORTS, List.of(22, 443, 8765), "on which ports do devices of the out-of-band network answer");

    private ReachValues() {
    }
}
