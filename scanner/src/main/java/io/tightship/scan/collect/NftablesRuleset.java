package io.tightship.scan.collect;

import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.BaseChain;
import io.tightship.fact.linux.firewall.BaseChain.Stage;
import io.tightship.fact.linux.firewall.FilterRule;
import io.tightship.fact.linux.firewall.FirewallTables.Chain;
import io.tightship.scan.collect.NftablesField.Packet;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules of nftables, as {@code nft -j list ruleset} prints them, for packets of one family. */
final class NftablesRuleset {

    private static final Set<String> ELSEWHERE = Set.of("forward", "output", "postrouting", "egress");
    private static final Set<String> ACTIVE = Set.of("owner", "persist");
    /** Conntrack looks at packets here; a rule before it does not know their state. */
    private static final int CONNTRACK = -200;
    private static final int DESTINATION_NAT = -100;
    private static final int SOURCE_NAT = 100;

    /** One table, by what is printed of it. */
    private static final class Table {
        private final String family;
        private final String name;
        private final Data flags;
        private final SortedMap<String, Data> chains = new TreeMap<>();
        private final Map<String, List<Data>> rules = new HashMap<>();
        private final Map<String, Data> sets = new HashMap<>();
        /** Sets that rules change. */
        private final Set<String> changed = new HashSet<>();

        Table(Data table) {
            this.family = table.get("family").toString();
            this.name = table.get("name").toString();
            this.flags = table.get("flags");
        }

        List<Data> allRules() {
            return rules.values().stream().flatMap(List::stream).toList();
        }
    }

    private final Map<String, Table> tables = new TreeMap<>();
    private boolean tracked = true;
    private boolean translates;
    private boolean opaque;

    private NftablesRuleset() {
    }

    /** @throws MalformedDocument also where something of it belongs to nothing that was printed before */
    static NftablesRuleset parse(String json) throws MalformedDocument {
        List<Data> items = Json.parse(json).get("nftables").list();
        if (items.isEmpty()) {
            throw new MalformedDocument("nft printed no list of rules");
        }
        NftablesRuleset ruleset = new NftablesRuleset();
        for (Data item : items) {
            ruleset.take(item);
        }
        return ruleset;
    }

    private void take(Data item) throws MalformedDocument {
        String kind = item.map().keySet().stream().findFirst().orElse("");
        Data object = item.get(kind);
        switch (kind) {
            case "metainfo" -> {
                if (!object.get("json_schema_version").isAbsent() && !object.get("json_schema_version").toString().equals("1")) {
                    throw new MalformedDocument("nft printed its rules by the schema " + object.get("json_schema_version")
                            + ", which is not known here");
                }
            }
            case "table" -> tables.put(object.get("family") + " " + object.get("name"), new Table(object));
            case "chain" -> table(object).chains.put(object.get("name").toString(), object);
            case "set", "map", "meter" -> table(object).sets.put(object.get("name").toString(), object);
            case "rule" -> {
                Table table = table(object);
                if (!table.chains.containsKey(object.get("chain").toString())) {
                    throw new MalformedDocument("nft printed a rule of a chain that it did not print: " + object.get("chain"));
                }
                table.rules.computeIfAbsent(object.get("chain").toString(), name -> new ArrayList<>()).add(object);
                for (Data part : object.get("expr").list()) {
                    tracked &= !part.map().containsKey("notrack");
                    translates |= part.map().containsKey("dnat") || part.map().containsKey("redirect");
                    opaque |= part.map().containsKey("xt");
                    for (String changing : List.of("set", "map")) {
                        part.path(changing, changing).text().map(name -> name.replaceFirst("^@", ""))
                                .ifPresent(table.changed::add);
                    }
                }
            }
            default -> { }
        }
    }

    private Table table(Data object) throws MalformedDocument {
        Table table = tables.get(object.get("family") + " " + object.get("table"));
        if (table == null) {
            throw new MalformedDocument("nft printed something of a table that it did not print: " + object.get("table"));
        }
        return table;
    }

    /** Whether conntrack sees every packet. */
    boolean tracked() {
        return tracked;
    }

    /**
     * Whether a rule may send packets to another address or port.
     *
     * @param shown whether what iptables made is known from elsewhere: nft may show no more than that there is something
     */
    boolean translates(boolean shown) {
        return translates || opaque && !shown;
    }

    /** The tables of {@code ip} or {@code ip6} that iptables shows as they are. */
    Set<String> ofIptables(String family) {
        Set<String> found = new TreeSet<>();
        tables.values().stream().filter(table -> table.family.equals(family) && table.flags.isAbsent()
                && NftablesOfIptables.made(table.name, List.copyOf(table.chains.values()), table.allRules()))
                .forEach(table -> found.add(table.name));
        return found;
    }

    /**
     * The tables that packets of the family pass, by family and name.
     *
     * @param packet  the connection that is asked about, as conntrack sees it at last
     * @param without tables of this family that are left out
     */
    SortedMap<String, SortedMap<String, Chain>> tables(Packet packet, Set<String> without)
            throws MalformedDocument {
        String family = packet.ipv6() ? "ip6" : "ip";
        SortedMap<String, SortedMap<String, Chain>> made = new TreeMap<>();
        for (Table table : tables.values()) {
            boolean left = table.family.equals(family) && without.contains(table.name);
            if (!left && Set.of(family, "inet", "bridge", "netdev").contains(table.family)) {
                made.put("nft " + table.family + " " + table.name, chains(table, packet));
            }
        }
        return made;
    }

    private static SortedMap<String, Chain> chains(Table table, Packet asked) throws MalformedDocument {
        SortedMap<String, Chain> made = new TreeMap<>();
        Map<String, Optional<BaseChain>> bases = new HashMap<>();
        for (Map.Entry<String, Data> entry : table.chains.entrySet()) {
            bases.put(entry.getKey(), base(table, entry.getValue()));
        }
        Set<String> early = early(table, bases);
        for (String name : table.chains.keySet()) {
            Packet packet = new Packet(asked.everybody(), asked.ipv6(), asked.tracked() && !early.contains(name),
                    asked.translated());
            List<FilterRule> rules = new ArrayList<>();
            for (Data rule : table.rules.getOrDefault(name, List.of())) {
                List<Data> expressions = rule.get("expr").list();
                String text = place(table, name) + ", handle " + rule.get("handle") + ": " + NftablesWords.of(expressions);
                rules.addAll(NftablesRule.of(expressions, packet, set -> elements(table, set), text));
            }
            made.put(NftablesRule.chain(name), new Chain(bases.get(name), rules));
        }
        return made;
    }

    private static String place(Table table, String chain) {
        return "table " + table.family + " " + table.name + ", chain " + chain;
    }

    private static Optional<BaseChain> base(Table table, Data chain) throws MalformedDocument {
        String hook = chain.get("hook").text().orElse("");
        boolean dormant = table.flags.isAbsent() ? false : flags(table.flags).contains("dormant");
        if (hook.isEmpty() || ELSEWHERE.contains(hook) || dormant) {
            return Optional.empty();
        }
        Optional<Integer> priority = chain.get("prio").number().map(java.math.BigDecimal::intValue);
        String policy = chain.get("policy").text().orElse("");
        boolean device = hook.equals("ingress");
        boolean bridge = table.family.equals("bridge");
        if (priority.isEmpty() || !policy.matches("accept|drop") || !Set.of("ingress", "prerouting", "input").contains(hook)) {
            throw new MalformedDocument(place(table, chain.get("name").toString()) + ": its hook, priority or policy is not "
                    + "known here");
        }
        boolean nat = chain.get("type").toString().equals("nat");
        Data devices = chain.get("dev");
        // What other flags nft 1.0.6 prints instead of "dormant" is anything at all (tried).
        boolean active = table.flags.isAbsent() || ACTIVE.containsAll(flags(table.flags));
        Stage stage = device ? Stage.INGRESS : bridge ? Stage.BRIDGE : hook.equals("input") ? Stage.INPUT : Stage.PREROUTING;
        // The kernel asks all chains of network address translation at one point.
        int at = !nat ? priority.get() : hook.equals("input") ? SOURCE_NAT : DESTINATION_NAT;
        return Optional.of(new BaseChain(stage, at, nat, active && !device && !bridge, !active || !device ? Set.of()
                : devices.isList() ? Set.copyOf(devices.texts()) : devices.text().map(Set::of).orElse(Set.of()),
                policy.equals("accept"), place(table, chain.get("name").toString()) + ": policy " + policy));
    }

    private static Set<String> flags(Data flags) {
        return flags.isList() ? new HashSet<>(flags.texts()) : Set.of(flags.toString());
    }

    /** The chains that a packet may come to before conntrack has seen it. */
    private static Set<String> early(Table table, Map<String, Optional<BaseChain>> bases) {
        Set<String> early = new HashSet<>();
        List<String> left = new ArrayList<>();
        bases.forEach((name, base) -> base.filter(known -> known.stage() == Stage.INGRESS || known.stage() == Stage.BRIDGE
                || known.stage() == Stage.PREROUTING && known.priority() <= CONNTRACK).ifPresent(known -> left.add(name)));
        while (!left.isEmpty()) {
            String name = left.removeLast();
            if (early.add(name)) {
                table.rules.getOrDefault(name, List.of()).forEach(rule -> targets(table, rule.get("expr"), left));
            }
        }
        return early;
    }

    /** Every chain that is named within, also by the maps that are. */
    private static void targets(Table table, Data within, List<String> found) {
        for (String kind : List.of("jump", "goto")) {
            within.path(kind, "target").text().ifPresent(found::add);
        }
        within.map().forEach((key, value) -> {
            targets(table, value, found);
            if (key.equals("vmap")) {
                value.get("data").text().map(name -> table.sets.getOrDefault(name.substring(1), Data.ABSENT)).ifPresent(map ->
                        targets(table, map.get("elem"), found));
            }
        });
        within.list().forEach(item -> targets(table, item, found));
    }

    private static Optional<List<Data>> elements(Table table, String name) {
        Data set = table.sets.get(name);
        boolean open = set == null || table.changed.contains(name) || !set.get("timeout").isAbsent()
                || flags(set.get("flags")).stream().anyMatch(Set.of("timeout", "dynamic")::contains);
        return open ? Optional.empty() : Optional.of(set.get("elem").list());
    }
}
