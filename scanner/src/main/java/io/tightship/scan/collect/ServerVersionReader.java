package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.ServerVersion;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a cluster, by its API server's own word. */
final class ServerVersionReader implements Reader<ServerVersion> {

    static final KubernetesProbe PROBE = new KubernetesProbe.Version();

    private static final Pattern RELEASE = Pattern.compile("v([0-9]{1,3})\\.([0-9]{1,4})\\..*");

    @Override
    public String family() {
        return ServerVersion.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<ServerVersion> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), PROBE));
    }

    @Override
    public Fact<ServerVersion> read(Target target, FactKey<ServerVersion> key, SiteView site, Readings readings) {
        return of(target, readings);
    }

    /** Of a cluster, for readers of what depends on it. */
    static Fact<ServerVersion> of(Target cluster, Readings readings) {
        Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) cluster), PROBE);
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.UNPARSABLE, proof);
            case Reading.Status.Read read -> {
                try {
                    Data git = Json.parse(reading.text()).get("gitVersion");
                    Matcher release = RELEASE.matcher(git.text().orElse(""));
                    yield release.matches() ? Fact.known(new ServerVersion(Integer.parseInt(release.group(1)),
                            Integer.parseInt(release.group(2)), git.toString()), reading.source(Witness.EFFECTIVE))
                            : reading.unavailable(Reason.UNPARSABLE, "/version gives no gitVersion, but " + git);
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, "/version: " + e.getMessage());
                }
            }
        };
    }
}
