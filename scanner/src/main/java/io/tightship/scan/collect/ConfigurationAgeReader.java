package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When processes started by the kernel's count, and when their files were last written. */
final class ConfigurationAgeReader implements Reader<PerSubject<ConfigurationAge>> {

    private static final NodeProbe BOOT = new ProcessProbe.BootTime();
    private static final Pattern BOOTED = Pattern.compile("btime ([0-9]{1,12})\\s*");
    /** What follows the name in parentheses, which may hold anything; the twentieth word is the start. */
    private static final Pattern STARTED = Pattern.compile("(?s).*\\)(?: \\S+){19} ([0-9]{1,18})(?:\\s.*)?");
    private static final Pattern CHANGED = Pattern.compile("([0-9]{1,12})(?:\\.[0-9]+)? (/.*)", Pattern.DOTALL);
    /** USER_HZ: the same on every Linux that Kubernetes runs on. */
    private static final long TICKS = 100;

    @Override
    public String family() {
        return "configuration-age";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ConfigurationAge>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), ComponentProcesses.PROBE, BOOT)
                .with(new ProcessStarts(ComponentProcesses.component(key.parameter())),
                        new ConfigurationTimes(ComponentProcesses.component(key.parameter()))));
    }

    @Override
    public Fact<PerSubject<ConfigurationAge>> read(Target target, FactKey<PerSubject<ConfigurationAge>> key,
                                                   SiteView site, Readings readings) {
        Reading argv = ComponentProcesses.reading((Target.Node) target, readings);
        Component component = ComponentProcesses.component(key.parameter());
        SessionId session = SessionId.node((Target.Node) target);
        return ProcessTable.of(argv).map(table -> {
            Map<String, Fact<ConfigurationAge>> members = new TreeMap<>();
            ComponentProcesses.named(table, component.process()).forEach((name, process) -> members.put(name,
                    switch (ComponentProcesses.flags(component, process, argv)) {
                        case Fact.Unavailable<Flags>(String where, Reason reason, String detail) ->
                                Fact.unavailable(where, reason, detail);
                        case Fact.Known<Flags>(Flags flags, List<Source> sources) -> age(session, readings, process,
                                new ConfigurationTimes(component).files(process, flags));
                    }));
            return PerSubject.of(members);
        });
    }

    private static Fact<ConfigurationAge> age(SessionId session, Readings readings, ProcessTable.Process process,
                                              List<FileProbe.Changed> files) {
        List<Source> sources = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (Map.Entry<NodeProbe, Pattern> probe : List.of(Map.entry(BOOT, BOOTED),
                Map.entry(ProcessStarts.of(process), STARTED))) {
            Reading reading = readings.get(session, probe.getKey());
            if (!(reading.status() instanceof Reading.Status.Read)) {
                return unread(reading);
            }
            Matcher number = probe.getValue().matcher(reading.text());
            if (!number.matches()) {
                return reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + " does not tell a start");
            }
            numbers.add(Long.valueOf(number.group(1)));
            sources.add(reading.source(Witness.RUNNING));
        }
        SortedMap<String, Instant> changed = new TreeMap<>();
        for (FileProbe.Changed file : files) {
            Reading reading = readings.get(session, file);
            if (!(reading.status() instanceof Reading.Status.Read)) {
                return unread(reading);
            }
            for (String line : reading.text().split("\u0000")) {
                Matcher parts = CHANGED.matcher(line);
                if (!line.isEmpty() && !parts.matches()) {
                    return reading.unavailable(Reason.UNPARSABLE, "find printed no time for " + file.path());
                }
                if (!line.isEmpty()) {
                    changed.put(parts.group(2).replaceFirst("^/proc/[0-9]+/(?:root(?=/)|cwd/)", ""),
                            Instant.ofEpochSecond(Long.parseLong(parts.group(1))));
                }
            }
            sources.add(reading.source(Witness.ON_DISK));
        }
        return Fact.known(new ConfigurationAge(Instant.ofEpochSecond(numbers.get(0) + numbers.get(1) / TICKS), changed),
                sources);
    }

    private static Fact<ConfigurationAge> unread(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Read read -> throw new IllegalStateException("it was read");
        };
    }
}
