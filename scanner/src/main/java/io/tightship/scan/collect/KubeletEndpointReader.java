package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.KubeletEndpoint;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.StoredOffer;
import java.util.List;
import java.util.Optional;

/** The kubelet's port as a client of the scanner's own network finds it. */
final class KubeletEndpointReader implements Reader<KubeletEndpoint> {

    @Override
    public String family() {
        return KubeletEndpoint.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<KubeletEndpoint> key, SiteView site) {
        return probe((Target.Node) target, site).map(probe -> List.of(Route.of(SessionId.network(
                site.inventory().site()), probe))).orElse(List.of());
    }

    @Override
    public Fact<KubeletEndpoint> read(Target target, FactKey<KubeletEndpoint> key, SiteView site, Readings readings) {
        return probe((Target.Node) target, site).map(probe -> StoredOffer.of(readings.get(SessionId.network(
                        site.inventory().site()), probe)).map(offer -> new KubeletEndpoint(probe.host(), probe.port(),
                        offer)))
                .orElseGet(() -> Fact.unavailable(target.id(), Reason.NOT_STATED, "the value "
                        + ServingPorts.KUBELET.id() + " is no port"));
    }

    private static Optional<NetworkProbe.TlsHello> probe(Target.Node node, SiteView site) {
        return site.values().get(ServingPorts.KUBELET, node).or(ServingPorts.KUBELET::fallback)
                .filter(port -> port > 0 && port < 65536).map(port -> new NetworkProbe.TlsHello(
                        site.inventory().entry(node).host(), port.intValue()));
    }
}
