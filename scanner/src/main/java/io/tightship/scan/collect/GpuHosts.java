package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Asks the nodes of a cluster that have GPUs by its API; what the inventory does not list cannot be asked. */
final class GpuHosts {

    private GpuHosts() {
    }

    static List<Route> routes(Target cluster, SiteView site, NodeProbe probe) {
        List<Route> routes = new ArrayList<>(List.of(Route.of(SessionId.kubernetes((Target.Cluster) cluster),
                ApiLists.NODES)));
        nodes(cluster, site).forEach(node -> routes.add(Route.of(SessionId.node(node), probe)));
        return routes;
    }

    private static List<Target.Node> nodes(Target cluster, SiteView site) {
        return site.inventory().targets(Target.Node.class).stream().filter(node -> node.cluster().equals(
                Optional.of(cluster.name()))).toList();
    }

    /**
     * @param asked   of the Nodes with GPUs
     * @param workers whether the inventory's other workers are asked as well
     * @param fact    of the answer
     */
    static <T> Fact<PerSubject<T>> read(Target cluster, SiteView site, Readings readings, NodeProbe probe,
                                        Predicate<GpuNode> asked, boolean workers, Function<Reading, Fact<T>> fact) {
        return switch (ApiLists.items(readings.get(SessionId.kubernetes((Target.Cluster) cluster), ApiLists.NODES))) {
            case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<List<Data>>(List<Data> items, List<Source> sources) -> {
                Map<String, Target.Node> hosts = new TreeMap<>();
                nodes(cluster, site).forEach(node -> hosts.put(BcmLists.shortName(node.name()), node));
                Map<String, Fact<T>> members = new TreeMap<>();
                for (GpuNode node : GpuObjects.nodes(items).nodes()) {
                    Optional<Target.Node> host = Optional.ofNullable(hosts.remove(BcmLists.shortName(node.name())));
                    if (asked.test(node)) {
                        members.put(node.name(), host.map(known -> fact.apply(readings.get(SessionId.node(known), probe)))
                                .orElseGet(() -> Fact.unavailable(cluster.id(), Reason.NOT_STATED, "the inventory does not list "
                                        + "the Node " + node.name() + ", so nothing is read on it")));
                    }
                }
                if (workers) {
                    hosts.values().stream().filter(host -> host.roles().contains(NodeRole.WORKER)).forEach(host ->
                            members.put(host.name(), fact.apply(readings.get(SessionId.node(host), probe))));
                }
                yield Fact.known(PerSubject.of(members), sources);
            }
        };
    }
}
