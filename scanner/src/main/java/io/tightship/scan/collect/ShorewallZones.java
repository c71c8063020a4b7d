package io.tightship.scan.collect;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.IpAddress;
import io.tightship.scan.collect.ShorewallLines.Row;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Shorewall's zones, what belongs to them, and who is meant where rules name them. */
final class ShorewallZones {

    /**
     * Some sources of a zone.
     *
     * @param pattern as iptables names interfaces; empty for all of the zone's
     */
    record Part(String zone, String text, String pattern, CidrSet sources, boolean uncertain) {
        Optional<String> interfaces() {
            return pattern.isEmpty() ? Optional.empty() : Optional.of(pattern);
        }
    }

    /** @param firewall whether a row's DEST takes in the host itself */
    record Destination(boolean firewall, boolean uncertain) {
    }

    private static final Set<String> HARMLESS = Set.of("accept_ra", "arp_filter", "arp_ignore", "blacklist", "bridge", "dbl",
            "detectnets", "dhcp", "ignore", "logmartians", "loopback", "mss", "nodbl", "norfc1918", "nosmurfs",
            "omitanycast", "optional", "physical", "proxyarp", "proxyndp", "required", "routeback", "routefilter",
            "rpfilter", "sfilter", "sourceroute", "tcpflags", "wait", "maclist", "destonly", "source", "forward", "-");

    private final String firewall;
    private final Map<String, List<String>> parents = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();
    private final Set<String> interfaces = new TreeSet<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<Part> unmanaged = new ArrayList<>();

    private ShorewallZones(ShorewallLines lines) throws MalformedDocument {
        String self = "";
        for (Row row : lines.rows("zones")) {
            String[] names = row.column(0).split(":", 2);
            switch (row.column(1)) {
                case "firewall" -> self = names[0];
                case "ip", "ipv4", "local", "loopback", "-" -> {
                    List<String> above = names.length < 2 ? List.of() : List.of(names[1].split(","));
                    // A zone within another one is asked before it.
                    int at = above.stream().mapToInt(order::indexOf).filter(i -> i >= 0).min().orElse(order.size());
                    order.add(at, names[0]);
                    parents.put(names[0], above);
                }
                default -> throw row.refused("zones of this type are not known here");
            }
        }
        if (self.isEmpty() || order.isEmpty()) {
            throw new MalformedDocument(lines.path("zones") + (self.isEmpty() ? ": no zone is the firewall"
                    : ": there is no zone besides the firewall"));
        }
        if (parents.values().stream().anyMatch(above -> !above.isEmpty())
                && lines.setting("IMPLICIT_CONTINUE").equalsIgnoreCase("Yes")) {
            throw new MalformedDocument(lines.path("zones") + ": zones within zones and IMPLICIT_CONTINUE=Yes are not known "
                    + "here");
        }
        firewall = self;
        lines.firewallZone(self);
    }

    static ShorewallZones of(ShorewallLines lines) throws MalformedDocument {
        ShorewallZones zones = new ShorewallZones(lines);
        for (Row row : lines.rows("interfaces")) {
            zones.attach(row);
        }
        for (Row row : lines.rows("hosts")) {
            String[] halves = row.column(1).split(":", 2);
            if (halves.length < 2 || !zones.interfaces.contains(halves[0]) || !zones.order.contains(row.column(0))) {
                throw row.refused("zone or interface are not known");
            }
            Optional<CidrSet> set = addresses(halves[1]);
            zones.parts.add(new Part(row.column(0), row.text(), halves[0], set.orElse(CidrSet.ALL4), set.isEmpty()));
        }
        zones.parts.sort(java.util.Comparator.comparingInt(part -> zones.order.indexOf(part.zone())));
        zones.refuseOverlaps(lines.path("interfaces"));
        return zones;
    }

    private void attach(Row row) throws MalformedDocument {
        String name = row.column(1);
        if (!name.matches("[A-Za-z0-9_.@-]*\\+?") || name.equals("-")) {
            throw row.refused("interfaces of this form are not known");
        }
        CidrSet sources = CidrSet.ALL4;
        boolean uncertain = false;
        boolean open = false;
        for (String option : row.column(row.format() == 1 ? 3 : 2).split(",(?![^(]*\\))")) {
            String word = option.replaceFirst("=.*", "");
            if (word.equals("nets")) {
                Optional<CidrSet> nets = addresses(option.substring(option.indexOf('=') + 1).replaceAll("[()]", ""));
                sources = nets.orElse(CidrSet.ALL4);
                uncertain = nets.isEmpty();
            } else if (word.equals("unmanaged")) {
                open = true;
            } else if (!HARMLESS.contains(word)) {
                throw row.refused("the option " + word + " is not known");
            }
        }
        interfaces.add(name);
        if (open) {
            unmanaged.add(new Part("", row.text(), name, CidrSet.ALL4, false));
        } else if (order.contains(row.column(0))) {
            parts.add(new Part(row.column(0), row.text(), name, sources, uncertain));
        } else if (!row.column(0).equals("-")) {
            throw row.refused("the zone is not known");
        }
    }

    /** Which of two patterns Shorewall asks first is not known here. */
    private void refuseOverlaps(String file) throws MalformedDocument {
        for (Part wide : parts) {
            for (Part narrow : parts) {
                if (wide.pattern().endsWith("+") && !wide.pattern().equals(narrow.pattern())
                        && !wide.zone().equals(narrow.zone()) && narrow.pattern().startsWith(wide.pattern().substring(0,
                        wide.pattern().length() - 1))) {
                    throw new MalformedDocument(file + ": " + wide.pattern() + " and " + narrow.pattern()
                            + " overlap and belong to different zones");
                }
            }
        }
    }

    String firewall() {
        return firewall;
    }

    /** Without the firewall, in the order in which they are asked. */
    List<String> names() {
        return order;
    }

    List<Part> parts() {
        return parts;
    }

    /** Interfaces that Shorewall lets everything in by. */
    List<Part> unmanaged() {
        return unmanaged;
    }

    /** Whom a row's SOURCE means; the firewall itself is left out. */
    List<Part> sources(Row row, String column) throws MalformedDocument {
        List<Part> meant = new ArrayList<>();
        for (String spec : column.contains("(") ? column.split(",(?![^(]*\\))") : new String[] {column}) {
            int colon = spec.indexOf(':');
            String hosts = colon < 0 ? "" : spec.substring(colon + 1).replaceAll("^\\(|\\)$", "");
            if (hosts.matches(".*[()].*")) {
                throw row.refused("this form of SOURCE is not known");
            }
            for (String zone : order) {
                if (covers(row, colon < 0 ? spec : spec.substring(0, colon), zone)) {
                    meant.add(part(row, zone, hosts));
                }
            }
        }
        return meant;
    }

    private Part part(Row row, String zone, String hosts) {
        if (hosts.isEmpty()) {
            return new Part(zone, row.text(), "", CidrSet.ALL4, false);
        }
        String[] halves = hosts.split(":", 2);
        boolean byInterface = interfaces.contains(halves[0].replaceFirst("^!", ""));
        String rest = !byInterface ? hosts : halves.length < 2 ? "" : halves[1];
        Optional<CidrSet> set = rest.isEmpty() ? Optional.of(CidrSet.ALL4) : addresses(rest);
        return new Part(zone, row.text(), byInterface ? halves[0] : "", set.orElse(CidrSet.ALL4), set.isEmpty());
    }

    Destination destination(Row row, String column) throws MalformedDocument {
        boolean in = false;
        boolean uncertain = false;
        for (String spec : column.contains("(") ? column.split(",(?![^(]*\\))") : new String[] {column}) {
            int colon = spec.indexOf(':');
            if (coversFirewall(row, colon < 0 ? spec : spec.substring(0, colon))) {
                in = true;
                uncertain |= colon >= 0 && !spec.substring(colon + 1).equals("0.0.0.0/0");
            }
        }
        return new Destination(in, uncertain);
    }

    boolean coversFirewall(Row row, String zones) throws MalformedDocument {
        return covers(row, zones, firewall);
    }

    /** Whether a list of zones names this one, also as {@code all} or {@code any}, with exclusions. */
    boolean covers(Row row, String zones, String zone) throws MalformedDocument {
        String[] sides = zones.split("!", 2);
        List<String> excluded = sides.length < 2 ? List.of() : List.of(sides[1].split(","));
        boolean named = false;
        for (String part : sides[0].split(",")) {
            String name = part.replaceFirst("[+-]+$", "");
            switch (name) {
                case "all" -> named |= !(zone.equals(firewall) && part.contains("-"));
                case "any" -> named |= !(zone.equals(firewall) && part.contains("-"))
                        && parents.getOrDefault(zone, List.of()).isEmpty();
                case "none" -> { }
                default -> {
                    if (!name.equals(firewall) && !order.contains(name) || !name.equals(part) && !part.endsWith("+")) {
                        throw row.refused("the zone " + part + " is not known");
                    }
                    named |= name.equals(zone);
                }
            }
        }
        for (String name : excluded) {
            if (!name.equals(firewall) && !order.contains(name)) {
                throw row.refused("the zone " + name + " is not known");
            }
        }
        return named && !excluded.contains(zone);
    }

    /** A list of addresses, prefixes and ranges, less those after an exclamation mark; empty where one is of another kind. */
    private static Optional<CidrSet> addresses(String text) {
        String[] sides = text.split("!", 2);
        Optional<CidrSet> in = sides[0].isEmpty() ? Optional.of(CidrSet.ALL4) : union(sides[0]);
        Optional<CidrSet> out = sides.length < 2 ? Optional.of(CidrSet.EMPTY) : union(sides[1]);
        return in.isEmpty() || out.isEmpty() ? Optional.empty() : Optional.of(in.get().minus(out.get()));
    }

    private static Optional<CidrSet> union(String list) {
        CidrSet union = CidrSet.EMPTY;
        for (String part : list.split(",")) {
            Optional<Cidr> prefix = Cidr.parse(part);
            List<Optional<IpAddress>> ends = Arrays.stream(part.split("-")).map(IpAddress::parse).toList();
            if (prefix.isPresent() && prefix.get().network().bits() == 32) {
                union = union.plus(CidrSet.of(prefix.get()));
            } else if (ends.size() == 2 && ends.stream().allMatch(end -> end.isPresent() && end.get().bits() == 32)
                    && ends.get(0).get().compareTo(ends.get(1).get()) <= 0) {
                union = union.plus(CidrSet.between(ends.get(0).get(), ends.get(1).get()));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(union);
    }
}
