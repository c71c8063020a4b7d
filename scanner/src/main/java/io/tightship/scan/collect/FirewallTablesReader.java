package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** Reads the running firewall. That it has no rules is a value; that nobody may look is not. */
final class FirewallTablesReader implements Reader<FirewallTables> {

    private static final NodeProbe PROBE = new NodeProbe.FirewallRules();

    @Override
    public String family() {
        return FirewallTables.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<FirewallTables> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<FirewallTables> read(Target target, FactKey<FirewallTables> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) -> {
                if (words.contains("Permission denied") || words.contains("you must be root")) {
                    yield reading.unavailable(Reason.FORBIDDEN, words.lines().findFirst().orElse(""));
                }
                try {
                    yield Fact.known(FirewallTables.parse(reading.text()), reading.source(Witness.RUNNING));
                } catch (IllegalArgumentException e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }
}
