package io.tightship.scan.collect;

import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.FilterRule;
import io.tightship.fact.linux.firewall.FilterRule.Match;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.fact.linux.firewall.FirewallTables.Chain;
import io.tightship.scan.collect.ShorewallLines.Row;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Shorewall makes of its files for packets to the host itself, as chains: by interface and address to the chain of a
 * zone, there the rules in their order, then the zone's policy. What is not understood is refused with file and line.
 * Sources: shorewall-zones(5), -interfaces(5), -hosts(5), -policy(5), -rules(5).
 */
final class ShorewallFiles {

    /** Files that can let in, or pass on, what the others do not: none of their rows is understood here. */
    private static final List<String> FOREIGN = List.of("nat", "netmap", "start", "started", "initdone", "compile");
    /** Types of tunnels that let no TCP connection in. */
    private static final String OTHER_TUNNELS = "ipsec(nat)?(:.*)?|ipip|gre|6to4|6in4|l2tp|pptpclient|"
            + "openvpn(client|server)?(:[0-9]+|:udp(:.*)?)?|generic:(udp|esp|ah|gre|icmp)(:.*)?";
    private static final Set<String> SAFE_DEFAULTS = Set.of("none", "Broadcast", "Multicast", "dropNotSyn", "dropInvalid",
            "DropDNSrep", "AllowICMPs", "Drop", "Reject", "A_Drop", "A_Reject", "DropSmurfs", "TCPFlags", "dropBcast",
            "dropBcasts", "dropMcast", "rejNotSyn", "");

    private final ShorewallLines lines;
    private final ShorewallZones zones;
    /** Whether some packets are kept from conntrack: they are of no state that the section NEW is for. */
    private final boolean untracked;
    private final Map<String, List<FilterRule>> filter = new LinkedHashMap<>();
    private final List<FilterRule> nat = new ArrayList<>();

    private ShorewallFiles(ShorewallLines lines) throws MalformedDocument {
        this.lines = lines;
        this.zones = ShorewallZones.of(lines);
        this.untracked = lines.says("conntrack", "notrack") || lines.says("notrack");
    }

    /**
     * @param folder such as {@code /etc/shorewall}
     * @param files  by name below it
     */
    static FirewallTables compile(String folder, Map<String, String> files) throws MalformedDocument {
        ShorewallLines lines = new ShorewallLines(folder, files);
        String startup = lines.setting("STARTUP_ENABLED");
        return startup.equalsIgnoreCase("Yes") ? new ShorewallFiles(lines).compiled() : FirewallTables.none(
                lines.path("shorewall.conf") + ": STARTUP_ENABLED=" + (startup.isEmpty() ? "(absent)" : startup));
    }

    private FirewallTables compiled() throws MalformedDocument {
        for (String file : FOREIGN) {
            if (lines.says(file)) {
                throw new MalformedDocument(lines.path(file) + ": what it does to the rules is not known here");
            }
        }
        if (lines.rows("blrules").stream().anyMatch(row -> !row.column(0).matches("(DROP|REJECT|BLACKLIST|A_DROP|A_REJECT"
                + "|WHITELIST|ACCEPT|CONTINUE|LOG)(:.*)?"))) {
            throw new MalformedDocument(lines.path("blrules") + ": an action in it is not known here");
        }
        for (Row row : lines.rows("tunnels")) {
            if (!row.column(0).matches(OTHER_TUNNELS)) {
                throw row.refused("what this tunnel lets in is not known here");
            }
        }
        if (untracked && lines.setting("UNTRACKED_DISPOSITION").equalsIgnoreCase("ACCEPT")) {
            throw new MalformedDocument(lines.path("conntrack") + ": which packets are not tracked is not known here, and "
                    + "UNTRACKED_DISPOSITION lets them in");
        }
        List<FilterRule> input = new ArrayList<>();
        if (lines.says("blrules")) {
            // These rows only keep out; whom they leave is decided below.
            input.add(rule(lines.path("blrules"), CidrSet.ALL4, Optional.empty(), List.of(), Match.UNKNOWN, "DROP"));
        }
        for (ShorewallZones.Part part : zones.parts()) {
            input.add(rule(part.text(), part.sources(), Optional.of(part.pattern()), List.of(), known(part),
                    chain(part.zone())));
        }
        for (ShorewallZones.Part open : zones.unmanaged()) {
            input.add(rule(open.text(), CidrSet.ALL4, Optional.of(open.pattern()), List.of(), Match.ALL, "ACCEPT"));
        }
        for (Row row : lines.rows("rules")) {
            rule(row);
        }
        policies(input);
        filter.put("INPUT", input);
        SortedMap<String, SortedMap<String, Chain>> tables = new TreeMap<>();
        SortedMap<String, Chain> chains = new TreeMap<>();
        filter.forEach((name, rules) -> chains.put(name, Chain.of("filter", name, Optional.of("DROP"), rules)));
        tables.put("filter", chains);
        tables.put("nat", new TreeMap<>(Map.of("PREROUTING", Chain.of("nat", "PREROUTING",
                Optional.of("ACCEPT"), nat))));
        return new FirewallTables(CidrSet.ALL4, tables);
    }

    private static Match known(ShorewallZones.Part part) {
        return part.uncertain() ? Match.UNKNOWN : Match.ALL;
    }

    private static String chain(String zone) {
        return zone + "-fw";
    }

    private static FilterRule rule(String text, CidrSet sources, Optional<String> pattern, List<int[]> ports,
                                   Match match, String target) {
        return new FilterRule("", text, sources, pattern.stream().toList(), ports, false, match, Optional.of(target), false);
    }

    private void add(String zone, FilterRule rule) {
        filter.computeIfAbsent(chain(zone), name -> new ArrayList<>()).add(rule);
    }

    private void rule(Row row) throws MalformedDocument {
        if (!Set.of("ALL", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "NEW").contains(row.section())) {
            throw row.refused("the section " + row.section() + " is not known");
        }
        ShorewallAction action = ShorewallAction.of(row, lines);
        if (row.section().equals("UNTRACKED") && untracked && !Set.of("DROP", "REJECT", "LOG").contains(action.target())) {
            throw row.refused("which packets are not tracked is not known here");
        }
        if (!row.section().equals("ALL") && !row.section().equals("NEW")) {
            return;
        }
        List<ShorewallZones.Part> sources = zones.sources(row, row.column(1));
        if (action.diverts()) {
            // What was sent to one of these ports comes to another one, or to another host.
            List<int[]> ports = new ArrayList<>(action.ports());
            ShorewallAction.lastPort(row.column(2)).ifPresentOrElse(port -> {
                if (!ports.isEmpty()) {
                    ports.add(port);
                }
            }, ports::clear);
            for (ShorewallZones.Part source : sources) {
                nat.add(rule(row.text(), source.sources(), source.interfaces(), ports, Match.UNKNOWN, "DNAT"));
            }
            return;
        }
        ShorewallZones.Destination destination = zones.destination(row, row.column(2));
        if (action.never() || !destination.firewall()) {
            return;
        }
        for (ShorewallZones.Part source : sources) {
            add(source.zone(), rule(row.text(), source.sources(), source.interfaces(), action.ports(),
                    action.match().and(known(source)).and(destination.uncertain() ? Match.CHOSEN : Match.ALL),
                    action.target()));
        }
    }

    private void policies(List<FilterRule> input) throws MalformedDocument {
        List<Row> rows = lines.rows("policy");
        for (String zone : zones.names()) {
            Optional<Row> found = Optional.empty();
            for (Row row : rows) {
                if (found.isEmpty() && zones.covers(row, row.column(0), zone) && zones.coversFirewall(row, row.column(1))) {
                    found = Optional.of(row);
                }
            }
            if (found.isEmpty()) {
                throw new MalformedDocument(lines.path("policy") + ": no row is for connections from " + zone
                        + " to the firewall");
            }
            policy(found.get()).forEach(rule -> add(zone, rule));
        }
        // Who belongs to no zone: as everybody to the firewall, else as everybody to everybody, else dropped.
        for (String destination : List.of("fw", "all")) {
            for (Row row : rows) {
                boolean all = row.column(0).matches("all\\+?");
                if (all && (destination.equals("all") ? row.column(1).matches("all\\+?")
                        : row.column(1).equals(zones.firewall()))) {
                    input.addAll(policy(row));
                    return;
                }
            }
        }
    }

    private List<FilterRule> policy(Row row) throws MalformedDocument {
        String[] parts = row.column(2).split(":", 2);
        String policy = parts[0].replaceFirst("\\(.*", "");
        String standard = lines.setting(policy + "_DEFAULT");
        String actions = parts.length < 2 ? standard : parts[1].startsWith("+") ? parts[1].substring(1) + "," + standard
                : parts[1];
        boolean plain = true;
        for (String action : actions.split(",(?![^(]*\\))")) {
            plain &= SAFE_DEFAULTS.contains(action.strip().replaceFirst("[(:].*", "").replaceFirst("^None$", "none"))
                    && !action.contains("ACCEPT");
        }
        List<FilterRule> rules = new ArrayList<>();
        if (!plain) {
            // The site's own action is asked before the policy.
            rules.add(rule(row.text(), CidrSet.ALL4, Optional.empty(), List.of(), Match.UNKNOWN, "(" + actions + ")"));
        }
        boolean limited = !row.column(4).equals("-") || !row.column(5).equals("-");
        rules.add(switch (policy) {
            case "ACCEPT" -> rule(row.text(), CidrSet.ALL4, Optional.empty(), List.of(), limited ? Match.CHOSEN : Match.ALL,
                    "ACCEPT");
            case "DROP", "REJECT", "BLACKLIST" ->
                    rule(row.text(), CidrSet.ALL4, Optional.empty(), List.of(), Match.ALL, policy.equals("REJECT") ? "REJECT"
                            : "DROP");
            case "QUEUE", "NFQUEUE" -> rule(row.text(), CidrSet.ALL4, Optional.empty(), List.of(), Match.ALL, policy);
            case "CONTINUE" -> rule(row.text(), CidrSet.ALL4, Optional.empty(), List.of(), Match.ALL, "RETURN");
            default -> throw row.refused("the policy is not known");
        });
        return rules;
    }
}
