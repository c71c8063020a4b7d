package io.tightship.library.switches;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.TargetSet;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may reach the API server of the admin cluster through the switches.
 *
 * @param required whose is each IPv4 address that must get through: head nodes, control-plane nodes of the admin
 *                 cluster, and the virtual address
 * @param allowed  the required addresses and what the site approves besides
 */
record Approved(SortedMap<IpAddress, String> required, CidrSet allowed) {

    static final Need.Across<Addresses, Target.Node> NODES =
            Need.Across.whole(TargetSet.ADMIN_SPACE_NODES, Addresses.OF_NODE);

    static final Need.Across<Addresses, Target.Node> CONTROL_PLANE =
            Need.Across.whole(TargetSet.ADMIN_CONTROL_PLANE_NODES, Addresses.OF_NODE);

    static final Need.Across<Addresses, Target.Site> VIRTUAL =
            Need.Across.whole(TargetSet.SITE, Addresses.VIRTUAL);

    static final Need.Setting<List<Cidr>> PREFIXES = Need.Setting.of(SwitchesValues.APPROVED_PREFIXES);

    Approved {
        required = Collections.unmodifiableSortedMap(new TreeMap<>(required));
    }

    /**
     * Where the API server is reached.
     *
     * @param address empty where no IPv4 address of the host is known
     */
    record Destination(String host, Optional<IpAddress> address) {
        String words() {
            return address.map(known -> known + " (" + host + ")").orElse(host);
        }
    }

    /** The context must have been promised the four needs of this class. */
    static Approved of(Context context) {
        SortedMap<IpAddress, String> required = new TreeMap<>();
        context.get(VIRTUAL).values().forEach(addresses -> add(required, "virtual address", addresses));
        context.get(NODES).forEach((node, addresses) -> add(required, node.name(), addresses));
        List<Cidr> allowed = new ArrayList<>(context.get(PREFIXES));
        required.keySet().forEach(address -> allowed.add(Cidr.of(address)));
        return new Approved(required, CidrSet.of(allowed));
    }

    /** The addresses of the nodes; a node without a known IPv4 address stands there once, without one. */
    static List<Destination> destinations(Collection<Target.Node> nodes, SortedMap<Target.Node, Addresses> addresses) {
        List<Destination> destinations = new ArrayList<>();
        for (Target.Node node : nodes) {
            List<Destination> known = addresses.get(node).all().stream().filter(address -> address.bits() == 32)
                    .map(address -> new Destination(node.name(), Optional.of(address))).toList();
            destinations.addAll(known.isEmpty() ? List.of(new Destination(node.name(), Optional.empty())) : known);
        }
        return destinations;
    }

    /** As in "permits from …". */
    String words() {
        return String.join(", ", required.keySet().stream().map(IpAddress::toString).toList());
    }

    /** An address and whose it is. */
    String words(IpAddress address) {
        return address + " (" + required.get(address) + ")";
    }

    private static void add(SortedMap<IpAddress, String> required, String owner, Addresses addresses) {
        addresses.all().stream().filter(address -> address.bits() == 32)
                .forEach(address -> required.put(address, owner));
    }
}
