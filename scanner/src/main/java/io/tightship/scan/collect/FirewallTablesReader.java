package io.tightship.scan.collect;

import io.tightship.fact.CidrSet;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.linux.firewall.AddressSets;
import io.tightship.fact.linux.firewall.FirewallTables.Chain;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.collect.NftablesField.Packet;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the running firewall: the tables of iptables, those of the other iptables, and what nftables has besides. That it
 * has no rules is a value; that nobody may look is not. Where nft is not installed, nobody has loaded rules by it; that
 * nobody has loaded any by iptables, the kernel has to say. Sets of addresses are read where rules ask for them.
 */
final class FirewallTablesReader implements Reader<FirewallTables> {

    private static final NodeProbe NFTABLES = new HostNetworkProbe.NftablesRules();
    private static final NodeProbe SETS = new HostNetworkProbe.AddressSets();
    private static final String REFUSED = "# Table `";
    private static final Pattern TRANSLATES = Pattern.compile(" -j (?:DNAT|REDIRECT|NETMAP)\\b");

    /** What was read of one host. */
    private record Read(boolean ipv6, Reading rules, Reading legacy, Reading loaded, Reading nftables, Reading sets) {
        CidrSet everybody() {
            return ipv6 ? CidrSet.ALL6 : CidrSet.ALL4;
        }

        /** Whether iptables-save shows tables that nftables keeps. */
        boolean byNftables() {
            return isRead(rules) && rules.text().contains("(nf_tables)");
        }

        /** Whether there are tables of the other iptables, by the word of iptables-save. */
        boolean besides() {
            return rules.status() instanceof Reading.Status.Read(int exit, String words)
                    && words.contains("-legacy tables present");
        }

        private String text(Reading reading) {
            return isRead(reading) ? reading.text() : "";
        }
    }

    @Override
    public String family() {
        return FirewallTables.KEY.family();
    }

    private static boolean ipv6(FactKey<FirewallTables> key) {
        return key.equals(FirewallTables.KEY6);
    }

    /** The kernel's own list of the tables that the other iptables has loaded. */
    private static NodeProbe loaded(boolean ipv6) {
        return new FileProbe.ReadFile(ipv6 ? "/proc/net/ip6_tables_names" : "/proc/net/ip_tables_names");
    }

    @Override
    public List<Route> routes(Target target, FactKey<FirewallTables> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), new HostNetworkProbe.FirewallRules(ipv6(key)),
                new HostNetworkProbe.LegacyRules(ipv6(key)), loaded(ipv6(key)), NFTABLES, SETS));
    }

    @Override
    public Fact<FirewallTables> read(Target target, FactKey<FirewallTables> key, SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        boolean ipv6 = ipv6(key);
        Read read = new Read(ipv6, readings.get(session, new HostNetworkProbe.FirewallRules(ipv6)),
                readings.get(session, new HostNetworkProbe.LegacyRules(ipv6)), readings.get(session, loaded(ipv6)),
                readings.get(session, NFTABLES), readings.get(session, SETS));
        Reading rules = read.rules();
        return switch (rules.status()) {
            // A kernel without IPv6 filters none of it, and nothing can come in by it.
            case Reading.Status.Unread(Reason reason, String detail) when ipv6
                    && detail.contains("Address family not supported by protocol") ->
                    Fact.known(FirewallTables.parse6(""), rules.source(Witness.RUNNING));
            case Reading.Status.Unread(Reason reason, String detail) when reason == Reason.TOOL_MISSING
                    && isRead(read.nftables()) -> withoutIptables(read);
            case Reading.Status.Unread(Reason reason, String detail) -> rules.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> rules.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) when words.contains("Permission denied")
                    || words.contains("you must be root") ->
                    rules.unavailable(Reason.FORBIDDEN, words.lines().findFirst().orElse(""));
            case Reading.Status.Read(int exit, String words) when words.contains("tables present")
                    && !(read.besides() && isRead(read.legacy())) -> rules.unavailable(Reason.BLIND, "rules that are not read decide as well: "
                    + words.lines().filter(line -> line.contains("tables present")).findFirst().orElse(""));
            case Reading.Status.Read status -> whole(read);
        };
    }

    private static boolean isRead(Reading reading) {
        return reading.status() instanceof Reading.Status.Read;
    }

    /** That there is no iptables-save does not say that there are no tables. */
    private static Fact<FirewallTables> withoutIptables(Read read) {
        Reading loaded = read.loaded();
        return switch (loaded.status()) {
            case Reading.Status.Absent absent -> whole(read);
            case Reading.Status.Read status when loaded.text().isBlank() -> whole(read);
            case Reading.Status.Read status -> loaded.unavailable(Reason.TOOL_MISSING, "the host has tables of iptables ("
                    + loaded.text().lines().collect(Collectors.joining(", ")) + "), and no iptables-save");
            case Reading.Status.Unread(Reason reason, String detail) -> loaded.unavailable(reason, detail);
        };
    }

    private static Fact<FirewallTables> whole(Read read) {
        try {
            Optional<NftablesRuleset> nftables = Optional.empty();
            switch (read.nftables().status()) {
                case Reading.Status.Unread(Reason reason, String detail) when reason == Reason.TOOL_MISSING -> { }
                case Reading.Status.Unread(Reason reason, String detail) -> {
                    return read.nftables().unavailable(reason, detail);
                }
                case Reading.Status.Absent(String proof) -> {
                    return read.nftables().unavailable(Reason.BLIND, proof);
                }
                case Reading.Status.Read status -> nftables = Optional.of(NftablesRuleset.parse(read.nftables().text()));
            }
            String legacy = read.besides() ? read.text(read.legacy()) : "";
            AddressSets known = AddressSets.NONE;
            if ((read.text(read.rules()) + legacy).contains("--match-set")) {
                switch (read.sets().status()) {
                    case Reading.Status.Unread(Reason reason, String detail) -> {
                        return read.sets().unavailable(reason, detail);
                    }
                    case Reading.Status.Absent(String proof) -> {
                        return read.sets().unavailable(Reason.BLIND, proof);
                    }
                    case Reading.Status.Read status -> known = AddressSets.parse(read.sets().text());
                }
            }
            return Fact.known(tables(read, legacy, nftables, known), sources(read));
        } catch (IllegalArgumentException | MalformedDocument e) {
            return (isRead(read.rules()) ? read.rules() : read.nftables()).unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }

    private static List<Source> sources(Read read) {
        List<Source> sources = new ArrayList<>();
        for (Reading reading : List.of(read.rules(), read.legacy(), read.nftables())) {
            if (isRead(reading) && (reading != read.legacy() || read.besides())) {
                sources.add(reading.source(Witness.RUNNING));
            }
        }
        return sources;
    }

    private static FirewallTables tables(Read read, String legacy, Optional<NftablesRuleset> nftables, AddressSets sets)
            throws MalformedDocument {
        String text = read.text(read.rules());
        boolean tracked = FirewallTables.tracks(text + legacy) && nftables.map(NftablesRuleset::tracked).orElse(true);
        Set<String> shown = new TreeSet<>();
        if (nftables.isPresent() && read.byNftables()) {
            // What iptables-save cannot show as it is, nft has.
            shown.addAll(nftables.get().ofIptables(read.ipv6() ? "ip6" : "ip"));
            text.lines().filter(line -> line.startsWith(REFUSED)).forEach(line -> shown.remove(line.substring(
                    REFUSED.length()).replaceFirst("'.*", "")));
            text = text.lines().filter(line -> !line.startsWith(REFUSED)).collect(Collectors.joining("\n"));
        }
        SortedMap<String, SortedMap<String, Chain>> printed = new TreeMap<>(FirewallTables.parse(text, read.everybody(), sets,
                tracked).tables());
        shown.retainAll(printed.keySet());
        SortedMap<String, SortedMap<String, Chain>> others = new TreeMap<>();
        if (nftables.isPresent()) {
            boolean translated = TRANSLATES.matcher(text + legacy).find()
                    || nftables.get().translates(isRead(read.rules()));
            others.putAll(nftables.get().tables(new Packet(read.everybody(), read.ipv6(), tracked, translated), shown));
            if (read.byNftables()) {
                printed.keySet().removeIf(name -> others.containsKey("nft " + (read.ipv6() ? "ip6 " : "ip ") + name));
            }
        }
        FirewallTables.parse(legacy, read.everybody(), sets, tracked).tables().forEach((name, chains) ->
                others.put("legacy " + name, chains));
        return new FirewallTables(read.everybody(), printed).and(others);
    }
}
