package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ServedTls;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.StoredOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** The TLS of a node's kubelet, etcd, controller manager or scheduler, asked at the ports that the site states. */
final class ServedTlsReader implements Reader<PerSubject<ServedTls>> {

    private static final Map<String, SortedMap<String, ValueKey<Long>>> PORTS = Map.of(
            "kubelet", new TreeMap<>(Map.of("", ServingPorts.KUBELET)),
            "etcd", new TreeMap<>(Map.of("", ServingPorts.ETCD, "peers", ServingPorts.ETCD_PEERS)),
            Component.KUBE_CONTROLLER_MANAGER.process(), new TreeMap<>(Map.of("", ServingPorts.CONTROLLER_MANAGER)),
            Component.KUBE_SCHEDULER.process(), new TreeMap<>(Map.of("", ServingPorts.SCHEDULER)));

    @Override
    public String family() {
        return ServedTls.of("").family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ServedTls>> key, SiteView site) {
        Target.Node node = (Target.Node) target;
        List<Route> routes = new ArrayList<>();
        PORTS.get(key.parameter()).values().forEach(port -> routes.addAll(endpoint(node, port, site).routes(site)));
        if (!key.parameter().equals("kubelet")) {
            routes.add(ComponentProcesses.route(node));
        }
        return routes;
    }

    private static NodeEndpoint endpoint(Target.Node node, ValueKey<Long> port, SiteView site) {
        return NodeEndpoint.of(node, port, RelayProbe.Question.OFFER, site);
    }

    @Override
    public Fact<PerSubject<ServedTls>> read(Target target, FactKey<PerSubject<ServedTls>> key, SiteView site,
                                            Readings readings) {
        Target.Node node = (Target.Node) target;
        return switch (key.parameter()) {
            case "kubelet" -> Fact.known(served(node, "kubelet", site, readings));
            case "etcd" -> ProcessTable.of(ComponentProcesses.reading(node, readings)).map(table ->
                    table.of("etcd").isEmpty() ? PerSubject.of(Map.of("", Fact.known(new ServedTls("", 0,
                            Optional.empty()), ComponentProcesses.sources(node, readings))))
                            : served(node, "etcd", site, readings));
            default -> byFlags(node, ComponentProcesses.component(key.parameter()), site, readings);
        };
    }

    private static PerSubject<ServedTls> served(Target.Node node, String process, SiteView site, Readings readings) {
        Map<String, Fact<ServedTls>> served = new TreeMap<>();
        PORTS.get(process).forEach((subject, port) -> served.put(subject, served(node, port, site, readings)));
        return PerSubject.of(served);
    }

    private static Fact<ServedTls> served(Target.Node node, ValueKey<Long> port, SiteView site, Readings readings) {
        NodeEndpoint endpoint = endpoint(node, port, site);
        if (!endpoint.isPort()) {
            return Fact.unavailable(node.id(), Reason.NOT_STATED, "the value " + port.id() + " is no port");
        }
        Reading reading = endpoint.reading(site, readings);
        return StoredOffer.of(reading).map(offer -> new ServedTls(reading.probe().place(), endpoint.port(),
                Optional.of(offer)));
    }

    /** What answers at a port that none of the processes was told to serve at says nothing about them. */
    private static Fact<PerSubject<ServedTls>> byFlags(Target.Node node, Component component, SiteView site,
                                                       Readings readings) {
        Reading reading = ComponentProcesses.reading(node, readings);
        ValueKey<Long> stated = PORTS.get(component.process()).get("");
        int port = endpoint(node, stated, site).port();
        return ComponentProcesses.of(node, component, reading).map(processes -> {
            boolean serves = false;
            for (ProcessTable.Process process : processes.values()) {
                switch (ComponentProcesses.flags(component, process, reading)) {
                    case Fact.Unavailable<Flags>(String where, Reason reason, String detail) -> {
                        return PerSubject.of(Map.of("", Fact.unavailable(where, reason, detail)));
                    }
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) -> {
                        OptionalInt own = ServerTls.port(flags);
                        if (own.isEmpty() || own.getAsInt() != 0 && own.getAsInt() != port) {
                            return PerSubject.of(Map.of("", reading.unavailable(Reason.NOT_STATED, component.process()
                                    + " on " + node.name() + " was started with " + flags.written("secure-port")
                                    + ", and the value " + stated.id() + " is " + port)));
                        }
                        serves |= own.getAsInt() != 0;
                    }
                }
            }
            return serves ? served(node, component.process(), site, readings) : PerSubject.of(Map.of("",
                    Fact.known(new ServedTls("", 0, Optional.empty()), ComponentProcesses.sources(node, readings))));
        });
    }
}
