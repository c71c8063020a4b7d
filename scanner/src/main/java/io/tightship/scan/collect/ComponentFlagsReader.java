package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** The flags of a component's live processes. */
final class ComponentFlagsReader implements Reader<PerSubject<Flags>> {

    @Override
    public String family() {
        return "component-flags";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<Flags>> key, SiteView site) {
        return List.of(ComponentProcesses.route((Target.Node) target));
    }

    @Override
    public Fact<PerSubject<Flags>> read(Target target, FactKey<PerSubject<Flags>> key, SiteView site,
                                        Readings readings) {
        Target.Node node = (Target.Node) target;
        Component component = ComponentProcesses.component(key.parameter());
        Reading reading = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, component, reading).map(processes -> PerSubject.of(ComponentProcesses.each(
                processes, process -> ComponentProcesses.flags(component, process, reading))));
    }
}
