package io.tightship.scan.collect;

import io.tightship.scan.data.Data;
import java.util.List;
import java.util.Set;

/**
 * Which tables of nftables iptables-save shows as they are. In one that was changed by other means it leaves out of a rule
 * what it does not know, so that a drop of some ports reads as a drop of all (tried).
 */
final class NftablesOfIptables {

    private static final Set<String> TABLES = Set.of("filter", "nat", "mangle", "raw", "security");
    private static final Set<String> CHAINS = Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
    /** What iptables makes a rule of, besides matches. */
    private static final Set<String> PARTS = Set.of("counter", "xt", "accept", "drop", "return", "jump", "goto", "log",
            "limit");
    private static final Set<String> FIELDS = Set.of("ip saddr", "ip daddr", "ip protocol", "ip frag-off", "ip6 saddr",
            "ip6 daddr", "ip6 nexthdr", "tcp sport", "tcp dport", "tcp flags", "udp sport", "udp dport", "th sport",
            "th dport", "icmp type", "icmp code", "icmpv6 type", "icmpv6 code");
    private static final Set<String> KEYS = Set.of("l4proto", "iifname", "oifname", "mark");

    private NftablesOfIptables() {
    }

    /** Whether iptables could have made all of these chains and rules, which are those of one table. */
    static boolean made(String table, List<Data> chains, List<Data> rules) {
        return TABLES.contains(table) && rules.stream().allMatch(NftablesOfIptables::byIptables)
                && chains.stream().noneMatch(chain -> !chain.get("hook").isAbsent()
                && !CHAINS.contains(chain.get("name").toString()));
    }

    /** Each of its rules counts packets, and compares with single values and ranges alone. */
    private static boolean byIptables(Data rule) {
        List<Data> parts = rule.get("expr").list();
        return parts.stream().anyMatch(part -> part.map().containsKey("counter"))
                && parts.stream().allMatch(NftablesOfIptables::known);
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
