package io.tightship.fact.reach;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.List;

/** The values of a site that say which ports lead where. */
public final class ReachValues {

    public static final ValueKey<List<Integer>> ADMIN_PORTS = ValueKey.withFallback("apiproxy-admin-ports",
            ValueType.PORTS, List.of(10443), "on which ports do the head nodes proxy the API of the admin cluster");

    private ReachValues() {
    }
}
