package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.KubeconfigIdentities;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads whose certificates lie in the kubeconfigs of administrators. */
final class KubeconfigIdentitiesReader implements Reader<PerSubject<KubeconfigIdentities>> {

    private static final List<NodeProbe.ClientCertificates> PROBES = List.of("/etc/kubernetes/admin.conf",
            "/etc/kubernetes/super-admin.conf", "/root/.kube/config").stream().map(NodeProbe.ClientCertificates::new)
            .toList();

    @Override
    public String family() {
        return KubeconfigIdentities.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<KubeconfigIdentities>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), PROBES.toArray(NodeProbe[]::new)));
    }

    @Override
    public Fact<PerSubject<KubeconfigIdentities>> read(Target target, FactKey<PerSubject<KubeconfigIdentities>> key,
                                                       SiteView site, Readings readings) {
        Map<String, Fact<KubeconfigIdentities>> members = new TreeMap<>();
        List<Source> sources = new ArrayList<>();
        for (NodeProbe.ClientCertificates probe : PROBES) {
            Reading reading = readings.get(SessionId.node((Target.Node) target), probe);
            switch (reading.status()) {
                case Reading.Status.Unread(Reason reason, String detail) ->
                        members.put(probe.path(), reading.unavailable(reason, detail));
                case Reading.Status.Absent absent -> sources.add(reading.source(Witness.ON_DISK));
                case Reading.Status.Read read -> {
                    sources.add(reading.source(Witness.ON_DISK));
                    members.put(probe.path(), identities(reading));
                }
            }
        }
        return Fact.known(PerSubject.of(members), sources);
    }

    private static Fact<KubeconfigIdentities> identities(Reading reading) {
        try {
            List<Data> certificates = Json.parse(reading.text()).get("certificates").list();
            if (certificates.stream().anyMatch(one -> one.get("name").text().isEmpty())) {
                return reading.unavailable(Reason.UNPARSABLE, "a client certificate of " + reading.probe().place()
                        + " is none that can be read");
            }
            return Fact.known(new KubeconfigIdentities(certificates.stream().map(one -> new KubeconfigIdentities.Identity(
                    one.get("name").text().orElseThrow(), one.get("groups").texts())).toList()),
                    reading.source(Witness.ON_DISK));
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }
}
