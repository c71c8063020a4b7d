package io.tightship.fact.bcm;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.firewall.FilterRule;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.fact.linux.firewall.FirewallTables.Chain;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The open ports of a head node's firewall role in Base Command Manager, in their order.
 *
 * @param overlay the configuration overlay that gives the role; empty where the node has it of its own
 */
public record OpenPorts(Optional<String> overlay, List<Row> rows) {

    /** Of a head node. */
    public static final FactKey<OpenPorts> KEY = FactKey.of("open-ports", OpenPorts.class);

    public static final ValueKey<String> OVERLAY = ValueKey.withFallback("apiproxy-firewall-overlay", ValueType.TEXT, "",
            "which configuration overlay gives the head nodes their firewall role, where Base Command Manager's lists do not tell");

    private static final Set<String> FIREWALL = Set.of("fw", "$fw", "all", "any");
    private static final Set<String> ANY = Set.of("all", "any");
    private static final Set<String> TCP = Set.of("tcp", "any", "all", "");

    public OpenPorts {
        rows = List.copyOf(rows);
    }

    /** Of the node's own role. */
    public OpenPorts(List<Row> rows) {
        this(Optional.empty(), rows);
    }

    /** The zones of Shorewall that its rows for the firewall itself name. */
    public Set<String> zones() {
        Set<String> zones = new TreeSet<>();
        rows.stream().filter(row -> FIREWALL.contains(row.destination().toLowerCase(Locale.ROOT))).map(Row::network)
                .filter(network -> !ANY.contains(network.toLowerCase(Locale.ROOT))).forEach(zones::add);
        return zones;
    }

    /**
     * @param action  as printed, such as {@code ACCEPT}
     * @param network a zone of Shorewall
     * @param port    the first of {@code count}
     * @param address a prefix, or what the guide's loop adds where cmsh printed headers: that matches nobody
     */
    public record Row(String action, String network, int port, int count, String protocol, String destination,
                      String address) {

        private boolean concerns(int wanted) {
            return (diverts() || FIREWALL.contains(destination.toLowerCase(Locale.ROOT)))
                    && TCP.contains(protocol.toLowerCase(Locale.ROOT)) && port <= wanted
                    && wanted < port + Math.max(1, count);
        }

        /** Whether what comes is passed on to another host, and so does not come to the firewall's own rows. */
        public boolean diverts() {
            return action.equalsIgnoreCase("DNAT");
        }

        private Optional<String> zone() {
            return ANY.contains(network.toLowerCase(Locale.ROOT)) ? Optional.empty() : Optional.of("zone " + network);
        }

        /** As cmsh takes it after {@code add}. */
        public String words() {
            return String.join(" ", action, network, count > 1 ? port + "-" + (port + count - 1) : String.valueOf(port),
                    protocol, destination, address).toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What these rows decide for a TCP port, by the zones that they name for it. Whom they leave, the policy decides, which
     * is not part of them; zones that they do not name are left out.
     */
    public FirewallTables tables(int port) {
        List<FilterRule> rules = new ArrayList<>();
        Set<String> zones = new TreeSet<>();
        boolean any = false;
        for (Row row : rows) {
            if (row.concerns(port)) {
                row.zone().ifPresent(zones::add);
                any |= row.zone().isEmpty();
                CidrSet sources = Cidr.parse(row.address()).map(CidrSet::of).orElse(CidrSet.EMPTY);
                rules.add(rule(row.words(), sources, row.zone(), row.action().toUpperCase(Locale.ROOT)));
            }
        }
        zones.forEach(zone -> rules.add(rule("no row for the rest of " + zone.replaceFirst("^zone ", ""), CidrSet.ALL4, Optional.of(zone),
                "(policy)")));
        if (any || zones.isEmpty()) {
            rules.add(rule("no row" + (any ? " for the rest" : ""), CidrSet.ALL4, Optional.empty(), "(policy)"));
        }
        return new FirewallTables(CidrSet.ALL4, new TreeMap<>(Map.of("filter", new TreeMap<>(Map.of("INPUT",
                Chain.of("filter", "INPUT", Optional.of("DROP"), rules))))));
    }

    private static FilterRule rule(String text, CidrSet sources, Optional<String> zone, String target) {
        return new FilterRule("INPUT", text, sources, zone.stream().toList(), List.of(), false, FilterRule.Match.ALL,
                Optional.of(target), false);
    }
}
