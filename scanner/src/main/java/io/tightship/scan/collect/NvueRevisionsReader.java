package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvue.NvueRevision;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The revisions of a switch that are not settled. Releases before Cumulus Linux 5.5 have no list of them, which leaves a
 * question. A list that could not be read is one member that is unknown, since the
 * applied and the saved configuration can be judged without it.
 */
final class NvueRevisionsReader implements Reader<PerSubject<NvueRevision>> {

    /** Nothing waits in them; the names that are not in NVUE's documentation are assumed. Any other state is told. */
    private static final Set<String> SETTLED = Set.of("applied", "applied_and_saved", "saved", "startup", "empty", "inactive",
            "detached", "invalid");

    @Override
    public String family() {
        return NvueRevision.UNSETTLED.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<NvueRevision>> key, SiteView site) {
        return List.of(Route.of(SessionId.device((Target.Switch) target), new SwitchProbe.Revisions()));
    }

    @Override
    public Fact<PerSubject<NvueRevision>> read(Target target, FactKey<PerSubject<NvueRevision>> key, SiteView site,
                                               Readings readings) {
        Reading reading = readings.get(SessionId.device((Target.Switch) target), new SwitchProbe.Revisions());
        return switch (reading.status()) {
            case Reading.Status.Read read -> parsed(reading);
            case Reading.Status.Absent(String proof) -> unknown(reading, Reason.NOT_COLLECTED, proof);
            case Reading.Status.Unread(Reason reason, String detail) when reason == Reason.UNSUPPORTED_VERSION ->
                    Fact.known(PerSubject.of(Map.of("", Fact.known(NvueRevision.unlisted(detail),
                            reading.source(Witness.DESIRED)))), reading.source(Witness.DESIRED));
            case Reading.Status.Unread(Reason reason, String detail) -> unknown(reading, reason, detail);
        };
    }

    private static Fact<PerSubject<NvueRevision>> parsed(Reading reading) {
        Map<String, Fact<NvueRevision>> waiting = new TreeMap<>();
        try {
            for (Map.Entry<String, Data> revision : Json.parse(reading.text()).map().entrySet()) {
                String state = revision.getValue().get("state").text().orElse("");
                if (!SETTLED.contains(state) && !state.endsWith("_fail")) {
                    waiting.put(revision.getKey(), Fact.known(new NvueRevision(revision.getKey(), state),
                            reading.source(Witness.DESIRED)));
                }
            }
        } catch (MalformedDocument e) {
            return unknown(reading, Reason.UNPARSABLE, e.getMessage());
        }
        return Fact.known(PerSubject.of(waiting), reading.source(Witness.DESIRED));
    }

    private static Fact<PerSubject<NvueRevision>> unknown(Reading reading, Reason reason, String detail) {
        return Fact.known(PerSubject.of(Map.of("pending changes", reading.unavailable(reason, detail))),
                reading.source(Witness.DESIRED));
    }
}
