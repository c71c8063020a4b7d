package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes from the inventory which ports of a switch lead to the protected hosts. */
final class SwitchPortsReader implements Reader<PerSubject<SwitchPorts>> {

    @Override
    public String family() {
        return SwitchPorts.OF_PROTECTED_HOSTS.family();
    }

    /** The inventory alone tells. */
    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<SwitchPorts>> key, SiteView site) {
        return List.of();
    }

    @Override
    public Fact<PerSubject<SwitchPorts>> read(Target target, FactKey<PerSubject<SwitchPorts>> key, SiteView site,
                                              Readings readings) {
        SwitchEntry entry = site.inventory().entry((Target.Switch) target);
        Source source = Source.inventory(target.id(), "switches, ports of " + target.name());
        SortedMap<String, Fact<SwitchPorts>> hosts = new TreeMap<>();
        boolean controlPlane = false;
        for (Target.Node node : site.inventory().targets(Target.Node.class)) {
            SortedSet<String> ports = ports(entry, node);
            controlPlane |= node.isAdminControlPlane();
            if (!ports.isEmpty() && (node.isAdminControlPlane() || node.isHead())) {
                hosts.put(node.name(), Fact.known(new SwitchPorts(List.copyOf(ports)), source));
            } else if (node.isAdminControlPlane()) {
                hosts.put(node.name(), Fact.unavailable(target.id(), Reason.NOT_STATED,
                        "the inventory lists no port of " + node.name() + " on switch " + target.name()));
            }
        }
        return controlPlane ? Fact.known(PerSubject.of(hosts), source) : Fact.unavailable(target.id(),
                Reason.NOT_STATED, "the inventory lists no control-plane node of the admin cluster");
    }

    static SortedSet<String> ports(SwitchEntry entry, Target.Node node) {
        SortedSet<String> ports = new TreeSet<>();
        entry.ports().forEach((host, names) -> {
            if (shortName(host).equals(shortName(node.name()))) {
                ports.addAll(names);
            }
        });
        return ports;
    }

    static String shortName(String host) {
        return host.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    }
}
