package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.bcm.CmdDirectives;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads directives of CMDaemon. A list that goes on over the end of its line is not known. */
final class CmdDirectivesReader implements Reader<CmdDirectives> {

    private static final NodeProbe PROBE = new BcmProbe.CmdDirectives();

    @Override
    public String family() {
        return CmdDirectives.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<CmdDirectives> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<CmdDirectives> read(Target target, FactKey<CmdDirectives> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED,
                    "a head node has CMDaemon's configuration file: " + proof);
            case Reading.Status.Read read -> {
                SortedMap<String, String> written = new TreeMap<>();
                for (String line : reading.text().lines().toList()) {
                    int equals = line.indexOf('=');
                    String value = equals < 0 ? "" : line.substring(equals + 1).strip();
                    if (equals < 0 || value.isEmpty() || value.contains("{") && !value.contains("}")) {
                        yield reading.unavailable(Reason.UNPARSABLE, "a directive of " + PROBE.place()
                                + " goes on over its line, or is none");
                    }
                    written.put(line.substring(0, equals).strip().toLowerCase(Locale.ROOT), value);
                }
                yield Fact.known(new CmdDirectives(written), reading.source(Witness.ON_DISK));
            }
        };
    }
}
