package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.ServedChain;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the servers of a node show: its kubelet, and on a control-plane node its API server and its etcd. */
final class ServedChainReader implements Reader<PerSubject<ServedChain>> {

    private record Place(String service, NodeEndpoint endpoint) {
        String subject(SiteView site) {
            return service + " " + endpoint.host(site) + ":" + endpoint.port();
        }
    }

    @Override
    public String family() {
        return ServedChain.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<ServedChain>> key, SiteView site) {
        Target.Node node = (Target.Node) target;
        List<Route> routes = new ArrayList<>();
        places(key, node, site).forEach(place -> routes.addAll(place.endpoint().routes(site)));
        if (places(key, node, site).stream().anyMatch(place -> place.service().equals("etcd"))) {
            routes.add(ComponentProcesses.route(node));
        }
        return routes;
    }

    @Override
    public Fact<PerSubject<ServedChain>> read(Target target, FactKey<PerSubject<ServedChain>> key, SiteView site,
                                              Readings readings) {
        Target.Node node = (Target.Node) target;
        Map<String, Fact<ServedChain>> chains = new TreeMap<>();
        for (Place place : places(key, node, site)) {
            Fact<Boolean> runs = place.service().equals("etcd") ? ProcessTable.of(ComponentProcesses.reading(node,
                    readings)).map(table -> !table.of("etcd").isEmpty()) : Fact.known(true);
            switch (runs) {
                case Fact.Unavailable<Boolean>(String where, Reason reason, String detail) ->
                        chains.put(place.subject(site), Fact.unavailable(where, reason, detail));
                case Fact.Known<Boolean>(Boolean there, var sources) -> {
                    if (there) {
                        chains.put(place.subject(site), chain(place, site, readings));
                    }
                }
            }
        }
        return Fact.known(PerSubject.of(chains));
    }

    private static List<Place> places(FactKey<PerSubject<ServedChain>> key, Target.Node node, SiteView site) {
        List<Place> places = new ArrayList<>();
        if (node.runsKubelet()) {
            places.add(place("kubelet", ServingPorts.KUBELET, node, site));
        }
        if (node.runsControlPlane() && key.equals(ServedChain.KEY)) {
            places.add(place("kube-apiserver", ApiServerValues.PORT, node, site));
        }
        if (node.mayHoldEtcd() && key.equals(ServedChain.KEY)) {
            places.add(place("etcd", ServingPorts.ETCD, node, site));
        }
        return places;
    }

    private static Place place(String service, ValueKey<Long> port, Target.Node node, SiteView site) {
        return new Place(service, NodeEndpoint.of(node, port, RelayProbe.Question.CERTIFICATES, site));
    }

    private static Fact<ServedChain> chain(Place place, SiteView site, Readings readings) {
        NodeEndpoint endpoint = place.endpoint();
        if (!endpoint.isPort()) {
            return Fact.unavailable(endpoint.node().id(), Reason.NOT_STATED, "the value for the port of "
                    + place.service() + " is no port");
        }
        Reading reading = endpoint.reading(site, readings);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.UNREACHABLE, proof);
            case Reading.Status.Read read -> {
                try {
                    List<X509Certificate> certificates = new ArrayList<>();
                    CertificateFactory factory = CertificateFactory.getInstance("X.509");
                    for (Data certificate : Json.parse(reading.text()).get("certificates").list()) {
                        certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(
                                Base64.getDecoder().decode(certificate.text().orElse("")))));
                    }
                    yield certificates.isEmpty() ? reading.unavailable(Reason.UNPARSABLE, "no certificate was stored")
                            : Fact.known(new ServedChain(place.service(), endpoint.connected(site, reading),
                            endpoint.port(), certificates),
                            reading.source(Witness.EFFECTIVE));
                } catch (MalformedDocument | GeneralSecurityException | IllegalArgumentException e) {
                    yield reading.unavailable(Reason.UNPARSABLE, "what was stored are no certificates: "
                            + e.getMessage());
                }
            }
        };
    }
}
