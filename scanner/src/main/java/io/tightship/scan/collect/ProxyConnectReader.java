package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.reach.Connection;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Has a node connect to the API proxy of every head node and of the address that they share. What did not connect counts
 * only where a control port of the same address did: a node without a network proves nothing.
 */
final class ProxyConnectReader implements Reader<PerSubject<ProvenConnect>> {

    @Override
    public String family() {
        return ProvenConnect.TO_PROXY.family();
    }

    /** An address to try, and whose it is. */
    private record Door(String host, String address) {
    }

    private static List<Door> doors(SiteView site) {
        List<Door> doors = new ArrayList<>();
        Inventory inventory = site.inventory();
        inventory.targets(Target.Node.class).stream().filter(Target.Node::isHead).forEach(head ->
                inventory.entry(head).hosts().forEach(address -> doors.add(new Door(head.name(), address))));
        inventory.vip().filter(vip -> !vip.equals("none")).ifPresent(vip -> doors.add(new Door("vip", vip)));
        return doors;
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ProvenConnect>> key, SiteView site) {
        List<Probe> probes = new ArrayList<>();
        for (Door door : doors(site)) {
            ports(target, site).forEach(port -> probes.add(new HostNetworkProbe.Connect(door.address(), port)));
            controls(target, site).forEach(port -> probes.add(new HostNetworkProbe.Connect(door.address(), port)));
        }
        return List.of(Route.of(SessionId.node((Target.Node) target), probes.toArray(Probe[]::new)));
    }

    private static List<Integer> ports(Target target, SiteView site) {
        return site.values().get(ReachValues.ADMIN_PORTS, target).orElseThrow();
    }

    private static List<Integer> controls(Target target, SiteView site) {
        return site.values().get(ReachValues.CONTROL_PORTS, target).orElseThrow();
    }

    @Override
    public Fact<PerSubject<ProvenConnect>> read(Target target, FactKey<PerSubject<ProvenConnect>> key, SiteView site,
                                               Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Map<String, Fact<ProvenConnect>> members = new TreeMap<>();
        List<Source> sources = new ArrayList<>();
        doors(site).forEach(door -> {
            String address = door.address();
            Optional<String> control = controls(target, site).stream().filter(port ->
                    result(readings.get(session, new HostNetworkProbe.Connect(address, port)))
                            .filter(Connection::open).isPresent()).findFirst()
                    .map(port -> "its port " + port + " connected, so the way works");
            for (int port : ports(target, site)) {
                Reading reading = readings.get(session, new HostNetworkProbe.Connect(address, port));
                Fact<ProvenConnect> fact = connect(door.host(), address, port, reading, control);
                if (fact instanceof Fact.Known<ProvenConnect> known) {
                    sources.addAll(known.sources());
                }
                members.put(door.host() + " " + address + ":" + port, fact);
            }
        });
        if (members.isEmpty()) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, "the inventory lists no head nodes");
        }
        return Fact.known(PerSubject.of(members), sources);
    }

    private static Fact<ProvenConnect> connect(String host, String address, int port, Reading reading,
                                              Optional<String> control) {
        if (reading.status() instanceof Reading.Status.Unread unread) {
            return reading.unavailable(unread.reason(), unread.detail());
        }
        Optional<Connection> result = result(reading);
        if (result.isEmpty()) {
            return reading.unavailable(Reason.UNPARSABLE, "the connect to " + address + ":" + port + " came to '"
                    + reading.text() + "'");
        }
        if (!result.get().open() && control.isEmpty()) {
            return reading.unavailable(Reason.BLIND, "the connect to " + address + ":" + port + " "
                    + result.get().words() + ", but no control port of " + host
                    + " connected either: a node without a way there proves nothing");
        }
        return Fact.known(new ProvenConnect(host, address, port, result.get(), control.orElse("it connected itself")),
                reading.source(Witness.EFFECTIVE));
    }

    private static Optional<Connection> result(Reading reading) {
        if (!(reading.status() instanceof Reading.Status.Read)) {
            return Optional.empty();
        }
        return java.util.Arrays.stream(Connection.values())
                .filter(connection -> connection.name().equals(reading.text())).findFirst();
    }
}
