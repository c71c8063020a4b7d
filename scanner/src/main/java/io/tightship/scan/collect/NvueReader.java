package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
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
import java.util.function.Function;

/**
 * Makes a fact of one answer of a switch.
 *
 * @param probe by the key's parameter
 * @param fact  throws IllegalArgumentException where the answer is not understood
 */
record NvueReader<T>(String family, Function<String, SwitchProbe> probe, Witness witness, Function<Data, T> fact)
        implements Reader<T> {

    @Override
    public List<Route> routes(Target target, FactKey<T> key, SiteView site) {
        return List.of(Route.of(SessionId.device((Target.Switch) target), probe.apply(key.parameter())));
    }

    @Override
    public Fact<T> read(Target target, FactKey<T> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.device((Target.Switch) target), probe.apply(key.parameter()));
        return switch (reading.status()) {
            case Reading.Status.Unread unread -> reading.unavailable(unread.reason(), unread.detail());
            case Reading.Status.Absent absent -> reading.unavailable(Reason.BLIND, absent.proof());
            case Reading.Status.Read read -> {
                try {
                    yield Fact.known(fact.apply(Json.parse(reading.text())), reading.source(witness));
                } catch (MalformedDocument | IllegalArgumentException e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }
}
