package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.ApiEndpoint;
import io.tightship.fact.kubernetes.ApiEndpoint.Role;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.StoredOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The endpoints of a cluster's API: each of its control-plane nodes, and for the cluster in admin space the proxy of
 * each head node. They are asked from where the scanner runs, by the address that the inventory states, else by name.
 */
final class ApiEndpointsReader implements Reader<PerSubject<ApiEndpoint>> {

    @Override
    public String family() {
        return "api-endpoint";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ApiEndpoint>> key, SiteView site) {
        NetworkProbe[] hellos = places((Target.Cluster) target, site).stream().filter(Place::valid).map(Place::probe)
                .toArray(NetworkProbe[]::new);
        return List.of(Route.of(SessionId.network(site.inventory().site()), hellos));
    }

    @Override
    public Fact<PerSubject<ApiEndpoint>> read(Target target, FactKey<PerSubject<ApiEndpoint>> key, SiteView site,
                                              Readings readings) {
        Map<String, Fact<ApiEndpoint>> endpoints = new TreeMap<>();
        for (Place place : places((Target.Cluster) target, site)) {
            String subject = ApiEndpoint.subject(place.node(), place.host(), place.port());
            if (place.valid()) {
                endpoints.put(subject, StoredOffer.of(readings.get(SessionId.network(site.inventory().site()),
                        place.probe())).map(offer -> new ApiEndpoint(place.node(), place.host(), place.port(),
                        place.role(), offer)));
            } else {
                endpoints.put(subject, Fact.unavailable(target.id(), Reason.NOT_STATED, "the value "
                        + ApiServerValues.PORT.id() + " is no port: " + place.port()));
            }
        }
        return Fact.known(PerSubject.of(endpoints));
    }

    private static List<Place> places(Target.Cluster cluster, SiteView site) {
        List<Place> places = new ArrayList<>();
        int port = (int) Math.min(value(ApiServerValues.PORT, cluster, site), Integer.MAX_VALUE);
        List<Target> all = site.inventory().targets();
        for (Target.Node node : TargetSet.CONTROL_PLANE_OF_CLUSTER.among(cluster, all)) {
            places.add(new Place(node.name(), site.inventory().entry(node).host(), port, Role.INSTANCE));
        }
        if (cluster.space() == Space.ADMIN) {
            for (Target.Node head : TargetSet.HEAD_NODES.among(cluster, all)) {
                for (int proxied : value(ReachValues.ADMIN_PORTS, cluster, site)) {
                    places.add(new Place(head.name(), site.inventory().entry(head).host(), proxied, Role.PROXY));
                }
            }
        }
        return places;
    }

    /** Both values have a fallback. */
    private static <T> T value(ValueKey<T> key, Target target, SiteView site) {
        return site.values().get(key, target).or(key::fallback).orElseThrow();
    }

    private record Place(String node, String host, int port, Role role) {
        boolean valid() {
            return port > 0 && port < 65536;
        }

        NetworkProbe probe() {
            return new NetworkProbe.TlsHello(host, port);
        }
    }
}
