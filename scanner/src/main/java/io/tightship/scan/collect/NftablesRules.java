package io.tightship.scan.collect;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code nft -j list ruleset} tells of rules that iptables-save does not print, or prints as other ones: tables that
 * are none of its own, and rules in its tables that were not made by it. iptables leaves out of such a rule what it does
 * not know, so that a drop of some ports reads as a drop of all (tried).
 */
final class NftablesRules {

    private static final Set<String> TABLES = Set.of("filter", "nat", "mangle", "raw", "security");
    private static final Set<String> CHAINS = Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
    /** Where a packet to the host passes. */
    private static final Set<String> HOOKS = Set.of("prerouting", "input", "ingress");
    /** What iptables makes a rule of, besides matches. */
    private static final Set<String> PARTS = Set.of("counter", "xt", "accept", "drop", "return", "jump", "goto", "log",
            "limit");
    private static final Set<String> FIELDS = Set.of("ip saddr", "ip daddr", "ip protocol", "ip frag-off", "ip6 saddr",
            "ip6 daddr", "ip6 nexthdr", "tcp sport", "tcp dport", "tcp flags", "udp sport", "udp dport", "th sport",
            "th dport", "icmp type", "icmp code", "icmpv6 type", "icmpv6 code");
    private static final Set<String> KEYS = Set.of("l4proto", "iifname", "oifname", "mark");

    private NftablesRules() {
    }

    /**
     * Where the first such rules are; empty where iptables-save tells all that concerns packets to the host.
     *
     * @param family     {@code ip} or {@code ip6}
     * @param ofIptables whether the tables of iptables are kept by nftables, by iptables-save's own word
     */
    static Optional<String> besides(String json, String family, boolean ofIptables) throws MalformedDocument {
        Data document = Json.parse(json);
        if (document.get("nftables").list().isEmpty()) {
            throw new MalformedDocument("nft printed no list of rules");
        }
        List<Data> items = document.get("nftables").list();
        for (Data item : items) {
            Data chain = item.get("chain");
            Data rule = item.get("rule");
            Data object = chain.isAbsent() ? rule : chain;
            String of = object.get("family").toString();
            if (object.isAbsent() || !Set.of(family, "inet", "bridge", "netdev").contains(of)) {
                continue;
            }
            String table = object.get("table").toString();
            boolean known = ofIptables && of.equals(family) && TABLES.contains(table);
            boolean hooked = HOOKS.contains(chain.get("hook").toString());
            if (known ? !rule.isAbsent() && !byIptables(rule) || hooked && !CHAINS.contains(chain.get("name").toString())
                    : hooked && decides(chain, items)) {
                return Optional.of("table " + of + " " + table + ", chain " + (chain.isAbsent() ? rule.get("chain")
                        : chain.get("name")));
            }
        }
        return Optional.empty();
    }

    /** Only a chain without rules that lets everything through changes nothing. */
    private static boolean decides(Data chain, List<Data> items) {
        return !chain.get("policy").text().equals(Optional.of("accept")) || items.stream().map(item -> item.get("rule"))
                .anyMatch(rule -> rule.get("chain").equals(chain.get("name")) && rule.get("table").equals(chain.get("table"))
                        && rule.get("family").equals(chain.get("family")));
    }

    /** Each of its rules counts packets, and compares with single values and ranges alone. */
    private static boolean byIptables(Data rule) {
        List<Data> parts = rule.get("expr").list();
        return parts.stream().anyMatch(part -> part.map().containsKey("counter"))
                && parts.stream().allMatch(NftablesRules::known);
    }

    private static boolean known(Data part) {
        if (!part.map().containsKey("match")) {
            return part.map().size() == 1 && PARTS.containsAll(part.map().keySet())
                    && part.path("limit", "inv").isAbsent();
        }
        Data left = part.path("match", "left");
        Data right = part.path("match", "right");
        Data compared = left.get("&").isAbsent() ? left : left.get("&").list().getFirst();
        Data payload = compared.get("payload");
        boolean field = KEYS.contains(compared.path("meta", "key").toString())
                || FIELDS.contains(payload.get("protocol") + " " + payload.get("field"));
        boolean plain = Set.of("==", "!=").contains(part.path("match", "op").toString())
                || payload.get("field").toString().equals("flags");
        // What begins with @ is a named set.
        return field && plain && right.get("set").isAbsent() && !right.text().orElse("").startsWith("@");
    }
}
