package io.tightship.scan.collect;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import io.tightship.fact.linux.firewall.FilterRule.Match;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands on the left of a comparison of nftables, as far as it is known of a new TCP connection to the host. */
sealed interface NftablesField {

    /**
     * The connection that is asked about.
     *
     * @param tracked    whether its state is known to be new where the rule stands
     * @param translated whether some rule may have sent it to another address or port than it was for
     */
    record Packet(CidrSet everybody, boolean ipv6, boolean tracked, boolean translated) {
        NftablesBranch all() {
            return NftablesBranch.all(everybody);
        }
    }

    /** Its source address. */
    record Source() implements NftablesField { }

    /** The port that it goes to. */
    record Port() implements NftablesField { }

    /** The interface that it comes in by. */
    record Interface() implements NftablesField { }

    /** The interface that it leaves by: none. */
    record NoInterface() implements NftablesField { }

    /** Something that has one value, by its names; of others only those are known to be wrong that are not in doubt. */
    record Fixed(Set<String> is, Set<String> doubtful) implements NftablesField { }

    /** Bits, of which some are set and others may be. */
    record Bits(Set<String> set, Set<String> perhaps) implements NftablesField {

        /** How many connections compare as asked with one of the values; empty for none. */
        private Optional<Match> tested(String op, List<Data> values) {
            boolean not = op.equals("!=") || op.equals("!");
            boolean whole = op.equals("==") || op.equals("!=");
            boolean surely = false;
            Optional<Match> maybe = Optional.empty();
            for (Data value : values) {
                Optional<Match> one = bits(value).map(asked -> whole ? equal(asked) : any(asked))
                        .orElse(Optional.of(Match.UNKNOWN));
                surely |= one.equals(Optional.of(Match.ALL));
                if (one.isPresent()) {
                    maybe = Optional.of(maybe.orElse(Match.ALL).and(one.get()));
                }
            }
            return surely ? not ? Optional.empty() : Optional.of(Match.ALL)
                    : maybe.isPresent() ? maybe : not ? Optional.of(Match.ALL) : Optional.empty();
        }

        private Optional<Match> equal(Set<String> asked) {
            boolean may = asked.containsAll(set) && asked.stream().allMatch(bit -> set.contains(bit)
                    || perhaps.contains(bit));
            return !may ? Optional.empty() : Optional.of(perhaps.isEmpty() ? Match.ALL : Match.CHOSEN);
        }

        private Optional<Match> any(Set<String> asked) {
            return asked.stream().anyMatch(set::contains) ? Optional.of(Match.ALL)
                    : asked.stream().anyMatch(perhaps::contains) ? Optional.of(Match.CHOSEN) : Optional.empty();
        }
    }

    /** What whoever sends it decides. */
    record Chosen() implements NftablesField { }

    /** What conntrack notes of it, where no rule sends packets elsewhere: whatever else, it was not sent elsewhere. */
    record NotTranslated() implements NftablesField { }

    /** What only packets of another protocol have. */
    record Foreign() implements NftablesField { }

    record Unknown() implements NftablesField { }

    Set<String> OTHER_PROTOCOLS = Set.of("udp", "udplite", "icmp", "icmpv6", "igmp", "sctp", "dccp", "arp");
    Set<String> ECN = Set.of("ecn", "cwr");

    static NftablesField of(Data left, Packet packet) {
        Map<String, Data> parts = left.map();
        if (parts.size() != 1) {
            return new Unknown();
        }
        Data of = parts.values().iterator().next();
        return switch (parts.keySet().iterator().next()) {
            case "payload" -> payload(of.get("protocol").toString(), of.get("field").toString(), packet.ipv6());
            case "meta" -> meta(of.get("key").toString(), packet.ipv6());
            case "ct" -> packet.tracked() && of.get("dir").isAbsent() ? switch (of.get("key").toString()) {
                case "state" -> new Bits(Set.of("new"), Set.of());
                case "status" -> packet.translated() ? new Unknown() : new NotTranslated();
                case "direction" -> new Fixed(Set.of("original", "0"), Set.of());
                default -> new Unknown();
            } : new Unknown();
            case "fib" -> fib(of.get("result").toString(), of.get("flags").isList() ? Set.copyOf(of.get("flags").texts())
                    : Set.of(of.get("flags").toString()));
            case "&" -> of.list().size() == 2 ? masked(of(of.list().get(0), packet), of.list().get(1)) : new Unknown();
            default -> new Unknown();
        };
    }

    private static NftablesField payload(String protocol, String field, boolean ipv6) {
        if (protocol.equals("ip") && ipv6 || protocol.equals("ip6") && !ipv6 || OTHER_PROTOCOLS.contains(protocol)) {
            return new Foreign();
        }
        return switch (protocol + " " + field) {
            case "ip saddr", "ip6 saddr" -> new Source();
            case "tcp dport", "th dport" -> new Port();
            case "ip protocol" -> new Fixed(Set.of("tcp", "6"), Set.of());
            case "ip version" -> new Fixed(Set.of("4"), Set.of());
            case "ip6 version" -> new Fixed(Set.of("6"), Set.of());
            case "ether type" -> etherType(ipv6);
            case "tcp flags" -> new Bits(Set.of("syn"), ECN);
            // To one of the host's own addresses, or not: packets come to all of them.
            case "ip daddr", "ip6 daddr", "tcp sport", "th sport", "ip frag-off", "ip6 nexthdr" -> new Chosen();
            default -> new Unknown();
        };
    }

    private static NftablesField meta(String key, boolean ipv6) {
        return switch (key) {
            case "iif", "iifname" -> new Interface();
            case "oif", "oifname" -> new NoInterface();
            case "l4proto" -> new Fixed(Set.of("tcp", "6"), Set.of());
            case "nfproto" -> new Fixed(ipv6 ? Set.of("ipv6", "10") : Set.of("ipv4", "2"), Set.of());
            case "protocol" -> etherType(ipv6);
            case "pkttype" -> new Fixed(Set.of("host", "unicast"), Set.of());
            default -> new Unknown();
        };
    }

    private static NftablesField etherType(boolean ipv6) {
        return new Fixed(ipv6 ? Set.of("ip6", "34525") : Set.of("ip", "2048"), Set.of("vlan", "8021q", "8021ad", "33024"));
    }

    private static NftablesField fib(String result, Set<String> of) {
        if (result.equals("type") && of.equals(Set.of("daddr"))) {
            return new Fixed(Set.of("local"), Set.of());
        }
        // Nobody opens a connection from an address that is not one host's.
        return result.equals("type") && of.equals(Set.of("saddr")) ? new Fixed(Set.of("unicast"), Set.of("unspec",
                "blackhole", "unreachable", "prohibit")) : result.equals("type") && of.equals(Set.of("daddr", "iif"))
                || of.equals(Set.of("saddr", "iif")) && result.startsWith("oif") ? new Chosen() : new Unknown();
    }

    private static NftablesField masked(NftablesField field, Data mask) {
        Optional<Set<String>> bits = bits(mask);
        return switch (field) {
            case Chosen chosen -> chosen;
            case Foreign foreign -> foreign;
            case Bits(Set<String> set, Set<String> perhaps) when bits.isPresent() -> new Bits(common(set, bits.get()),
                    common(perhaps, bits.get()));
            default -> new Unknown();
        };
    }

    private static Set<String> common(Set<String> one, Set<String> two) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(two);
        return common;
    }

    /** The ways in which it compares as asked with one of the values. */
    default List<NftablesBranch> compared(String op, List<Data> values, Packet packet) {
        NftablesBranch all = packet.all();
        boolean not = op.equals("!=") || op.equals("!");
        if (this instanceof Foreign) {
            return List.of();
        }
        if (values.stream().anyMatch(value -> value.text().equals(Optional.of("*")))) {
            return not ? List.of() : List.of(all);
        }
        List<NftablesBranch> open = List.of(all.matching(Match.UNKNOWN));
        boolean plain = op.equals("==") || op.equals("!=");
        return switch (this) {
            case Foreign foreign -> List.of();
            case Unknown unknown -> open;
            case NotTranslated none -> !values.stream().allMatch(value -> value.text().equals(Optional.of("dnat"))) ? open
                    : not ? List.of(all) : List.of();
            case Chosen chosen -> List.of(all.matching(Match.CHOSEN));
            case Source source when plain -> addresses(values).map(set -> not ? packet.everybody().minus(set)
                    : packet.everybody().intersection(set)).map(set -> set.isEmpty() ? List.<NftablesBranch>of()
                    : List.of(all.from(set))).orElse(open);
            case Port port -> ports(op, values).map(ranges -> ranges.isEmpty() ? List.<NftablesBranch>of()
                    : List.of(all.to(ranges))).orElse(open);
            case Interface in when plain -> interfaces(values).map(names -> not ? List.of(all.by(names.stream().map(name ->
                    "!" + name).toList())) : names.stream().map(name -> all.by(List.of(name))).toList()).orElse(open);
            case NoInterface none when op.equals("==") -> List.of();
            case Fixed(Set<String> is, Set<String> doubtful) when plain -> {
                boolean doubt = values.stream().anyMatch(value -> value.isMap() || value.isList() || value.bool().isPresent()
                        || doubtful.contains(value.toString()));
                boolean one = values.stream().anyMatch(value -> is.contains(value.toString()));
                yield doubt && !one ? open : one != not ? List.of(all) : List.of();
            }
            case Bits bits -> bits.tested(op, values).map(match -> List.of(all.matching(match))).orElse(List.of());
            default -> open;
        };
    }

    /** A union of addresses, prefixes and ranges; empty where one of them is of another kind. */
    private static Optional<CidrSet> addresses(List<Data> values) {
        List<Cidr> union = new ArrayList<>();
        for (Data value : values) {
            Data prefix = value.get("prefix");
            List<Data> ends = value.get("range").list();
            Optional<CidrSet> one = value.text().flatMap(Cidr::parse).map(CidrSet::of)
                    .or(() -> Cidr.parse(prefix.get("addr") + "/" + prefix.get("len")).map(CidrSet::of))
                    .or(() -> ends.size() != 2 ? Optional.empty() : between(ends.get(0), ends.get(1)));
            if (one.isEmpty()) {
                return Optional.empty();
            }
            union.addAll(one.get().prefixes());
        }
        return Optional.of(CidrSet.of(union));
    }

    private static Optional<CidrSet> between(Data first, Data last) {
        Optional<IpAddress> from = first.text().flatMap(IpAddress::parse);
        Optional<IpAddress> to = last.text().flatMap(IpAddress::parse);
        return from.isEmpty() || to.isEmpty() || from.get().bits() != to.get().bits() || from.get().compareTo(to.get()) > 0
                ? Optional.empty() : Optional.of(CidrSet.between(from.get(), to.get()));
    }

    private static Optional<List<int[]>> ports(String op, List<Data> values) {
        List<int[]> ranges = new ArrayList<>();
        for (Data value : values) {
            List<Data> ends = value.get("range").list();
            Optional<Integer> first = port(ends.size() == 2 ? ends.get(0) : value);
            Optional<Integer> last = port(ends.size() == 2 ? ends.get(1) : value);
            if (first.isEmpty() || last.isEmpty()) {
                return Optional.empty();
            }
            ranges.add(new int[] {first.get(), last.get()});
        }
        int[] one = ranges.size() == 1 && ranges.getFirst()[0] == ranges.getFirst()[1] ? ranges.getFirst() : null;
        return switch (op) {
            case "==" -> Optional.of(ranges);
            case "!=" -> Optional.of(others(ranges));
            case "<", "<=", ">", ">=" -> one == null ? Optional.empty() : Optional.of(others(List.of(switch (op) {
                case "<" -> new int[] {one[0], 65535};
                case "<=" -> new int[] {one[0] + 1, 65535};
                case ">" -> new int[] {0, one[0]};
                default -> new int[] {0, one[0] - 1};
            })));
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> port(Data value) {
        return value.number().filter(number -> number.scale() <= 0 && number.intValue() >= 0 && number.intValue() <= 65535)
                .map(java.math.BigDecimal::intValue);
    }

    private static List<int[]> others(List<int[]> taken) {
        List<int[]> others = new ArrayList<>();
        int from = 0;
        for (int[] range : taken.stream().sorted(Comparator.comparingInt(range -> range[0])).toList()) {
            if (range[0] > from) {
                others.add(new int[] {from, range[0] - 1});
            }
            from = Math.max(from, range[1] + 1);
        }
        if (from <= 65535) {
            others.add(new int[] {from, 65535});
        }
        return others;
    }

    /** As iptables writes them; empty where one is no plain name. */
    private static Optional<List<String>> interfaces(List<Data> values) {
        List<String> names = new ArrayList<>();
        for (Data value : values) {
            String name = value.text().orElse("");
            if (!name.matches("[^*+!\\\\]+\\*?")) {
                return Optional.empty();
            }
            names.add(name.replaceFirst("\\*$", "+"));
        }
        return Optional.of(names);
    }

    /** Names of bits: one, several, or none as the number 0. Empty for anything else. */
    private static Optional<Set<String>> bits(Data value) {
        Data list = value.get("|").isAbsent() ? value : value.get("|");
        if (value.number().isPresent() && value.number().get().signum() == 0) {
            return Optional.of(Set.of());
        }
        Set<String> names = list.isList() ? Set.copyOf(new HashSet<>(list.texts())) : list.text().map(Set::of).orElse(Set.of());
        return names.isEmpty() || list.isList() && names.size() != list.list().size() ? Optional.empty() : Optional.of(names);
    }
}
