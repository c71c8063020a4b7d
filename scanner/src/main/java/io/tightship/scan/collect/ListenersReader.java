package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.Target;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.ListenerTable;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** Reads where a host listens. */
final class ListenersReader implements Reader<Listeners> {

    private static final NodeProbe PROBE = new HostNetworkProbe.Listeners();

    @Override
    public String family() {
        return Listeners.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<Listeners> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<Listeners> read(Target target, FactKey<Listeners> key, SiteView site, Readings readings) {
        return ListenerTable.of(readings.get(SessionId.node((Target.Node) target), PROBE));
    }
}
