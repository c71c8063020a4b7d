package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.kubernetes.ServerVersion;
import io.tightship.fact.tls.GoTls;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The TLS that a component's processes were asked for. The version is looked at only where a command line leaves the
 * suites to it: the API server's own word, in the middle of an upgrade one process may still be of another; a kubelet may
 * be three releases older, and its Node tells.
 */
final class ServerTlsFacts {

    private ServerTlsFacts() {
    }

    static List<Route> routes(Target.Node node, Component component, SiteView site) {
        List<Route> routes = new ArrayList<>(component == Component.KUBELET ? KubeletSources.routes(node, site)
                : List.of(ComponentProcesses.route(node)));
        cluster(node, site).ifPresent(cluster -> routes.add(Route.of(SessionId.kubernetes(cluster),
                component == Component.KUBELET ? ApiLists.NODES : ServerVersionReader.PROBE)));
        return routes;
    }

    /** By process. */
    static Fact<Map<String, Fact<ServerTls>>> read(Target.Node node, Component component, SiteView site,
                                                   Readings readings) {
        Reading reading = ComponentProcesses.reading(node, readings);
        return ComponentProcesses.of(node, component, reading).map(processes -> ComponentProcesses.each(processes,
                process -> switch (ComponentProcesses.flags(component, process, reading)) {
                    case Fact.Unavailable<Flags>(String target, Reason reason, String detail) ->
                            Fact.unavailable(target, reason, detail);
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) when component == Component.KUBELET ->
                            KubeletTls.of(process, flags, sources, new KubeletSources(node, site, readings),
                                    reading, () -> kubeletDefaults(node, site, readings));
                    case Fact.Known<Flags>(Flags flags, List<Source> sources) ->
                            resolve(flags, sources, node, site, readings, reading);
                }));
    }

    private static Fact<ServerTls> resolve(Flags flags, List<Source> sources, Target.Node node, SiteView site,
                                           Readings readings, Reading reading) {
        if (ServerTls.minimum(flags).isEmpty() || !ServerTls.dependsOnVersion(flags)) {
            return ServerTls.of(flags, Optional.empty()).map(tls -> Fact.known(tls, sources))
                    .orElseGet(() -> unusable(flags, reading));
        }
        return switch (defaults(node, site, readings)) {
            case Fact.Unavailable<GoTls.Defaults>(String target, Reason reason, String detail) ->
                    Fact.unavailable(target, reason, "the flags name no cipher suites, so those of the version count, "
                            + "and it is not known: " + detail);
            case Fact.Known<GoTls.Defaults>(GoTls.Defaults defaults, List<Source> more) -> {
                List<Source> all = new ArrayList<>(sources);
                all.addAll(more);
                yield ServerTls.of(flags, Optional.of(defaults)).map(tls -> Fact.known(tls, all))
                        .orElseGet(() -> unusable(flags, reading));
            }
        };
    }

    private static Fact<ServerTls> unusable(Flags flags, Reading reading) {
        return reading.unavailable(Reason.UNPARSABLE, "with " + flags.written("tls-min-version", "secure-port") + " "
                + flags.component().process() + " does not start");
    }

    private static Fact<GoTls.Defaults> defaults(Target.Node node, SiteView site, Readings readings) {
        Optional<Target.Cluster> cluster = cluster(node, site);
        if (cluster.isEmpty()) {
            return Fact.unavailable(node.id(), Reason.NOT_STATED, "the inventory does not say which cluster "
                    + node.name() + " belongs to");
        }
        Reading reading = readings.get(SessionId.kubernetes(cluster.get()), ServerVersionReader.PROBE);
        return switch (ServerVersionReader.of(cluster.get(), readings)) {
            case Fact.Unavailable<ServerVersion>(String target, Reason reason, String detail) ->
                    Fact.unavailable(target, reason, detail);
            case Fact.Known<ServerVersion>(ServerVersion version, List<Source> sources) -> version.tlsDefaults()
                    .map(defaults -> Fact.known(defaults, sources))
                    .orElseGet(() -> reading.unavailable(Reason.UNSUPPORTED_VERSION, "the cluster is "
                            + version.text() + ", and default suites are known for Kubernetes 1.24 to 1.36"));
        };
    }

    private static Fact<GoTls.Defaults> kubeletDefaults(Target.Node node, SiteView site, Readings readings) {
        Optional<Target.Cluster> cluster = cluster(node, site);
        if (cluster.isEmpty()) {
            return defaults(node, site, readings);
        }
        Reading reading = readings.get(SessionId.kubernetes(cluster.get()), ApiLists.NODES);
        return switch (ApiLists.items(reading)) {
            case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<List<Data>>(List<Data> nodes, List<Source> sources) -> {
                String version = KubeletObjects.versions(nodes).of(node.name()).orElse("");
                yield ServerVersionReader.parsed(version).flatMap(ServerVersion::tlsDefaults)
                        .map(defaults -> Fact.known(defaults, sources)).orElseGet(() -> reading.unavailable(
                        version.isEmpty() ? Reason.NOT_COLLECTED : Reason.UNSUPPORTED_VERSION, version.isEmpty()
                        ? "the cluster has no Node called " + node.name() : "the kubelet is " + version
                        + ", and default suites are known for Kubernetes 1.24 to 1.36"));
            }
        };
    }

    private static Optional<Target.Cluster> cluster(Target.Node node, SiteView site) {
        return site.inventory().targets(Target.Cluster.class).stream()
                .filter(cluster -> node.cluster().equals(Optional.of(cluster.name()))).findFirst();
    }
}
