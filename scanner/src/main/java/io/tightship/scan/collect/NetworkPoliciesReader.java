package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Projection;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads which network policies are in force for pods. Some APIs have policies that let through what the others deny, and
 * that are not evaluated here: one of them leaves it open what the others do.
 */
final class NetworkPoliciesReader implements Reader<NetworkPolicies> {

    private static final SortedMap<KubernetesProbe.List, String> LISTS = CalicoLists.sorted(List.of(
            Map.of(ApiLists.NETWORK_POLICIES, "NetworkPolicy"), CalicoLists.POLICIES, CalicoLists.GLOBAL_POLICIES,
            CalicoLists.TIERS));

    /** Those that may come before all others, each with its kind. */
    static final SortedMap<KubernetesProbe.List, String> AHEAD = CalicoLists.sorted(List.of(Map.of(
            ahead("adminnetworkpolicies"), "AdminNetworkPolicy", ahead("clusternetworkpolicies"), "ClusterNetworkPolicy")));

    /** Those of Cilium and of Antrea. */
    static final List<KubernetesProbe.List> UNEVALUATED = List.of(
            named("cilium.io", "ciliumnetworkpolicies", "v2"), named("cilium.io", "ciliumclusterwidenetworkpolicies", "v2"),
            named("crd.antrea.io", "networkpolicies", "v1beta1", "v1alpha1"),
            named("crd.antrea.io", "clusternetworkpolicies", "v1beta1", "v1alpha1"));

    private static KubernetesProbe.List ahead(String resource) {
        return new KubernetesProbe.List("policy.networking.k8s.io", resource, new Projection(2,
                List.of("v1alpha2", "v1alpha1"), List.of("metadata.name", "spec")));
    }

    private static KubernetesProbe.List named(String group, String resource, String... versions) {
        return new KubernetesProbe.List(group, resource, new Projection(1, List.of(versions), List.of("metadata.name")));
    }

    @Override
    public String family() {
        return NetworkPolicies.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<NetworkPolicies> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), Stream.of(LISTS.keySet(),
                AHEAD.keySet(), UNEVALUATED).flatMap(Collection::stream).toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<NetworkPolicies> read(Target target, FactKey<NetworkPolicies> key, SiteView site, Readings readings) {
        for (KubernetesProbe.List list : UNEVALUATED) {
            switch (ApiLists.items(readings.get(SessionId.kubernetes((Target.Cluster) target), list))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> sources) -> {
                    if (!items.isEmpty()) {
                        return Fact.unavailable(target.id(), Reason.UNSUPPORTED_VERSION, "the cluster has " + list.resource()
                                + "." + list.group() + " (" + ApiLists.name(items.getFirst()) + "), which may let through "
                                + "what all other policies deny, and are not evaluated here");
                    }
                }
            }
        }
        List<NetworkPolicies.Policy> ahead = new ArrayList<>();
        for (Map.Entry<KubernetesProbe.List, String> list : AHEAD.entrySet()) {
            switch (ApiLists.items(readings.get(SessionId.kubernetes((Target.Cluster) target), list.getKey()))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> sources) -> {
                    try {
                        items.forEach(item -> ahead.add(AdminNetworkPolicies.policy(list.getValue(), item)));
                    } catch (IllegalArgumentException e) {
                        return Fact.unavailable(target.id(), Reason.UNSUPPORTED_VERSION, e.getMessage());
                    }
                }
            }
        }
        try {
            return CalicoLists.read(LISTS, target, readings).map(items -> {
                List<NetworkPolicies.Policy> policies = new ArrayList<>(ahead);
                SortedMap<String, NetworkPolicies.Tier> tiers = new TreeMap<>();
                tiers.put(AdminNetworkPolicies.TIER, AdminNetworkPolicies.FIRST);
                items.values().forEach(all -> all.forEach(item -> {
                    if (item.object().kind().equals("Tier")) {
                        tiers.put(item.object().name(), NetworkPolicyObjects.tier(item.data()));
                    } else {
                        NetworkPolicyObjects.policy(item.object(), item.data()).ifPresent(policies::add);
                    }
                }));
                return new NetworkPolicies(policies, tiers);
            });
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }
}
