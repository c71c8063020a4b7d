package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads which network policies are in force for pods. */
final class NetworkPoliciesReader implements Reader<NetworkPolicies> {

    private static final SortedMap<KubernetesProbe.List, String> LISTS = CalicoLists.sorted(List.of(
            Map.of(ApiLists.NETWORK_POLICIES, "NetworkPolicy"), CalicoLists.POLICIES, CalicoLists.GLOBAL_POLICIES,
            CalicoLists.TIERS));

    @Override
    public String family() {
        return NetworkPolicies.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<NetworkPolicies> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), LISTS.keySet()
                .toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<NetworkPolicies> read(Target target, FactKey<NetworkPolicies> key, SiteView site, Readings readings) {
        try {
            return CalicoLists.read(LISTS, target, readings).map(items -> {
                List<NetworkPolicies.Policy> policies = new ArrayList<>();
                SortedMap<String, NetworkPolicies.Tier> tiers = new TreeMap<>();
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
