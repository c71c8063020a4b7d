package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ManifestFlags;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NamedFileContent;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;

/** The flags in a component's static pod manifest; a wrapper or a variable in their place leaves them unknown. */
final class ManifestFlagsReader implements Reader<ManifestFlags> {

    @Override
    public String family() {
        return "manifest-flags";
    }

    @Override
    public List<Route> routes(Target target, FactKey<ManifestFlags> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), probe(key)));
    }

    static NodeProbe probe(FactKey<ManifestFlags> key) {
        return new FileProbe.NamedFile(0, ManifestFlags.path(ComponentProcesses.component(key.parameter())),
                NamedFileContent.MANIFEST);
    }

    @Override
    public Fact<ManifestFlags> read(Target target, FactKey<ManifestFlags> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), probe(key));
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent absent -> Fact.known(new ManifestFlags(Optional.empty()),
                    reading.source(Witness.ON_DISK));
            case Reading.Status.Read read -> {
                try {
                    yield flags(ComponentProcesses.component(key.parameter()), Json.parse(reading.text()), reading);
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    private static Fact<ManifestFlags> flags(Component component, Data kept, Reading reading) {
        String place = reading.probe().place();
        for (Data container : kept.get("containers").list()) {
            List<String> words = container.texts();
            if (words.isEmpty() || !words.getFirst().replaceFirst(".*/", "").equals(component.process())) {
                continue;
            }
            if (words.stream().anyMatch(word -> word.contains("$("))) {
                return reading.unavailable(Reason.UNPARSABLE, place + " has variables among the arguments");
            }
            return switch (Flags.parse(component, words.subList(1, words.size()))) {
                case Flags.Parsed.Valid(Flags flags) -> Fact.known(new ManifestFlags(Optional.of(flags)),
                        reading.source(Witness.ON_DISK));
                case Flags.Parsed.Invalid(String why) -> reading.unavailable(Reason.UNPARSABLE, place + ": " + why);
            };
        }
        return reading.unavailable(Reason.UNPARSABLE, place + " has no container that begins with "
                + component.process() + ": a wrapper starts it, or nothing does");
    }
}
