package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.linux.Exports;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the server's own table of exports, in which every option stands, also those by default. */
final class ExportsReader implements Reader<Exports> {

    private static final NodeProbe PROBE = new FileProbe.ReadFile("/var/lib/nfs/etab");
    private static final Pattern LINE = Pattern.compile("(/\\S*)\\s+([^(\\s]+)\\(([^)]*)\\)");

    @Override
    public String family() {
        return Exports.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<Exports> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<Exports> read(Target target, FactKey<Exports> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent absent -> Fact.known(new Exports(List.of()), reading.source(Witness.RUNNING));
            case Reading.Status.Read read -> {
                List<Exports.Export> exports = new ArrayList<>();
                for (String line : reading.text().lines().filter(text -> !text.isBlank()).toList()) {
                    Matcher parts = LINE.matcher(line.strip());
                    if (!parts.matches()) {
                        yield reading.unavailable(Reason.UNPARSABLE, PROBE.place() + " holds a line that is no export");
                    }
                    exports.add(new Exports.Export(parts.group(1), parts.group(2),
                            List.of(parts.group(3).split(",")).stream().map(String::strip)
                                    .collect(java.util.stream.Collectors.toSet())));
                }
                yield Fact.known(new Exports(exports), reading.source(Witness.RUNNING));
            }
        };
    }
}
