package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells which ports of a switch lead to which protected host, as the inventory states it. */
final class SwitchPortsReader implements Reader<PerSubject<SwitchPorts>> {

    @Override
    public String family() {
        return SwitchPorts.OF_PROTECTED_HOSTS.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<SwitchPorts>> key, SiteView site) {
        return List.of();
    }

    @Override
    public Fact<PerSubject<SwitchPorts>> read(Target target, FactKey<PerSubject<SwitchPorts>> key, SiteView site,
                                              Readings readings) {
        Map<String, List<String>> stated = site.inventory().entry((Target.Switch) target).ports();
        Map<String, Fact<SwitchPorts>> members = new TreeMap<>();
        for (Target.Node node : site.inventory().targets(Target.Node.class)) {
            List<String> ports = stated.getOrDefault(node.name(), List.of()).stream().sorted().distinct().toList();
            if (!ports.isEmpty() && (node.isHead() || node.isAdminControlPlane())) {
                members.put(node.name(), Fact.known(new SwitchPorts(ports),
                        Source.inventory(target.id(), "ports of " + node.name() + " on " + target.name())));
            } else if (node.isAdminControlPlane()) {
                members.put(node.name(), Fact.unavailable(target.id(), Reason.NOT_STATED, "the inventory lists no port "
                        + "of " + node.name() + " on switch " + target.name()));
            }
        }
        return members.isEmpty() ? Fact.unavailable(target.id(), Reason.NOT_STATED,
                "the inventory lists no control-plane node of an admin cluster for switch " + target.name())
                : Fact.known(PerSubject.of(members), Source.inventory(target.id(), "ports of " + target.name()));
    }
}
