package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueSettings;
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
import io.tightship.scan.probe.SwitchProbe.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a revision of a switch's configuration; the parameter of the fact names the revision. */
final class NvueConfigurationReader implements Reader<NvueConfiguration> {

    @Override
    public String family() {
        return NvueConfiguration.APPLIED.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<NvueConfiguration> key, SiteView site) {
        return List.of(Route.of(session(target), probe(key)));
    }

    @Override
    public Fact<NvueConfiguration> read(Target target, FactKey<NvueConfiguration> key, SiteView site,
                                        Readings readings) {
        Reading reading = readings.get(session(target), probe(key));
        return switch (reading.status()) {
            case Reading.Status.Read read -> parsed(reading, probe(key).revision());
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
        };
    }

    /** The settings that a tree holds, each the keys to a leaf and, where it is a scalar, the leaf. */
    static List<List<String>> settings(Data tree) {
        List<List<String>> settings = new ArrayList<>();
        collect(tree, List.of(), settings);
        return settings;
    }

    private static Fact<NvueConfiguration> parsed(Reading reading, Revision revision) {
        try {
            return Fact.known(NvueSettings.configuration(settings(Json.parse(reading.text()))),
                    reading.source(switch (revision) {
                        case APPLIED -> Witness.RUNNING;
                        case STARTUP -> Witness.ON_DISK;
                    }));
        } catch (MalformedDocument | IllegalArgumentException e) {
            return reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + ": " + e.getMessage());
        }
    }

    private static void collect(Data data, List<String> path, List<List<String>> settings) {
        if (data.isMap() && !data.map().isEmpty()) {
            data.map().forEach((key, member) -> collect(member, with(path, key), settings));
        } else if (data.isList() && !data.list().isEmpty()) {
            data.list().forEach(item -> collect(item, path, settings));
        } else if (data.isMap() || data.isList() || data.isNull()) {
            settings.add(path);
        } else {
            settings.add(with(path, data.number().map(number -> number.toPlainString()).orElseGet(data::toString)));
        }
    }

    private static List<String> with(List<String> path, String word) {
        List<String> longer = new ArrayList<>(path);
        longer.add(word);
        return List.copyOf(longer);
    }

    private static SwitchProbe.Configuration probe(FactKey<NvueConfiguration> key) {
        Optional<Revision> revision = List.of(Revision.values()).stream()
                .filter(known -> known.word().equals(key.parameter())).findFirst();
        return new SwitchProbe.Configuration(revision.orElseThrow(
                () -> new IllegalArgumentException("no revision is called '" + key.parameter() + "'")));
    }

    private static SessionId session(Target target) {
        return SessionId.device((Target.Switch) target);
    }
}
