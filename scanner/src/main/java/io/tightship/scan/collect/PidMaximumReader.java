package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.PidMaximum;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** The kernel's own bound on process ids. */
final class PidMaximumReader implements Reader<PidMaximum> {

    private static final FileProbe.ReadFile PROBE = new FileProbe.ReadFile("/proc/sys/kernel/pid_max");

    @Override
    public String family() {
        return "pid-maximum";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PidMaximum> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBE));
    }

    @Override
    public Fact<PidMaximum> read(Target target, FactKey<PidMaximum> key, SiteView site, Readings readings) {
        Reading reading = readings.get(SessionId.node((Target.Node) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> reading.text().strip().matches("[1-9][0-9]{0,9}")
                    ? Fact.known(new PidMaximum(Long.parseLong(reading.text().strip())),
                    reading.source(Witness.RUNNING))
                    : reading.unavailable(Reason.UNPARSABLE, PROBE.path() + " holds no number");
        };
    }
}
