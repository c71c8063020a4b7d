package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.ClusterHeading;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** Reads what tells one cluster from another: the uid of kube-system, and the API server's version. */
final class ClusterHeadingReader implements Reader<ClusterHeading> {

    private static final KubernetesProbe VERSION = new KubernetesProbe.Version();

    @Override
    public String family() {
        return ClusterHeading.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<ClusterHeading> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), VERSION, ApiLists.NAMESPACES));
    }

    @Override
    public Fact<ClusterHeading> read(Target target, FactKey<ClusterHeading> key, SiteView site, Readings readings) {
        SessionId session = SessionId.kubernetes((Target.Cluster) target);
        Reading version = readings.get(session, VERSION);
        Reading namespaces = readings.get(session, ApiLists.NAMESPACES);
        for (Reading reading : List.of(version, namespaces)) {
            if (reading.status() instanceof Reading.Status.Unread unread) {
                return reading.unavailable(unread.reason(), unread.detail());
            }
        }
        try {
            String gitVersion = Json.parse(version.text()).get("gitVersion").text().orElse("");
            String uid = Json.parse(namespaces.text()).get("items").list().stream()
                    .filter(item -> ApiLists.name(item).equals("kube-system"))
                    .map(item -> item.path("metadata", "uid")).flatMap((Data found) -> found.text().stream())
                    .findFirst().orElse("");
            return gitVersion.isEmpty() || uid.isEmpty() ? version.unavailable(Reason.UNPARSABLE,
                    "the cluster names no version or has no kube-system") : Fact.known(
                    new ClusterHeading(uid, gitVersion), version.source(Witness.EFFECTIVE));
        } catch (MalformedDocument e) {
            return version.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
    }
}
