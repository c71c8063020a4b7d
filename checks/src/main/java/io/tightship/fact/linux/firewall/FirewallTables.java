package io.tightship.fact.linux.firewall;

import io.tightship.fact.CidrSet;
import io.tightship.fact.FactKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of a firewall: those of a running one, as {@code iptables-save}, {@code ip6tables-save} and {@code nft} print
 * them, or those that files stand for. Whether other rules of the kernel decide as well is its reader's to find out.
 *
 * @param everybody every address of the family
 * @param tables    by name: their chains by name
 */
public record FirewallTables(CidrSet everybody, SortedMap<String, SortedMap<String, Chain>> tables) {

    /** Of IPv4, as the kernel has them. */
    public static final FactKey<FirewallTables> KEY = FactKey.of("firewall-rules", FirewallTables.class);

    /** Of IPv6, as the kernel has them. */
    public static final FactKey<FirewallTables> KEY6 = FactKey.of("firewall-rules", "ipv6", FirewallTables.class);

    /** Of IPv4, as Shorewall makes them of its files. */
    public static final FactKey<FirewallTables> OF_FILES = FactKey.of("shorewall-files", FirewallTables.class);

    /** The same, once the files are in place that Base Command Manager keeps ready in {@code /etc/shorewall.staging}. */
    public static final FactKey<FirewallTables> OF_STAGING = FactKey.of("shorewall-files", "staging",
            FirewallTables.class);

    private static final Pattern FROM_ZONE = Pattern.compile("([A-Za-z0-9_]+?)[-2]fw");

    public FirewallTables {
        SortedMap<String, SortedMap<String, Chain>> copy = new TreeMap<>();
        tables.forEach((name, chains) -> copy.put(name, Collections.unmodifiableSortedMap(new TreeMap<>(chains))));
        tables = Collections.unmodifiableSortedMap(copy);
    }

    /** @param base empty for a chain that packets come to by other chains alone */
    public record Chain(Optional<BaseChain> base, List<FilterRule> rules) {
        public Chain {
            rules = List.copyOf(rules);
        }

        /** One of iptables, by the names of table and chain. */
        public static Chain of(String table, String name, Optional<String> policy, List<FilterRule> rules) {
            return new Chain(BaseChain.ofIptables(table, name, policy), rules);
        }
    }

    /** A chain that the kernel itself hands packets to, and the table that it stands in. */
    record Step(String table, BaseChain base, Chain chain) {
    }

    /** The chains that a packet to the host passes, in their order: it has to get through each. */
    List<Step> way() {
        List<Step> way = new ArrayList<>();
        tables.forEach((table, chains) -> chains.values().forEach(chain -> chain.base().ifPresent(base ->
                way.add(new Step(table, base, chain)))));
        way.sort(Comparator.comparing((Step step) -> step.base().stage()).thenComparing(step -> step.base().priority()));
        return way;
    }

    /** These tables, and others besides, whose names they must not have. */
    public FirewallTables and(SortedMap<String, SortedMap<String, Chain>> others) {
        SortedMap<String, SortedMap<String, Chain>> all = new TreeMap<>(tables);
        all.putAll(others);
        return new FirewallTables(everybody, all);
    }

    /** Where nothing is loaded, everybody gets in. */
    public static FirewallTables none(String why) {
        FilterRule open = new FilterRule("INPUT", why, CidrSet.ALL4, List.of(), List.of(), false, FilterRule.Match.ALL,
                Optional.of("ACCEPT"), false);
        return new FirewallTables(CidrSet.ALL4, new TreeMap<>(Map.of("filter", new TreeMap<>(Map.of("INPUT",
                Chain.of("filter", "INPUT", Optional.of("ACCEPT"), List.of(open)))))));
    }

    /** Shorewall's zones, by the chains for what comes from one of them to the host itself. */
    public Set<String> zones() {
        Set<String> zones = new TreeSet<>();
        for (String chain : chains("filter").keySet()) {
            Matcher named = FROM_ZONE.matcher(chain);
            if (named.matches() && !named.group(1).equals("all")) {
                zones.add(named.group(1));
            }
        }
        return zones;
    }

    /** The chains of a table; none where it has not been loaded. */
    public SortedMap<String, Chain> chains(String table) {
        return tables.getOrDefault(table, Collections.emptySortedMap());
    }

    /**
     * Reads the whole text of {@code iptables-save}.
     *
     * @throws IllegalArgumentException for a line that is not of its form
     */
    public static FirewallTables parse(String text) {
        return parse(text, CidrSet.ALL4, AddressSets.NONE);
    }

    /** Reads the whole text of {@code ip6tables-save}, and throws as {@link #parse(String)} does. */
    public static FirewallTables parse6(String text) {
        return parse(text, CidrSet.ALL6, AddressSets.NONE);
    }

    /**
     * Reads what {@code iptables-save} prints, or {@code ip6tables-save}, and throws as {@link #parse(String)} does.
     *
     * @param everybody every address of the family
     */
    public static FirewallTables parse(String text, CidrSet everybody, AddressSets sets) {
        return parse(text, everybody, sets, tracks(text));
    }

    /** Whether conntrack sees every packet: those that it does not see are not new to it either. */
    public static boolean tracks(String text) {
        return !text.contains("--notrack") && !text.contains("-j NOTRACK");
    }

    /**
     * Reads as {@link #parse(String, CidrSet, AddressSets)} does, where other rules decide as well what conntrack sees.
     *
     * @param tracked whether it sees every packet
     */
    public static FirewallTables parse(String text, CidrSet everybody, AddressSets sets, boolean tracked) {
        SortedMap<String, SortedMap<String, Chain>> tables = new TreeMap<>();
        Map<String, Optional<String>> policies = new LinkedHashMap<>();
        Map<String, List<FilterRule>> rules = new LinkedHashMap<>();
        String table = "";
        for (String raw : text.split("\n")) {
            String line = raw.strip();
            if (line.startsWith("# Table `")) {
                throw new IllegalArgumentException("iptables-save does not show a table as it is: " + line.substring(2));
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("*") && table.isEmpty()) {
                table = line.substring(1);
            } else if (line.equals("COMMIT") && !table.isEmpty()) {
                SortedMap<String, Chain> chains = tables.computeIfAbsent(table, name -> new TreeMap<>());
                String of = table;
                rules.forEach((name, list) -> chains.put(name, Chain.of(of, name, policies.getOrDefault(name,
                        Optional.empty()), list)));
                policies.clear();
                rules.clear();
                table = "";
            } else if (line.startsWith(":") && !table.isEmpty()) {
                String[] words = line.substring(1).split(" +");
                policies.put(words[0], words.length < 2 || words[1].equals("-") ? Optional.empty()
                        : Optional.of(words[1]));
                rules.computeIfAbsent(words[0], name -> new ArrayList<>());
            } else if ((line.startsWith("-A ") || line.startsWith("[")) && !table.isEmpty()) {
                FilterRule rule = FilterRule.parse(line.replaceFirst("^\\[[0-9]+:[0-9]+] ", ""), everybody, tracked,
                        sets);
                rules.computeIfAbsent(rule.chain(), name -> new ArrayList<>()).add(rule);
            } else {
                throw new IllegalArgumentException("iptables-save printed a line that is none of its own: " + line);
            }
        }
        if (!table.isEmpty()) {
            throw new IllegalArgumentException("what iptables-save printed ends within the table " + table);
        }
        return new FirewallTables(everybody, tables);
    }
}
