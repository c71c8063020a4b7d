package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;

/**
 * The physical in-band ports of a switch that lead to one protected host. Protected are the control-plane nodes of the
 * admin cluster, and the head nodes of which the inventory states ports.
 *
 * @param names sorted, never empty
 */
public record SwitchPorts(List<String> names) {

    /** By the inventory's name of the host, as the inventory states them: each control-plane node must be stated. */
    public static final FactKey<PerSubject<SwitchPorts>> OF_PROTECTED_HOSTS =
            FactKey.perSubject("switch-ports", "", SwitchPorts.class);

    /**
     * By the inventory's name of the host as well: the ports on which a switch hears the host itself by LLDP. A protected
     * host that is heard nowhere is not known to hang elsewhere: it may not speak LLDP.
     */
    public static final FactKey<PerSubject<SwitchPorts>> HEARD =
            FactKey.perSubject("switch-neighbours", "", SwitchPorts.class);

    public SwitchPorts {
        names = List.copyOf(names);
    }
}
