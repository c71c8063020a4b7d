package io.tightship.fact.reach;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.List;

/** The values that rules and readers on connects share. */
public final class ReachValues {

    public static final ValueKey<List<Integer>> ADMIN_PORTS = ValueKey.withFallback("apiproxy-admin-ports",
            ValueType.PORTS, List.of(10443), "on which ports do the head nodes proxy the API of the admin cluster");

    public static final ValueKey<List<Integer>> CONTROL_PORTS = ValueKey.withFallback("apiproxy-control-ports",
            ValueType.PORTS, List.of(22, 8081, 636, 2049),
            "on which ports must a head node answer user space, as proof that the way there works");

    private ReachValues() {
    }
}
