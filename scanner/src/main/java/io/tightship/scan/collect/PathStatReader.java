package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PathStat;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads modes and owners. A folder below the root that could not be looked into is a member that is unavailable. */
final class PathStatReader implements Reader<PerSubject<PathStat>> {

    private static final Pattern LINE = Pattern.compile("([0-7]{1,4}) ([0-9]+) ([0-9]+) (\\S) (/.*)", Pattern.DOTALL);
    private static final Pattern TROUBLE = Pattern.compile("find: '?(/[^\\n]*?)'?: ([^:\\n]+)");

    @Override
    public String family() {
        return "path-stat";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<PathStat>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), new FileProbe.Paths(key.parameter())));
    }

    @Override
    public Fact<PerSubject<PathStat>> read(Target target, FactKey<PerSubject<PathStat>> key, SiteView site,
                                           Readings readings) {
        return of(readings.get(SessionId.node((Target.Node) target), new FileProbe.Paths(key.parameter())));
    }

    /** @param reading of a {@link FileProbe.Paths} */
    static Fact<PerSubject<PathStat>> of(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent absent -> Fact.known(PerSubject.of(Map.of()),
                    reading.source(Witness.ON_DISK));
            case Reading.Status.Read(int exit, String words) -> read(reading, words);
        };
    }

    private static Fact<PerSubject<PathStat>> read(Reading reading, String words) {
        Map<String, Fact<PathStat>> members = new TreeMap<>();
        for (String line : reading.text().split("\u0000")) {
            if (line.isEmpty()) {
                continue;
            }
            Matcher stat = LINE.matcher(line);
            if (!stat.matches()) {
                return reading.unavailable(Reason.UNPARSABLE, "find printed something else than a mode and an owner");
            }
            String path = stat.group(5);
            members.put(path, Fact.known(new PathStat(path, stat.group(4).charAt(0), Integer.parseInt(stat.group(1), 8),
                            Long.parseLong(stat.group(2)), Long.parseLong(stat.group(3))),
                    reading.source(Witness.ON_DISK, path)));
        }
        for (String line : words.lines().toList()) {
            Matcher trouble = TROUBLE.matcher(line);
            if (!trouble.matches()) {
                return reading.unavailable(Reason.UNPARSABLE, line);
            }
            if (!trouble.group(2).equals("No such file or directory")) { // what vanished meanwhile is not there
                members.put(trouble.group(1), reading.unavailable(trouble.group(2).equals("Permission denied")
                        ? Reason.FORBIDDEN : Reason.UNPARSABLE, line));
            }
        }
        return Fact.known(PerSubject.of(members), reading.source(Witness.ON_DISK));
    }
}
