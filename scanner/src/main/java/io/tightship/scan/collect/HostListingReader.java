package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.bcm.SiteListing;
import io.tightship.fact.bcm.SiteListing.Entry;
import io.tightship.fact.kubernetes.ClusterNodes.ClusterNode;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the hosts that Base Command Manager, the clusters and their API servers' flags list with the inventory. */
final class HostListingReader implements Reader<PerSubject<SiteListing>> {

    static final String BCM = "Base Command Manager";

    /** Devices that carry no operating system that could be audited. */
    private static final Set<String> NO_HOSTS = Set.of("PowerDistributionUnit", "RackSensor", "Chassis", "GpuUnit",
            "GPUUnit", "GenericDevice");

    @Override
    public String family() {
        return SiteListing.OF_HOSTS.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<SiteListing>> key, SiteView site) {
        List<Route> routes = new ArrayList<>();
        BcmLists.heads(site).forEach(head -> routes.add(Route.of(SessionId.node(head), BcmLists.DEVICES)));
        site.inventory().targets(Target.Cluster.class).forEach(cluster ->
                routes.add(Route.of(SessionId.kubernetes(cluster), ApiLists.NODES)));
        controlPlane(site).forEach(node -> routes.add(ComponentProcesses.route(node)));
        return routes;
    }

    @Override
    public Fact<PerSubject<SiteListing>> read(Target target, FactKey<PerSubject<SiteListing>> key, SiteView site,
                                              Readings readings) {
        Map<String, Fact<SiteListing>> members = new TreeMap<>();
        List<Source> sources = new ArrayList<>();
        members.put(BCM, BcmLists.rows(site, readings, BcmLists.DEVICES, "hostname", "type", "category", "ip")
                .map(rows -> devices(rows, site.inventory())));
        for (Target.Cluster cluster : site.inventory().targets(Target.Cluster.class)) {
            members.put("cluster " + cluster.name(), switch (ApiLists.items(readings.get(SessionId.kubernetes(cluster),
                    ApiLists.NODES))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<List<Data>>(List<Data> items, List<Source> from) ->
                        Fact.known(nodes(items, site.inventory()), from);
            });
        }
        controlPlane(site).forEach(node -> members.putAll(EtcdHosts.of(node, site.inventory(), readings)));
        members.values().forEach(fact -> {
            if (fact instanceof Fact.Known<SiteListing> known) {
                sources.addAll(known.sources());
            }
        });
        return Fact.known(PerSubject.of(members), sources);
    }

    private static List<Target.Node> controlPlane(SiteView site) {
        return site.inventory().targets(Target.Node.class).stream().filter(Target.Node::runsControlPlane).toList();
    }

    private static SiteListing devices(List<Map<String, String>> rows, Inventory inventory) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        rows.stream().filter(row -> !NO_HOSTS.contains(row.get("type"))).forEach(row -> entries.put(row.get("hostname"),
                entry(row.get("type"), row.get("hostname"), Set.of(), inventory)));
        return new SiteListing(entries);
    }

    private static SiteListing nodes(List<Data> items, Inventory inventory) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        items.stream().map(KubernetesReaders::node).forEach((ClusterNode node) -> entries.put(node.name(),
                entry("Node", node.name(), node.addresses(), inventory)));
        return new SiteListing(entries);
    }

    private static Entry entry(String kind, String name, Set<String> addresses, Inventory inventory) {
        Set<String> names = new TreeSet<>(addresses);
        names.add(name);
        boolean listed = inventory.nodes().values().stream().anyMatch(entry -> entry.address().filter(names::contains)
                .isPresent() || known(entry.node().name(), name))
                || inventory.switches().keySet().stream().anyMatch(device -> known(device, name));
        Optional<String> excluded = inventory.exclusions().stream().filter(left -> known(left.name(), name))
                .map(Inventory.Exclusion::reason).findFirst();
        return new Entry(kind, true, listed, excluded);
    }

    static boolean known(String written, String name) {
        return BcmLists.shortName(written).equals(BcmLists.shortName(name));
    }
}
