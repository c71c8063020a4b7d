package io.tightship.scan.collect;

import io.tightship.fact.CidrSet;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.firewall.AddressSets;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;

/**
 * Reads the running firewall by the tables of iptables. That it has no rules is a value; that nobody may look is not, and
 * neither is a host where other rules than these decide as well: those of nftables alone, or of the other iptables. Where
 * nft is not installed, nobody has loaded rules by it. Sets of addresses are read where rules ask for them.
 */
final class FirewallTablesReader implements Reader<FirewallTables> {

    private static final NodeProbe NFTABLES = new NodeProbe.NftablesRules();
    private static final NodeProbe SETS = new NodeProbe.AddressSets();

    @Override
    public String family() {
        return FirewallTables.KEY.family();
    }

    private static boolean ipv6(FactKey<FirewallTables> key) {
        return key.equals(FirewallTables.KEY6);
    }

    @Override
    public List<Route> routes(Target target, FactKey<FirewallTables> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), new NodeProbe.FirewallRules(ipv6(key)), NFTABLES,
                SETS));
    }

    @Override
    public Fact<FirewallTables> read(Target target, FactKey<FirewallTables> key, SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Reading reading = readings.get(session, new NodeProbe.FirewallRules(ipv6(key)));
        return switch (reading.status()) {
            // A kernel without IPv6 filters none of it, and nothing can come in by it.
            case Reading.Status.Unread(Reason reason, String detail) when ipv6(key)
                    && detail.contains("Address family not supported by protocol") ->
                    Fact.known(FirewallTables.parse6(""), reading.source(Witness.RUNNING));
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) when words.contains("Permission denied")
                    || words.contains("you must be root") ->
                    reading.unavailable(Reason.FORBIDDEN, words.lines().findFirst().orElse(""));
            case Reading.Status.Read(int exit, String words) when words.contains("tables present") ->
                    reading.unavailable(Reason.BLIND, "rules that are not read decide as well: "
                            + words.lines().filter(line -> line.contains("tables present")).findFirst().orElse(""));
            case Reading.Status.Read read -> whole(reading, readings.get(session, NFTABLES),
                    readings.get(session, SETS), ipv6(key));
        };
    }

    private static Fact<FirewallTables> whole(Reading reading, Reading nftables, Reading sets, boolean ipv6) {
        try {
            switch (nftables.status()) {
                case Reading.Status.Unread(Reason reason, String detail) when reason == Reason.TOOL_MISSING -> { }
                case Reading.Status.Unread(Reason reason, String detail) -> {
                    return nftables.unavailable(reason, detail);
                }
                case Reading.Status.Absent(String proof) -> {
                    return nftables.unavailable(Reason.BLIND, proof);
                }
                case Reading.Status.Read read -> {
                    Optional<String> besides = NftablesRules.besides(nftables.text(), ipv6 ? "ip6" : "ip",
                            reading.text().contains("(nf_tables)"));
                    if (besides.isPresent()) {
                        return nftables.unavailable(Reason.BLIND, "nftables decides by rules that iptables does not show as "
                                + "they are, and that are not judged: " + besides.get());
                    }
                }
            }
            AddressSets known = AddressSets.NONE;
            if (reading.text().contains("--match-set")) {
                switch (sets.status()) {
                    case Reading.Status.Unread(Reason reason, String detail) -> {
                        return sets.unavailable(reason, detail);
                    }
                    case Reading.Status.Absent(String proof) -> {
                        return sets.unavailable(Reason.BLIND, proof);
                    }
                    case Reading.Status.Read read -> known = AddressSets.parse(sets.text());
                }
            }
            return Fact.known(FirewallTables.parse(reading.text(), ipv6 ? CidrSet.ALL6 : CidrSet.ALL4, known),
                    reading.source(Witness.RUNNING));
        } catch (IllegalArgumentException | MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }
}
