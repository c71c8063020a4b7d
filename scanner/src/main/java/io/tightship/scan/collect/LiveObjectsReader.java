package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Objects with their whole specification, of the kinds that a parameter stands for. Where a server has both of Calico's
 * groups, both must show the same objects: after a migration the older one may hold what is in force no longer, and the
 * newer one leaves out what its tiers hide from the reader.
 */
final class LiveObjectsReader implements Reader<LiveObjects> {

    /** Names under which Calico's newer group shows policies of other APIs. */
    private static final String FOREIGN = "(knp|kanp|kbanp|kcnp)\\..*";

    private static final Map<KubernetesProbe.List, String> NETWORK = new TreeMap<>(Comparator.comparing(
            KubernetesProbe.List::place));

    static {
        NETWORK.put(ApiLists.NETWORK_POLICIES, "NetworkPolicy");
        for (Map.Entry<String, String> kind : Map.of("networkpolicies", "NetworkPolicy", "globalnetworkpolicies",
                "GlobalNetworkPolicy", "networksets", "NetworkSet", "globalnetworksets", "GlobalNetworkSet", "tiers", "Tier",
                "hostendpoints", "HostEndpoint").entrySet()) {
            NETWORK.put(ApiLists.calicoStored(kind.getKey()), kind.getValue());
            NETWORK.put(ApiLists.calico(kind.getKey()), kind.getValue());
        }
    }

    private static final Map<KubernetesProbe.List, String> KYVERNO = Map.of(ApiLists.CLUSTER_POLICIES, "ClusterPolicy",
            ApiLists.VALIDATING_POLICIES, "ValidatingPolicy", ApiLists.POLICIES, "Policy",
            ApiLists.NAMESPACED_VALIDATING_POLICIES, "NamespacedValidatingPolicy");

    @Override
    public String family() {
        return LiveObjects.NETWORK.family();
    }

    private static Map<KubernetesProbe.List, String> lists(FactKey<LiveObjects> key) {
        return key.equals(LiveObjects.KYVERNO) ? KYVERNO : NETWORK;
    }

    @Override
    public List<Route> routes(Target target, FactKey<LiveObjects> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), lists(key).keySet()
                .toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<LiveObjects> read(Target target, FactKey<LiveObjects> key, SiteView site, Readings readings) {
        SessionId session = SessionId.kubernetes((Target.Cluster) target);
        Set<String> types = new TreeSet<>();
        SortedMap<String, SortedMap<String, SpecifiedObject>> objects = new TreeMap<>();
        List<Source> sources = new ArrayList<>();
        for (Map.Entry<KubernetesProbe.List, String> list : lists(key).entrySet()) {
            Reading reading = readings.get(session, list.getKey());
            switch (ApiLists.items(reading)) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> from) -> {
                    sources.addAll(from);
                    SortedMap<String, SpecifiedObject> here = objects(list.getKey().group(), list.getValue(), items);
                    String type = new SpecifiedObject(list.getKey().group(), list.getValue(), "", "", "", new TreeMap<>())
                            .type();
                    types.add(type);
                    if (reading.status() instanceof Reading.Status.Absent) {
                        continue; // not served, as /apis proves: nothing to compare with another group
                    }
                    SortedMap<String, SpecifiedObject> before = objects.putIfAbsent(type, here);
                    Optional<String> apart = before == null ? Optional.empty() : apart(before, here);
                    if (apart.isPresent()) {
                        return reading.unavailable(Reason.BLIND, "Calico's two API groups do not agree on " + apart.get());
                    }
                }
            }
        }
        return Fact.known(new LiveObjects(types, objects.values().stream().flatMap(of -> of.values().stream()).toList()),
                sources);
    }

    private static SortedMap<String, SpecifiedObject> objects(String group, String kind, List<Data> items) {
        SortedMap<String, SpecifiedObject> objects = new TreeMap<>();
        for (Data item : items) {
            SpecifiedObject object = SpecifiedObjects.ofCluster(group, kind, item);
            if (!group.equals(SpecifiedObject.CALICO) || !object.name().matches(FOREIGN)) {
                objects.put(object.id(), object);
            }
        }
        return objects;
    }

    /** An object that only one of them has, or that they show differently. */
    private static Optional<String> apart(Map<String, SpecifiedObject> one, Map<String, SpecifiedObject> other) {
        Set<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all.stream().filter(id -> !one.containsKey(id) || !other.containsKey(id)
                || !one.get(id).differencesTo(other.get(id)).isEmpty()).findFirst();
    }
}
