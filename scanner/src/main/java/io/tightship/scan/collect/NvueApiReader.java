package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.nvue.NvueApi;
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
import io.tightship.scan.probe.SwitchProbe.Revision;
import java.util.List;

/** Reads who may speak to a switch itself, of its applied configuration. */
final class NvueApiReader implements Reader<NvueApi> {

    private static final SwitchProbe PROBE = new SwitchProbe.Configuration(Revision.APPLIED);

    @Override
    public String family() {
        return NvueApi.APPLIED.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<NvueApi> key, SiteView site) {
        return List.of(Route.of(SessionId.device((Target.Switch) target), PROBE));
    }

    @Override
    public Fact<NvueApi> read(Target target, FactKey<NvueApi> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.device((Target.Switch) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Read read -> {
                try {
                    yield Fact.known(NvueApi.of(NvueConfigurationReader.settings(Json.parse(reading.text()))),
                            reading.source(Witness.RUNNING));
                } catch (MalformedDocument | IllegalArgumentException e) {
                    yield reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + ": " + e.getMessage());
                }
            }
        };
    }
}
