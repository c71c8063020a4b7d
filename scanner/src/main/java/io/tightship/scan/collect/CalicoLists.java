package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Lists of objects of several types, in which Calico's two API groups are one. Where a server has both, both must show the
 * same objects: after a migration the older one may hold what is in force no longer, and the newer one leaves out what its
 * tiers hide from the reader.
 */
final class CalicoLists {

    /** Names under which Calico's newer group shows policies of other APIs. */
    private static final String FOREIGN = "(knp|kanp|kbanp|kcnp)\\..*";

    static final Map<KubernetesProbe.List, String> POLICIES = both("networkpolicies", "NetworkPolicy");
    static final Map<KubernetesProbe.List, String> GLOBAL_POLICIES = both("globalnetworkpolicies", "GlobalNetworkPolicy");
    static final Map<KubernetesProbe.List, String> TIERS = both("tiers", "Tier");

    private CalicoLists() {
    }

    /** In the one order that plans show. */
    static SortedMap<KubernetesProbe.List, String> sorted(List<Map<KubernetesProbe.List, String>> lists) {
        SortedMap<KubernetesProbe.List, String> all = new TreeMap<>(Comparator.comparing(KubernetesProbe.List::place));
        lists.forEach(all::putAll);
        return all;
    }

    /** @param data as it was stored */
    record Item(SpecifiedObject object, Data data) {
    }

    /** Both lists of a kind of Calico's. */
    static Map<KubernetesProbe.List, String> both(String resource, String kind) {
        return Map.of(ApiLists.calicoStored(resource), kind, ApiLists.calico(resource), kind);
    }

    /**
     * The items by type; a type that was read and has none is there.
     *
     * @param lists the kind of each
     */
    static Fact<SortedMap<String, Collection<Item>>> read(SortedMap<KubernetesProbe.List, String> lists, Target target,
                                                          Readings readings) {
        SortedMap<String, SortedMap<String, Item>> found = new TreeMap<>();
        Set<String> types = new TreeSet<>();
        List<Source> sources = new ArrayList<>();
        for (Map.Entry<KubernetesProbe.List, String> list : lists.entrySet()) {
            Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target), list.getKey());
            switch (ApiLists.items(reading)) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> from) -> {
                    sources.addAll(from);
                    SortedMap<String, Item> here = items(list.getKey().group(), list.getValue(), items);
                    String type = new SpecifiedObject(list.getKey().group(), list.getValue(), "", "", "", new TreeMap<>())
                            .type();
                    types.add(type);
                    if (reading.status() instanceof Reading.Status.Absent) {
                        continue; // not served, as /apis proves: nothing to compare with another group
                    }
                    SortedMap<String, Item> before = found.putIfAbsent(type, here);
                    Optional<String> apart = before == null ? Optional.empty() : apart(before, here);
                    if (apart.isPresent()) {
                        return reading.unavailable(Reason.BLIND, "Calico's two API groups do not agree on " + apart.get());
                    }
                }
            }
        }
        SortedMap<String, Collection<Item>> all = new TreeMap<>();
        types.forEach(type -> all.put(type, found.getOrDefault(type, new TreeMap<>()).values()));
        return Fact.known(all, sources);
    }

    private static SortedMap<String, Item> items(String group, String kind, List<Data> items) {
        SortedMap<String, Item> found = new TreeMap<>();
        for (Data item : items) {
            SpecifiedObject object = SpecifiedObjects.ofCluster(group, kind, item);
            if (!group.equals(SpecifiedObject.CALICO) || !object.name().matches(FOREIGN)) {
                found.put(object.id(), new Item(object, item));
            }
        }
        return found;
    }

    /** An object that only one of them has, or that they show differently. */
    private static Optional<String> apart(Map<String, Item> one, Map<String, Item> other) {
        Set<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all.stream().filter(id -> !one.containsKey(id) || !other.containsKey(id)
                || !one.get(id).object().differencesTo(other.get(id).object()).isEmpty()).findFirst();
    }
}
