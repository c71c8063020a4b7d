package io.tightship.fact.nvue;

import io.tightship.fact.Cidr;
import io.tightship.fact.nvue.AccessRule.Action;
import io.tightship.fact.nvue.PacketMatch.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Understands the settings of one rule. What it does not know narrows the rule, and so is never certain. */
final class RuleSettings {

    /** The names that NVUE takes for ports. */
    private static final Map<String, Integer> PORT_NAMES = Map.ofEntries(Map.entry("bfd", 3784),
            Map.entry("bfd-echo", 3785), Map.entry("bfd-multihop", 4784), Map.entry("bgp", 179),
            Map.entry("clag", 5342), Map.entry("dhcp-client", 68), Map.entry("dhcp-server", 67),
            Map.entry("domain", 53), Map.entry("ftp", 21), Map.entry("http", 80), Map.entry("https", 443),
            Map.entry("imap2", 143), Map.entry("ldap", 389), Map.entry("ldaps", 636), Map.entry("msdp", 639),
            Map.entry("ntp", 123), Map.entry("pop3", 110), Map.entry("smtp", 25), Map.entry("snmp", 161),
            Map.entry("snmp-trap", 162), Map.entry("ssh", 22), Map.entry("telnet", 23), Map.entry("tftp", 69));

    private static final Set<String> OTHER_PROTOCOLS = Set.of("udp", "icmp", "icmpv6", "ipv6-icmp", "igmp", "ospf",
            "pim", "vrrp", "gre", "esp", "ah", "sctp");

    private final SortedSet<String> actions = new TreeSet<>();
    private final Set<Protocol> protocols = new TreeSet<>();
    private final SortedSet<String> sources = new TreeSet<>();
    private final SortedSet<String> destinations = new TreeSet<>();
    private final SortedSet<PortRange> ports = new TreeSet<>();
    private final SortedSet<String> further = new TreeSet<>();
    private boolean anyPort;
    private boolean portWithoutProtocol;

    private RuleSettings() {
    }

    /** @param settings the words that follow the rule's number */
    static AccessRule rule(int id, List<List<String>> settings) {
        RuleSettings found = new RuleSettings();
        SortedSet<String> lines = new TreeSet<>();
        for (List<String> words : settings) {
            if (words.isEmpty() || words.getFirst().equals("remark")) {
                continue;
            }
            if (words.getFirst().equals("action")) {
                found.action(words.subList(1, words.size()));
            } else if (words.getFirst().equals("match")) {
                found.match(words.subList(1, words.size()));
            } else {
                found.further.add(String.join(" ", words));
            }
            if (words.size() > 1) {
                lines.add(String.join(" ", words));
            }
        }
        return new AccessRule(id, found.action(), found.match(), List.copyOf(lines));
    }

    private void action(List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        boolean setsClass = words.size() > 1 && words.get(0).equals("set") && words.get(1).equals("class");
        actions.add(setsClass ? "class" : words.getFirst());
    }

    private Action action() {
        Set<String> ending = new TreeSet<>(actions);
        // The manual: rules that police or set a class do not end the list; its own lists go on after recent, too.
        ending.removeAll(Set.of("police", "class", "recent"));
        if (ending.equals(Set.of("permit"))) {
            return Action.PERMIT;
        }
        if (ending.equals(Set.of("deny"))) {
            return Action.DENY;
        }
        return ending.isEmpty() && !actions.isEmpty() ? Action.CONTINUE : Action.UNCERTAIN;
    }

    private void match(List<String> words) {
        if (words.isEmpty() || words.size() == 1 && words.getFirst().equals("ip")) {
            return;
        }
        if (!words.getFirst().equals("ip")) {
            further.add(String.join(" ", words));
            return;
        }
        String key = words.get(1);
        List<String> rest = words.subList(2, words.size());
        switch (key) {
            case "tcp" -> {
                protocols.add(Protocol.TCP);
                tcp(words, rest);
            }
            case "udp" -> {
                protocols.add(Protocol.OTHER);
                if (!rest.isEmpty()) {
                    further.add(String.join(" ", words));
                }
            }
            case "protocol" -> protocol(words, rest);
            case "source-ip" -> address(words, rest, sources);
            case "dest-ip" -> address(words, rest, destinations);
            case "dest-port" -> {
                portWithoutProtocol = true;
                destinationPort(words, rest);
            }
            case "source-port" -> sourcePort(words, rest);
            default -> further.add(String.join(" ", words));
        }
    }

    private void tcp(List<String> words, List<String> rest) {
        if (rest.isEmpty()) {
            return;
        }
        List<String> value = rest.subList(1, rest.size());
        switch (rest.getFirst()) {
            case "dest-port" -> destinationPort(words, value);
            case "source-port" -> sourcePort(words, value);
            default -> further.add(String.join(" ", words));
        }
    }

    private void protocol(List<String> words, List<String> value) {
        String name = value.size() == 1 ? value.getFirst().toLowerCase(java.util.Locale.ROOT) : "";
        if (name.equals("tcp") || name.equals("6")) {
            protocols.add(Protocol.TCP);
        } else if (OTHER_PROTOCOLS.contains(name) || name.matches("[1-9][0-9]{0,2}")) {
            protocols.add(Protocol.OTHER);
            further.add(String.join(" ", words));
        } else if (!name.equals("any")) {
            further.add(String.join(" ", words));
        }
    }

    private void address(List<String> words, List<String> value, SortedSet<String> into) {
        if (value.size() != 1) {
            further.add(String.join(" ", words));
        } else if (!value.getFirst().equalsIgnoreCase("any")) {
            into.add(value.getFirst());
        }
    }

    private void destinationPort(List<String> words, List<String> value) {
        Optional<PortRange> range = value.size() == 1 ? portRange(value.getFirst()) : Optional.empty();
        if (range.isPresent()) {
            ports.add(range.get());
        } else {
            anyPort = true;
            if (value.size() != 1 || !value.getFirst().equalsIgnoreCase("any")) {
                further.add(String.join(" ", words));
            }
        }
    }

    private void sourcePort(List<String> words, List<String> value) {
        if (value.size() != 1 || !value.getFirst().equalsIgnoreCase("any")) {
            further.add(String.join(" ", words));
        }
    }

    private static Optional<PortRange> portRange(String text) {
        Integer named = PORT_NAMES.get(text.toLowerCase(java.util.Locale.ROOT));
        if (named != null) {
            return Optional.of(new PortRange(named, named));
        }
        if (!text.matches("[0-9]{1,5}([:-][0-9]{1,5})?")) {
            return Optional.empty();
        }
        String[] ends = text.split("[:-]");
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        return last > 65535 || first > last ? Optional.empty() : Optional.of(new PortRange(first, last));
    }

    private PacketMatch match() {
        if (portWithoutProtocol && protocols.isEmpty()) {
            further.add("ip dest-port without a protocol");
        }
        if (protocols.size() > 1) {
            further.add("ip more than one protocol");
        }
        Optional<Cidr> source = prefix("source-ip", sources);
        Optional<Cidr> destination = prefix("dest-ip", destinations);
        Protocol protocol = protocols.size() == 1 ? protocols.iterator().next() : Protocol.ANY;
        return new PacketMatch(protocol, source, destination, anyPort ? List.of() : new ArrayList<>(ports),
                new ArrayList<>(further));
    }

    /** Empty, and narrowed in a way that is not understood, where there is not exactly one prefix. */
    private Optional<Cidr> prefix(String key, SortedSet<String> texts) {
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        Optional<Cidr> only = texts.size() == 1 ? Cidr.parse(texts.first()) : Optional.empty();
        if (only.isEmpty()) {
            texts.forEach(text -> further.add("ip " + key + " " + text));
        }
        return only.filter(cidr -> !cidr.equals(Cidr.ANY4));
    }
}
