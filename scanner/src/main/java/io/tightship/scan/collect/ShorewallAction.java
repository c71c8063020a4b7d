package io.tightship.scan.collect;

import io.tightship.fact.linux.firewall.FilterRule.Match;
import io.tightship.scan.collect.ShorewallLines.Row;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a row of Shorewall's rules does to a new TCP connection, by its columns ACTION and PROTO onward.
 *
 * @param target    as iptables has it: ACCEPT, DROP, REJECT, RETURN, LOG, NFQUEUE
 * @param ports     that it is for: pairs of first and last; empty for all
 * @param never     whether it is for no TCP connection at all
 * @param match     of the packets that its row is for
 * @param diverts   whether it sends connections to another port or host
 */
record ShorewallAction(String target, List<int[]> ports, boolean never, Match match, boolean diverts) {

    private static final Pattern ACTION = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)([!+-]?)(?:[(/]([^)]*)\\)?)?(?::.*)?");
    private static final Map<String, String> TARGETS = Map.ofEntries(Map.entry("ACCEPT", "ACCEPT"),
            Map.entry("A_ACCEPT", "ACCEPT"), Map.entry("DROP", "DROP"), Map.entry("A_DROP", "DROP"),
            Map.entry("REJECT", "REJECT"), Map.entry("A_REJECT", "REJECT"), Map.entry("TARPIT", "DROP"),
            Map.entry("CONTINUE", "RETURN"), Map.entry("LOG", "LOG"), Map.entry("NFLOG", "LOG"), Map.entry("ULOG", "LOG"),
            Map.entry("COUNT", "LOG"), Map.entry("NONAT", "LOG"), Map.entry("QUEUE", "NFQUEUE"),
            Map.entry("NFQUEUE", "NFQUEUE"), Map.entry("ADD", "LOG"), Map.entry("DEL", "LOG"), Map.entry("HELPER", "LOG"));
    /** Actions of Shorewall's own that are for no packet which opens a connection in the usual way. */
    private static final Set<String> OTHERS = Set.of("Broadcast", "Multicast", "dropNotSyn", "rejNotSyn", "dropInvalid",
            "allowInvalid", "dropBcast", "dropBcasts", "dropMcast", "allowBcast", "allowMcast", "AllowICMPs",
            "DropDNSrep", "DNSAmp", "DropSmurfs", "TCPFlags", "NotSyn", "FIN", "RST", "Invalid", "Established", "Untracked");
    /** SPORT, ORIGDEST, RATE and CONNLIMIT. */
    private static final Set<Integer> CHOSEN = Set.of(5, 6, 7, 10);
    private static final Map<String, Integer> SERVICES = Map.of("ssh", 22, "smtp", 25, "domain", 53, "http", 80,
            "https", 443, "ldap", 389, "ldaps", 636, "nfs", 2049, "sunrpc", 111, "ntp", 123);

    static ShorewallAction of(Row row, ShorewallLines lines) throws MalformedDocument {
        Matcher parts = ACTION.matcher(row.column(0));
        if (!parts.matches()) {
            throw row.refused("the action is not known");
        }
        String name = parts.group(1);
        String argument = parts.group(3) == null ? "" : parts.group(3);
        boolean diverts = name.equals("DNAT") || name.equals("REDIRECT");
        String target = diverts ? "DNAT" : TARGETS.get(name);
        List<int[]> ports = new ArrayList<>();
        boolean never = false;
        boolean uncertain = false;
        if (lines.has("action." + name) || lines.has("macro." + name)) {
            throw row.refused("actions and macros of the site's own are not read");
        }
        boolean own = !(row.column(3) + row.column(4)).equals("--");
        if (name.equals("AllowICMPs") && own) {
            throw row.refused("what the action allows of other protocols is not known");
        }
        if (target == null && OTHERS.contains(name)) {
            return new ShorewallAction("LOG", List.of(), true, Match.ALL, false);
        }
        if (target == null) {
            String macro = ShorewallMacros.ports(name).orElseThrow(() -> row.refused("the action is not known"));
            target = Optional.ofNullable(TARGETS.get(argument.replaceFirst("[!+:].*", "")))
                    .orElseThrow(() -> row.refused("what the macro is to do is not known"));
            never = macro.isEmpty();
            ports.addAll(ports(macro).orElseThrow());
        }
        boolean macro = !TARGETS.containsKey(name) && !diverts;
        if (macro && own) {
            never = false; // The row's own columns take the place of the macro's.
            ports.clear();
            uncertain = true;
        } else if (!macro) {
            Optional<Boolean> tcp = tcp(row.column(3));
            never = tcp.isPresent() && !tcp.get();
            Optional<List<int[]>> stated = row.column(4).equals("-") ? Optional.of(List.of()) : ports(row.column(4));
            ports.addAll(stated.orElse(List.of()));
            uncertain = tcp.isEmpty() || stated.isEmpty();
        }
        Match match = uncertain ? Match.UNKNOWN : Match.ALL;
        for (int column = 5; column < row.columns().size(); column++) {
            match = match.and(row.column(column).equals("-") ? Match.ALL
                    : CHOSEN.contains(column) ? Match.CHOSEN : Match.UNKNOWN);
        }
        return new ShorewallAction(target, List.copyOf(ports), never, match, diverts);
    }

    /** Whether TCP is among the protocols; empty where that is not known. */
    private static Optional<Boolean> tcp(String column) {
        boolean known = true;
        for (String word : column.toLowerCase(Locale.ROOT).split(",")) {
            if (Set.of("tcp", "6", "all", "any", "0", "-", "tcp:syn", "tcp:all").contains(word)) {
                return Optional.of(true);
            }
            known &= word.matches("[a-z0-9-]+");
        }
        return known ? Optional.of(false) : Optional.empty();
    }

    /** A column DPORT, with what follows an exclamation mark taken away; empty where a part of it is not known. */
    static Optional<List<int[]>> ports(String column) {
        String[] sides = column.split("!", 2);
        List<int[]> ports = new ArrayList<>();
        for (String part : sides[0].isEmpty() ? new String[0] : sides[0].split(",")) {
            Optional<int[]> range = range(part);
            if (range.isEmpty()) {
                return Optional.empty();
            }
            ports.add(range.get());
        }
        if (sides.length < 2) {
            return Optional.of(ports);
        }
        List<int[]> left = ports.isEmpty() ? List.of(new int[] {0, 65535}) : ports;
        for (String part : sides[1].split(",")) {
            Optional<int[]> taken = range(part);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            List<int[]> next = new ArrayList<>();
            for (int[] range : left) {
                if (range[0] < taken.get()[0]) {
                    next.add(new int[] {range[0], Math.min(range[1], taken.get()[0] - 1)});
                }
                if (range[1] > taken.get()[1]) {
                    next.add(new int[] {Math.max(range[0], taken.get()[1] + 1), range[1]});
                }
            }
            left = next;
        }
        // No port at all is not written as "every port".
        return Optional.of(left.isEmpty() ? List.of(new int[] {-1, -1}) : left);
    }

    private static Optional<int[]> range(String text) {
        Integer service = SERVICES.get(text);
        if (service != null) {
            return Optional.of(new int[] {service, service});
        }
        Matcher parts = Pattern.compile("([0-9]{0,5})(?:([:-])([0-9]{0,5}))?").matcher(text);
        if (text.isEmpty() || !parts.matches() || parts.group(2) == null && parts.group(1).isEmpty()) {
            return Optional.empty();
        }
        int first = parts.group(1).isEmpty() ? 0 : Integer.parseInt(parts.group(1));
        int last = parts.group(2) == null ? first : parts.group(3).isEmpty() ? 65535 : Integer.parseInt(parts.group(3));
        return Optional.of(new int[] {first, last});
    }

    /** The port, or range of ports, that a diverting row's DEST ends with; empty where it names none that is known. */
    static Optional<int[]> lastPort(String destination) {
        return range(destination.replaceFirst(":random$", "").replaceFirst(".*:", ""));
    }
}
