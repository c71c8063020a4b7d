package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.nvue.NvueInterfaces;
import io.tightship.fact.nvue.NvueRange;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.SwitchProbe;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads which interfaces a switch has now. */
final class NvueInterfacesReader implements Reader<NvueInterfaces> {

    private static final SwitchProbe PROBE = new SwitchProbe.Interfaces();

    @Override
    public String family() {
        return NvueInterfaces.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<NvueInterfaces> key, SiteView site) {
        return List.of(Route.of(SessionId.device((Target.Switch) target), PROBE));
    }

    @Override
    public Fact<NvueInterfaces> read(Target target, FactKey<NvueInterfaces> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.device((Target.Switch) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Read read -> parsed(reading);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
        };
    }

    private static Fact<NvueInterfaces> parsed(Reading reading) {
        try {
            SortedSet<String> names = new TreeSet<>();
            for (String written : Json.parse(reading.text()).map().keySet()) {
                names.addAll(NvueRange.expand(written));
            }
            if (names.isEmpty()) {
                return reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + " names no interface");
            }
            return Fact.known(new NvueInterfaces(names), reading.source(Witness.EFFECTIVE));
        } catch (MalformedDocument | IllegalArgumentException e) {
            return reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + ": " + e.getMessage());
        }
    }
}
