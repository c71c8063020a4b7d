package io.tightship.fact.linux.firewall;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One rule of iptables or nftables, by what it says of a new TCP connection.
 *
 * @param text       as printed
 * @param sources    that it matches
 * @param interfaces that it matches: {@code !NAME} for all but one, {@code NAME+} by the beginning; each of these must hold
 * @param ports      that it matches: pairs of first and last; empty for all
 * @param never      whether it matches no new TCP connection to this host at all
 * @param match      how many of the packets that all this describes
 * @param target     ACCEPT, DROP, the name of a chain and so on; empty where the rule only counts
 * @param go         whether its chain does not come back to this one ({@code -g})
 */
public record FilterRule(String chain, String text, CidrSet sources, List<String> interfaces, List<int[]> ports,
                         boolean never, Match match, Optional<String> target, boolean go) {

    /** Of packets whose source, interface and port are those of a rule. */
    public enum Match {
        ALL,
        /** Whoever sends them decides: by the port that they come from, the address that they go to, or how many they are. */
        CHOSEN,
        /** It asks for something that is not known here. */
        UNKNOWN,
        /** Both: of whom it takes is not known, but whoever wants to goes past it. */
        EVADABLE;

        /** Of packets that two such conditions are for. */
        public Match and(Match other) {
            return this == other || other == ALL ? this : this == ALL ? other : EVADABLE;
        }

        /** Whether it is not known here which of the packets it takes. */
        boolean uncertain() {
            return this == UNKNOWN || this == EVADABLE;
        }
    }

    /** Modules that match by their options alone. */
    private static final Set<String> PLAIN_MATCHES = Set.of("tcp", "udp", "comment", "multiport", "conntrack", "state",
            "addrtype", "iprange", "icmp", "set", "policy", "pkttype");
    private static final Set<String> CHOSEN_MATCHES = Set.of("limit", "hashlimit", "connlimit", "rpfilter");
    private static final Set<String> NOT_UNICAST = Set.of("BROADCAST", "MULTICAST", "ANYCAST", "LOCAL");

    /**
     * @param everybody every address of the family
     * @param tracked   whether conntrack sees every packet, so that one that opens a connection is NEW
     * @param sets      that rules may name
     * @throws IllegalArgumentException where it does not begin as a rule does
     */
    static FilterRule parse(String line, CidrSet everybody, boolean tracked, AddressSets sets) {
        List<String> words = words(line);
        if (words.size() < 2 || !words.getFirst().equals("-A")) {
            throw new IllegalArgumentException("no rule of iptables: " + line);
        }
        CidrSet sources = everybody;
        List<String> interfaces = List.of();
        List<int[]> ports = new ArrayList<>();
        boolean never = false;
        boolean uncertain = false;
        Match match = Match.ALL;
        boolean go = false;
        Optional<String> target = Optional.empty();
        boolean not = false;
        for (int i = 2; i < words.size(); i++) {
            String word = words.get(i);
            String value = i + 1 < words.size() ? words.get(i + 1) : "";
            switch (word) {
                case "!" -> {
                    not = true;
                    continue;
                }
                case "-m", "--match" -> {
                    match = CHOSEN_MATCHES.contains(value) ? match.and(Match.CHOSEN) : match;
                    uncertain |= !PLAIN_MATCHES.contains(value) && !CHOSEN_MATCHES.contains(value);
                    i++;
                }
                case "--match-set" -> {
                    boolean bySource = i + 2 < words.size() && words.get(i + 2).equals("src");
                    Optional<CidrSet> named = bySource ? sets.members(value) : Optional.empty();
                    uncertain |= named.isEmpty();
                    CidrSet set = named.orElse(everybody);
                    sources = named.isEmpty() ? sources : not ? sources.minus(set) : sources.intersection(set);
                    i += 2;
                }
                case "--comment" -> i++;
                case "-s", "--source" -> {
                    Optional<CidrSet> named = prefixes(value);
                    uncertain |= named.isEmpty();
                    CidrSet set = named.orElse(everybody);
                    sources = named.isEmpty() ? sources : not ? sources.minus(set) : sources.intersection(set);
                    i++;
                }
                case "--src-range" -> {
                    Optional<CidrSet> range = range(value);
                    uncertain |= range.isEmpty();
                    sources = range.isEmpty() ? sources : not ? sources.minus(range.get())
                            : sources.intersection(range.get());
                    i++;
                }
                case "-p", "--protocol" -> {
                    boolean tcp = Set.of("tcp", "6", "all", "0").contains(value);
                    never |= tcp == not;
                    i++;
                }
                case "-i", "--in-interface" -> {
                    interfaces = List.of((not ? "!" : "") + value);
                    i++;
                }
                case "--dport", "--destination-port", "--dports", "--destination-ports" -> {
                    Optional<List<int[]>> ranges = ports(value);
                    uncertain |= ranges.isEmpty();
                    ranges.map(list -> list).ifPresent(ports::addAll);
                    if (not) {
                        List<int[]> others = others(ports);
                        ports.clear();
                        ports.addAll(others);
                    }
                    i++;
                }
                case "--sport", "--source-port", "--sports", "--source-ports" -> {
                    // No connection is opened from port 0; from which other one is the client's choice.
                    never |= value.equals("0") && !not;
                    match = value.equals("0") ? match : match.and(Match.CHOSEN);
                    i++;
                }
                case "--ctstate", "--state" -> {
                    boolean isNew = List.of(value.split(",")).contains("NEW");
                    boolean known = tracked && (isNew || !value.contains("NAT"));
                    never |= known && isNew == not;
                    uncertain |= !known;
                    i++;
                }
                case "--dst-type" -> {
                    boolean local = List.of(value.split(",")).contains("LOCAL");
                    never |= local == not;
                    i++;
                }
                case "--src-type" -> {
                    // Nobody opens a connection from such an address.
                    boolean known = NOT_UNICAST.contains(value) && !not || value.equals("UNICAST");
                    never |= known && value.equals("UNICAST") == not;
                    uncertain |= !known;
                    i++;
                }
                case "--pkt-type" -> {
                    boolean known = Set.of("unicast", "broadcast", "multicast").contains(value);
                    never |= known && value.equals("unicast") == not;
                    uncertain |= !known;
                    i++;
                }
                case "--dir" -> i++;
                case "--pol" -> {
                    uncertain |= !value.equals("none") || not;
                    i++;
                }
                case "--tcp-flags" -> {
                    // Of a packet that opens a connection only SYN is set.
                    boolean opens = i + 2 < words.size() && words.get(i + 2).equals("SYN")
                            && List.of(value.split(",")).contains("SYN");
                    never |= opens == not;
                    i += 2;
                }
                case "--syn" -> never |= not;
                case "--icmp-type" -> {
                    never = true;
                    i++;
                }
                case "-j", "--jump" -> {
                    target = Optional.of(value);
                    i = words.size(); // What follows belongs to the target.
                }
                case "-g", "--goto" -> {
                    target = Optional.of(value);
                    go = true;
                    i = words.size();
                }
                case "-d", "--destination" -> {
                    // To one of the host's own addresses, or not: packets come to all of them.
                    boolean any = (value.equals("0.0.0.0/0") || value.equals("::/0")) && !not;
                    match = any ? match : match.and(Match.CHOSEN);
                    i++;
                }
                case "--dst-range" -> {
                    match = match.and(Match.CHOSEN);
                    i++;
                }
                case "--loose", "--validmark", "--accept-local", "--invert", "--connlimit-saddr", "--connlimit-daddr",
                        "--hashlimit-rate-match" -> match = match.and(Match.CHOSEN);
                default -> {
                    boolean chosen = word.matches("--(limit|hashlimit|connlimit)(-.*)?");
                    match = match.and(chosen ? Match.CHOSEN : Match.UNKNOWN);
                    i += chosen ? 1 : 0;
                }
            }
            not = false;
        }
        return new FilterRule(words.get(1), line, sources, interfaces, List.copyOf(ports), never,
                uncertain ? match.and(Match.UNKNOWN) : match, target, go);
    }

    /** Whether it may concern a packet to the port. */
    boolean concerns(int port) {
        return !never && (ports.isEmpty() || ports.stream().anyMatch(range -> range[0] <= port && port <= range[1]));
    }

    /** Whether it may concern a packet that comes in by the interface to the port. */
    boolean concerns(String in, int port) {
        return concerns(port) && interfaces.stream().allMatch(pattern -> pattern.startsWith("!")
                != matches(pattern.replaceFirst("^!", ""), in));
    }

    private static boolean matches(String pattern, String in) {
        return pattern.endsWith("+") ? in.startsWith(pattern.substring(0, pattern.length() - 1)) : pattern.equals(in);
    }

    private static Optional<CidrSet> prefixes(String text) {
        List<Cidr> prefixes = new ArrayList<>();
        for (String part : text.split(",")) {
            Optional<Cidr> prefix = Cidr.parse(part);
            if (prefix.isEmpty()) {
                return Optional.empty();
            }
            prefixes.add(prefix.get());
        }
        return Optional.of(CidrSet.of(prefixes));
    }

    private static Optional<CidrSet> range(String text) {
        String[] ends = text.split("-");
        Optional<IpAddress> first = IpAddress.parse(ends[0]);
        Optional<IpAddress> last = ends.length == 2 ? IpAddress.parse(ends[1]) : Optional.empty();
        if (first.isEmpty() || last.isEmpty() || first.get().bits() != last.get().bits()
                || first.get().compareTo(last.get()) > 0) {
            return Optional.empty();
        }
        return Optional.of(CidrSet.between(first.get(), last.get()));
    }

    private static Optional<List<int[]>> ports(String text) {
        List<int[]> ranges = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.matches("[0-9]{1,5}(:[0-9]{1,5})?")) {
                return Optional.empty();
            }
            String[] ends = part.split(":");
            ranges.add(new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])});
        }
        return Optional.of(ranges);
    }

    private static List<int[]> others(List<int[]> taken) {
        List<int[]> others = new ArrayList<>();
        int from = 0;
        for (int[] range : taken.stream().sorted((a, b) -> Integer.compare(a[0], b[0])).toList()) {
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

    /** Words by spaces; iptables-save puts those that hold spaces in double quotes. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (c == '\\' && quoted && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (c == ' ' && !quoted) {
                if (any || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
            }
        }
        if (any || !word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
