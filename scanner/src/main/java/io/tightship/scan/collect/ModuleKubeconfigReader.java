package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads owners and modes of the kubeconfigs that BCM's module files name. */
final class ModuleKubeconfigReader implements Reader<PerSubject<PathStat>> {

    private final PathStatReader paths = new PathStatReader();

    @Override
    public String family() {
        return PathStat.OF_MODULES.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<PathStat>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), ModuleKubeconfigs.LINES)
                .with(new ModuleKubeconfigs()));
    }

    @Override
    public Fact<PerSubject<PathStat>> read(Target target, FactKey<PerSubject<PathStat>> key, SiteView site,
                                           Readings readings) {
        Reading lines = readings.get(SessionId.node((Target.Node) target), ModuleKubeconfigs.LINES);
        return switch (lines.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> lines.unavailable(reason, detail);
            case Reading.Status.Absent absent -> Fact.known(PerSubject.of(Map.of()), lines.source(Witness.ON_DISK));
            case Reading.Status.Read read -> {
                ModuleKubeconfigs.Named named = ModuleKubeconfigs.named(lines.text());
                Map<String, Fact<PathStat>> members = new TreeMap<>();
                named.unclear().forEach((file, line) -> members.put(file, lines.unavailable(Reason.UNPARSABLE, file
                        + " names a kubeconfig in a way that is not understood: " + line)));
                named.paths().forEach(path -> members.putAll(stat(path, target, site, readings)));
                yield Fact.known(PerSubject.of(members), lines.source(Witness.ON_DISK));
            }
        };
    }

    private Map<String, Fact<PathStat>> stat(String path, Target target, SiteView site, Readings readings) {
        return switch (paths.read(target, PathStat.matching(path), site, readings)) {
            case Fact.Unavailable<PerSubject<PathStat>>(String where, Reason reason, String detail) ->
                    Map.of(path, Fact.unavailable(where, reason, detail));
            case Fact.Known<PerSubject<PathStat>>(PerSubject<PathStat> stats, List<Source> sources) -> stats.members();
        };
    }
}
