package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.model.Target;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.stream.Collectors;

/** Which components run on a node, from a process table that was seen whole. */
final class RunningComponentsReader implements Reader<RunningComponents> {

    @Override
    public String family() {
        return RunningComponents.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<RunningComponents> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target));
    }

    @Override
    public Fact<RunningComponents> read(Target target, FactKey<RunningComponents> key, SiteView site,
                                        Readings readings) {
        return ProcessTable.of(ComponentProcesses.reading((Target.Node) target, readings)).map(table ->
                new RunningComponents(table.processes().stream().map(ProcessTable.Process::name)
                        .filter(name -> !name.equals("sshd")).collect(Collectors.toSet())));
    }
}
