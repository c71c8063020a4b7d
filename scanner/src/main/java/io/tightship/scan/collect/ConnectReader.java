package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.reach.Connection;
import io.tightship.fact.reach.ProvenConnect;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Has a node connect to what should be closed to it. What did not connect counts only where a control connect did: to
 * another port of the same address, or, for the out-of-band network, where every port should be closed, to a head node.
 */
final class ConnectReader implements Reader<PerSubject<ProvenConnect>> {

    /**
     * One address with the ports that are asked about.
     *
     * @param controls by which the way is proven: ports by address
     */
    private record Destination(String host, String address, List<Integer> ports, Map<String, List<Integer>> controls) {
    }

    @Override
    public String family() {
        return ProvenConnect.TO_API_SERVERS.family();
    }

    private static List<Destination> destinations(String parameter, Target target, SiteView site) {
        return switch (parameter) {
            case "api-servers" -> controlNodes(target, site, Target.Node::isAdminControlPlane, node -> List.of(
                    site.values().get(ApiServerValues.PORT, node).orElseThrow().intValue()));
            case "control-ports" -> controlNodes(target, site, node -> node.mayHoldEtcd() && node.space() == Space.ADMIN,
                    node -> value(ReachValues.CONTROL_PLANE_PORTS, target, site));
            case "out-of-band" -> outOfBand(target, site);
            default -> throw new IllegalArgumentException("nothing is connected to by the name " + parameter);
        };
    }

    private static <T> T value(ValueKey<T> key, Target target, SiteView site) {
        return site.values().get(key, target).orElseThrow();
    }

    private static List<Destination> controlNodes(Target target, SiteView site, Predicate<Target.Node> which,
                                                  Function<Target.Node, List<Integer>> ports) {
        List<Integer> controls = value(ReachValues.NODE_CONTROL_PORTS, target, site);
        return site.inventory().targets(Target.Node.class).stream().filter(which).flatMap(node ->
                site.inventory().entry(node).hosts().stream().map(address -> new Destination(node.name(), address,
                        ports.apply(node), Map.of(address, controls)))).toList();
    }

    private static List<Destination> outOfBand(Target target, SiteView site) {
        Inventory inventory = site.inventory();
        Map<String, List<Integer>> controls = new LinkedHashMap<>();
        inventory.targets(Target.Node.class).stream().filter(Target.Node::isHead).forEach(head ->
                controls.put(inventory.entry(head).host(), value(ReachValues.CONTROL_PORTS, target, site)));
        List<Integer> ports = value(ReachValues.OUT_OF_BAND_PORTS, target, site);
        Map<String, String> hosts = new LinkedHashMap<>();
        inventory.targets(Target.Switch.class).forEach(device ->
                hosts.put(inventory.entry(device).address(), device.name()));
        value(ReachValues.OUT_OF_BAND, target, site).forEach(address -> hosts.putIfAbsent(address, "out-of-band"));
        return hosts.entrySet().stream().map(entry -> new Destination(entry.getValue(), entry.getKey(), ports, controls))
                .toList();
    }

    /** One probe an address, of all that is asked of it. */
    private static Map<String, HostNetworkProbe.Connects> probes(List<Destination> destinations) {
        Map<String, Set<Integer>> ports = new LinkedHashMap<>();
        for (Destination destination : destinations) {
            ports.computeIfAbsent(destination.address(), a -> new LinkedHashSet<>()).addAll(destination.ports());
            destination.controls().forEach((address, controls) ->
                    ports.computeIfAbsent(address, a -> new LinkedHashSet<>()).addAll(controls));
        }
        Map<String, HostNetworkProbe.Connects> probes = new LinkedHashMap<>();
        ports.forEach((address, asked) -> probes.put(address, new HostNetworkProbe.Connects(address, List.copyOf(asked))));
        return probes;
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ProvenConnect>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), probes(destinations(key.parameter(), target, site))
                .values().toArray(Probe[]::new)));
    }

    @Override
    public Fact<PerSubject<ProvenConnect>> read(Target target, FactKey<PerSubject<ProvenConnect>> key, SiteView site,
                                                Readings readings) {
        List<Destination> destinations = destinations(key.parameter(), target, site);
        if (destinations.isEmpty()) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, key.parameter().equals("out-of-band")
                    ? "the inventory lists no switches, and the value out-of-band-addresses names nothing"
                    : "the inventory lists no control-plane nodes of an admin cluster");
        }
        Map<String, HostNetworkProbe.Connects> probes = probes(destinations);
        SessionId session = SessionId.node((Target.Node) target);
        Map<String, Fact<ProvenConnect>> members = new TreeMap<>();
        List<io.tightship.fact.Source> sources = new ArrayList<>();
        for (Destination destination : destinations) {
            Optional<String> control = control(destination, address -> readings.get(session, probes.get(address)));
            Reading reading = readings.get(session, probes.get(destination.address()));
            sources.add(reading.source(Witness.EFFECTIVE));
            destination.ports().forEach(port -> members.put(destination.host() + " " + destination.address() + ":" + port,
                    connect(destination, port, reading, control)));
        }
        return Fact.known(PerSubject.of(members), sources);
    }

    private static Optional<String> control(Destination destination,
                                            java.util.function.Function<String, Reading> readings) {
        return destination.controls().entrySet().stream().flatMap(entry -> entry.getValue().stream()
                .filter(port -> result(readings.apply(entry.getKey()), port).filter(Connection::open).isPresent())
                .map(port -> entry.getKey().equals(destination.address())
                        ? "its port " + port + " connected, so the way works"
                        : entry.getKey() + ":" + port + " connected, so the node's network works")).findFirst();
    }

    private static Fact<ProvenConnect> connect(Destination to, int port, Reading reading, Optional<String> control) {
        if (reading.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
            return reading.unavailable(reason, detail);
        }
        Optional<Connection> result = result(reading, port);
        if (result.isEmpty()) {
            return reading.unavailable(Reason.UNPARSABLE, "what became of the connect to " + to.address() + ":" + port
                    + " is not known");
        }
        if (!result.get().open() && control.isEmpty()) {
            // One cause for all ports of an address: the way there is what is missing.
            return reading.unavailable(Reason.BLIND, "no control connect worked (" + String.join(", ", to.controls()
                    .entrySet().stream().map(entry -> entry.getKey() + " on " + entry.getValue().stream()
                            .map(String::valueOf).collect(java.util.stream.Collectors.joining("/"))).toList())
                    + "): what did not connect proves nothing");
        }
        return Fact.known(new ProvenConnect(to.host(), to.address(), port, result.get(),
                control.orElse("it connected itself")), reading.source(Witness.EFFECTIVE));
    }

    private static Optional<Connection> result(Reading reading, int port) {
        if (!(reading.status() instanceof Reading.Status.Read)) {
            return Optional.empty();
        }
        return reading.text().lines().filter(line -> line.startsWith(port + " "))
                .map(line -> line.substring(line.indexOf(' ') + 1)).flatMap(word ->
                        java.util.Arrays.stream(Connection.values()).filter(result -> result.name().equals(word)))
                .findFirst();
    }
}
