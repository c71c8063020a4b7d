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
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.StoredOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The endpoints of a cluster's API: each of its control-plane nodes, and for the cluster in admin space the proxy of
 * each head node.
 */
final class ApiEndpointsReader implements Reader<PerSubject<ApiEndpoint>> {

    @Override
    public String family() {
        return "api-endpoint";
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ApiEndpoint>> key, SiteView site) {
        return places((Target.Cluster) target, site).stream().flatMap(place -> place.endpoint().routes(site).stream())
                .toList();
    }

    @Override
    public Fact<PerSubject<ApiEndpoint>> read(Target target, FactKey<PerSubject<ApiEndpoint>> key, SiteView site,
                                              Readings readings) {
        Map<String, Fact<ApiEndpoint>> endpoints = new TreeMap<>();
        for (Place place : places((Target.Cluster) target, site)) {
            NodeEndpoint endpoint = place.endpoint();
            String host = endpoint.host(site);
            String subject = ApiEndpoint.subject(endpoint.node().name(), host, endpoint.port());
            if (endpoint.isPort()) {
                endpoints.put(subject, StoredOffer.of(endpoint.reading(site, readings)).map(offer -> new ApiEndpoint(
                        endpoint.node().name(), host, endpoint.port(), place.role(), offer)));
            } else {
                endpoints.put(subject, Fact.unavailable(target.id(), Reason.NOT_STATED, "the value "
                        + ApiServerValues.PORT.id() + " is no port: " + endpoint.port()));
            }
        }
        return Fact.known(PerSubject.of(endpoints));
    }

    private static List<Place> places(Target.Cluster cluster, SiteView site) {
        List<Place> places = new ArrayList<>();
        int port = (int) Math.min(value(ApiServerValues.PORT, cluster, site), Integer.MAX_VALUE);
        List<Target> all = site.inventory().targets();
        for (Target.Node node : TargetSet.CONTROL_PLANE_OF_CLUSTER.among(cluster, all)) {
            places.add(new Place(new NodeEndpoint(node, port, RelayProbe.Question.OFFER), Role.INSTANCE));
        }
        if (cluster.space() == Space.ADMIN) {
            for (Target.Node head : TargetSet.HEAD_NODES.among(cluster, all)) {
                for (int proxied : value(ReachValues.ADMIN_PORTS, cluster, site)) {
                    places.add(new Place(new NodeEndpoint(head, proxied, RelayProbe.Question.OFFER), Role.PROXY));
                }
            }
        }
        return places;
    }

    /** Both values have a fallback. */
    private static <T> T value(ValueKey<T> key, Target target, SiteView site) {
        return site.values().get(key, target).or(key::fallback).orElseThrow();
    }

    private record Place(NodeEndpoint endpoint, Role role) {
    }
}
