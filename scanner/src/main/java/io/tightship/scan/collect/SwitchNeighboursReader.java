package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvue.NvueRange;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.SwitchProbe;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads on which ports a switch hears the protected hosts. One that is heard nowhere may hang there all the same, without
 * sending LLDP; so it is not known where it hangs.
 */
final class SwitchNeighboursReader implements Reader<PerSubject<SwitchPorts>> {

    private static final SwitchProbe PROBE = new SwitchProbe.Neighbours();

    /** Out-of-band ports filter nothing in-band. */
    private static final String MANAGEMENT = "eth[0-9]+";

    @Override
    public String family() {
        return SwitchPorts.HEARD.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<SwitchPorts>> key, SiteView site) {
        return List.of(Route.of(SessionId.device((Target.Switch) target), PROBE));
    }

    @Override
    public Fact<PerSubject<SwitchPorts>> read(Target target, FactKey<PerSubject<SwitchPorts>> key, SiteView site,
                                              Readings readings) {
        Reading reading = readings.get(SessionId.device((Target.Switch) target), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.NOT_COLLECTED, proof);
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Read read -> {
                try {
                    yield heard((Target.Switch) target, reading, site);
                } catch (MalformedDocument | IllegalArgumentException e) {
                    yield reading.unavailable(Reason.UNPARSABLE, reading.probe().place() + ": " + e.getMessage());
                }
            }
        };
    }

    private static Fact<PerSubject<SwitchPorts>> heard(Target.Switch device, Reading reading, SiteView site)
            throws MalformedDocument {
        SortedMap<String, SortedSet<String>> ports = new TreeMap<>();
        for (Map.Entry<String, Data> entry : Json.parse(reading.text()).map().entrySet()) {
            for (String port : NvueRange.expand(entry.getKey())) {
                if (!port.matches(MANAGEMENT)) {
                    entry.getValue().texts().forEach(name -> ports.computeIfAbsent(SwitchPortsReader.shortName(name),
                            any -> new TreeSet<>()).add(port));
                }
            }
        }
        SortedMap<String, Fact<SwitchPorts>> hosts = new TreeMap<>();
        boolean controlPlane = false;
        for (Target.Node node : site.inventory().targets(Target.Node.class)) {
            controlPlane |= node.isAdminControlPlane();
            if (node.isAdminControlPlane() || node.isHead()
                    && !SwitchPortsReader.ports(site.inventory().entry(device), node).isEmpty()) {
                SortedSet<String> found = ports.get(SwitchPortsReader.shortName(node.name()));
                hosts.put(node.name(), found == null ? reading.unavailable(Reason.BLIND, device.name() + " hears no "
                        + node.name() + " by LLDP: it hangs elsewhere, or sends none under this name")
                        : Fact.known(new SwitchPorts(List.copyOf(found)), reading.source(Witness.EFFECTIVE)));
            }
        }
        return controlPlane ? Fact.known(PerSubject.of(hosts), reading.source(Witness.EFFECTIVE))
                : reading.unavailable(Reason.NOT_STATED, "the inventory lists no control-plane node of the admin cluster");
    }
}
