package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.ServiceState;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.ServiceProbe;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what systemd says of a service; also that there is none of that name. */
final class ServiceStateReader implements Reader<ServiceState> {

    @Override
    public String family() {
        return ServiceState.of("x.service").family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<ServiceState> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), new ServiceProbe.ServiceState(key.parameter())));
    }

    @Override
    public Fact<ServiceState> read(Target target, FactKey<ServiceState> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target),
                new ServiceProbe.ServiceState(key.parameter()));
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> {
                Map<String, String> properties = new TreeMap<>();
                reading.text().lines().filter(line -> line.indexOf('=') > 0).forEach(line -> properties.put(
                        line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1).strip()));
                yield properties.containsKey("LoadState") && properties.containsKey("ActiveState")
                        ? Fact.known(new ServiceState(properties.get("LoadState"), properties.get("ActiveState"),
                        properties.getOrDefault("UnitFileState", "")), reading.source(Witness.RUNNING))
                        : reading.unavailable(Reason.UNPARSABLE, "systemctl said nothing of the service's state");
            }
        };
    }
}
