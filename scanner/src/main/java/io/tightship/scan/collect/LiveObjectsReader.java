package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.model.Target;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Objects with their whole specification, of the kinds that a parameter stands for. */
final class LiveObjectsReader implements Reader<LiveObjects> {

    private static final SortedMap<KubernetesProbe.List, String> NETWORK = CalicoLists.sorted(List.of(
            Map.of(ApiLists.NETWORK_POLICIES, "NetworkPolicy"), CalicoLists.POLICIES, CalicoLists.GLOBAL_POLICIES,
            CalicoLists.TIERS, CalicoLists.both("networksets", "NetworkSet"),
            CalicoLists.both("globalnetworksets", "GlobalNetworkSet"), CalicoLists.both("hostendpoints", "HostEndpoint")));

    private static final SortedMap<KubernetesProbe.List, String> KYVERNO = CalicoLists.sorted(List.of(Map.of(
            ApiLists.CLUSTER_POLICIES, "ClusterPolicy", ApiLists.VALIDATING_POLICIES, "ValidatingPolicy",
            ApiLists.POLICIES, "Policy", ApiLists.NAMESPACED_VALIDATING_POLICIES, "NamespacedValidatingPolicy")));

    @Override
    public String family() {
        return LiveObjects.NETWORK.family();
    }

    private static SortedMap<KubernetesProbe.List, String> lists(FactKey<LiveObjects> key) {
        return key.equals(LiveObjects.KYVERNO) ? KYVERNO : NETWORK;
    }

    @Override
    public List<Route> routes(Target target, FactKey<LiveObjects> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), lists(key).keySet()
                .toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<LiveObjects> read(Target target, FactKey<LiveObjects> key, SiteView site, Readings readings) {
        return CalicoLists.read(lists(key), target, readings).map(items -> new LiveObjects(items.keySet(), items.values()
                .stream().flatMap(all -> all.stream().map(CalicoLists.Item::object)).toList()));
    }
}
