package io.tightship.scan.collect;

import io.tightship.fact.Cidr;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.BcmProbe;
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
 * Reads the open ports of a head node's firewall role: its own, or that of the configuration overlay which gives it one, by
 * Base Command Manager's lists or by the site's word. Where cmsh lists none there, its words stand in the place of a value.
 */
final class OpenPortsReader implements Reader<OpenPorts> {

    private static final String JUNK = "(ip|-+)/32";
    private static final String HINT = " (the value " + OpenPorts.OVERLAY.id() + " can name the configuration overlay that gives "
            + "the role)";

    @Override
    public String family() {
        return OpenPorts.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<OpenPorts> key, SiteView site) {
        SessionId session = SessionId.node((Target.Node) target);
        String named = BcmFirewallRole.named(target, site);
        if (!named.isEmpty()) {
            return BcmProbe.FirewallRole.names(named) ? List.of(Route.of(session, new BcmProbe.FirewallRole(true, named)))
                    : List.of();
        }
        return List.of(Route.of(session, BcmFirewallRole.OVERLAYS, BcmFirewallRole.roles(target), BcmLists.DEVICES,
                role(target, Optional.empty())).with(new FirewallOverlays()));
    }

    private static NodeProbe role(Target target, Optional<String> overlay) {
        return new BcmProbe.FirewallRole(overlay.isPresent(), overlay.orElse(BcmLists.shortName(target.name())));
    }

    @Override
    public Fact<OpenPorts> read(Target target, FactKey<OpenPorts> key, SiteView site, Readings readings) {
        String named = BcmFirewallRole.named(target, site);
        if (!named.isEmpty() && !BcmProbe.FirewallRole.names(named)) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, "the value " + OpenPorts.OVERLAY.id()
                    + " is no name in Base Command Manager: " + named);
        }
        return switch (named.isEmpty() ? BcmFirewallRole.overlay(target, readings)
                : Fact.known(Optional.of(named), Source.inventory(target.id(), "the value " + OpenPorts.OVERLAY.id()))) {
            case Fact.Unavailable<Optional<String>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail + HINT);
            case Fact.Known<Optional<String>>(Optional<String> overlay, var from)
                    when !BcmProbe.FirewallRole.names(overlay.orElse("x")) -> Fact.unavailable(target.id(), Reason.REFUSED,
                    "the configuration overlay '" + overlay.orElse("") + "' has a name that is not asked for");
            case Fact.Known<Optional<String>>(Optional<String> overlay, var from) -> of(overlay, readings.get(
                    SessionId.node((Target.Node) target), role(target, overlay)));
        };
    }

    private static Fact<OpenPorts> of(Optional<String> overlay, Reading reading) {
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
                    yield Fact.known(new OpenPorts(overlay, rows), reading.source(Witness.DESIRED));
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
