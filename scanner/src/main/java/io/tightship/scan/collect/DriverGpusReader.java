package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvidia.DriverGpus;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.RuntimeProbe;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Counts the GPUs of which the driver of a node has a folder, each named by its place on the bus. */
final class DriverGpusReader implements Reader<PerSubject<DriverGpus>> {

    private static final NodeProbe PROBE = new RuntimeProbe.DriverGpus();
    private static final Pattern PLACE = Pattern.compile("[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");

    @Override
    public String family() {
        return DriverGpus.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<DriverGpus>> key, SiteView site) {
        return GpuHosts.routes(target, site, PROBE);
    }

    @Override
    public Fact<PerSubject<DriverGpus>> read(Target target, FactKey<PerSubject<DriverGpus>> key, SiteView site,
                                             Readings readings) {
        return GpuHosts.read(target, site, readings, PROBE, node -> true, true, DriverGpusReader::count);
    }

    private static Fact<DriverGpus> count(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> Fact.known(new DriverGpus(0), reading.source(Witness.EFFECTIVE));
            case Reading.Status.Read read -> {
                List<String> places = reading.text().lines().filter(line -> !line.isBlank()).toList();
                Optional<String> odd = places.stream().filter(place -> !PLACE.matcher(place).matches()).findFirst();
                yield odd.isPresent() ? reading.unavailable(Reason.UNPARSABLE, PROBE.place() + " holds '" + odd.get()
                        + "', which is no place on the bus") : Fact.known(new DriverGpus(places.size()),
                        reading.source(Witness.EFFECTIVE));
            }
        };
    }
}
