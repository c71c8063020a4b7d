package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.EtcdOffer;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.StoredOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TLS of a node's etcd, asked from where the scanner runs, by the address that the inventory states, else by name. A
 * node where none runs is known to have none, whatever answers at the port.
 */
final class EtcdOfferReader implements Reader<EtcdOffer> {

    @Override
    public String family() {
        return EtcdOffer.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<EtcdOffer> key, SiteView site) {
        List<Route> routes = new ArrayList<>(List.of(ComponentProcesses.route((Target.Node) target)));
        probe((Target.Node) target, site).ifPresent(hello ->
                routes.add(Route.of(SessionId.network(site.inventory().site()), hello)));
        return routes;
    }

    @Override
    public Fact<EtcdOffer> read(Target target, FactKey<EtcdOffer> key, SiteView site, Readings readings) {
        Target.Node node = (Target.Node) target;
        return switch (ProcessTable.of(ComponentProcesses.reading(node, readings))) {
            case Fact.Unavailable<ProcessTable>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<ProcessTable>(ProcessTable table, List<Source> sources) -> {
                Optional<NetworkProbe> hello = probe(node, site);
                if (table.of("etcd").isEmpty()) {
                    yield Fact.known(new EtcdOffer("", Optional.empty()), sources);
                }
                yield hello.isEmpty() ? Fact.unavailable(node.id(), Reason.NOT_STATED, "the value "
                        + ServingPorts.ETCD.id() + " is no port") : StoredOffer.of(readings.get(SessionId.network(
                        site.inventory().site()), hello.get())).map((TlsOffer offer) ->
                        new EtcdOffer(hello.get().place(), Optional.of(offer)));
            }
        };
    }

    /** Empty where the site's value is no port. */
    private static Optional<NetworkProbe> probe(Target.Node node, SiteView site) {
        long port = site.values().get(ServingPorts.ETCD, node).or(ServingPorts.ETCD::fallback).orElseThrow();
        return port > 0 && port < 65536 ? Optional.of(new NetworkProbe.TlsHello(site.inventory().entry(node).host(),
                (int) port)) : Optional.empty();
    }
}
