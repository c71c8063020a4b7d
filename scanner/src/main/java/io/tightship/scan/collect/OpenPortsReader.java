package io.tightship.scan.collect;

import io.tightship.fact.Cidr;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.bcm.OpenPorts;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the open ports of a head node's firewall role: its own, or that of the configuration overlay which the site names.
 * Where cmsh lists none there, its words stand in the place of a value.
 */
final class OpenPortsReader implements Reader<OpenPorts> {

    private static final String JUNK = "(ip|-+)/32";
    private static final String HINT = " (where a configuration overlay gives the role, the value " + OpenPorts.OVERLAY.id()
            + " names it)";

    @Override
    public String family() {
        return OpenPorts.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<OpenPorts> key, SiteView site) {
        return probe(target, site).map(probe -> Route.of(SessionId.node((Target.Node) target), probe)).stream().toList();
    }

    /** Empty where the overlay's name cannot be one. */
    private static Optional<NodeProbe> probe(Target target, SiteView site) {
        String overlay = site.values().get(OpenPorts.OVERLAY, target).orElse("");
        String holder = overlay.isEmpty() ? BcmLists.shortName(target.name()) : overlay;
        return NodeProbe.FirewallRole.names(holder) ? Optional.of(new NodeProbe.FirewallRole(!overlay.isEmpty(), holder))
                : Optional.empty();
    }

    @Override
    public Fact<OpenPorts> read(Target target, FactKey<OpenPorts> key, SiteView site, Readings readings) {
        Optional<NodeProbe> probe = probe(target, site);
        if (probe.isEmpty()) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, "the value " + OpenPorts.OVERLAY.id()
                    + " is no name in Base Command Manager: " + site.values().get(OpenPorts.OVERLAY, target).orElse(""));
        }
        Reading reading = readings.get(SessionId.node((Target.Node) target), probe.get());
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) when !words.isBlank() -> reading.unavailable(
                    Reason.UNPARSABLE, "cmsh lists no open ports: " + words.lines().findFirst().orElse("") + HINT);
            case Reading.Status.Read read -> {
                try {
                    List<OpenPorts.Row> rows = new ArrayList<>();
                    for (Map<String, String> row : CmshTable.openPorts(reading.text())) {
                        rows.add(row(row));
                    }
                    yield Fact.known(new OpenPorts(rows), reading.source(Witness.DESIRED));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage() + HINT);
                }
            }
        };
    }

    private static OpenPorts.Row row(Map<String, String> row) throws MalformedDocument {
        OpenPorts.Row found = new OpenPorts.Row(row.get("action"), row.get("network"), Integer.parseInt(row.get("port")),
                Integer.parseInt(row.get("count")), row.get("protocol"), row.get("destination"), row.get("address"));
        String protocol = found.protocol().toLowerCase(Locale.ROOT);
        boolean other = protocol.equals("udp") || protocol.equals("icmp");
        if (Cidr.parse(found.address()).isEmpty() && !found.address().matches(JUNK) || found.port() > 65535
                || !other && (found.port() == 0 || found.count() == 0)
                || !other && !found.diverts() && !found.destination().matches("\\$?[A-Za-z0-9_]+")) {
            throw new MalformedDocument("which packets this open port is for is not known here: " + found.words());
        }
        return found;
    }
}
