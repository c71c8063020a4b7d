package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;

/**
 * The physical in-band ports of a switch that lead to one protected host, as the inventory states them. Protected are
 * the control-plane nodes of the admin cluster, each of which must be stated, and the head nodes that are.
 *
 * @param names sorted, never empty
 */
public record SwitchPorts(List<String> names) {

    /** By the inventory's name of the host. */
    public static final FactKey<PerSubject<SwitchPorts>> OF_PROTECTED_HOSTS =
            FactKey.perSubject("switch-ports", "", SwitchPorts.class);

    public SwitchPorts {
        names = List.copyOf(names);
    }
}
