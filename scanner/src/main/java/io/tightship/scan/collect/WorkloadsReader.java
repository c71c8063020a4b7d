package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pods and those who own them: all lists must have been read, else nobody knows whose a pod is. */
final class WorkloadsReader implements Reader<Workloads> {

    private static final List<KubernetesProbe> PROBES = List.of(new KubernetesProbe.Pods(), ApiLists.REPLICA_SETS,
            ApiLists.DEPLOYMENTS, ApiLists.STATEFUL_SETS, ApiLists.DAEMON_SETS, ApiLists.JOBS);

    /** What stands between a pod and the controller that people know. */
    private static final List<String> BETWEEN = List.of("ReplicaSet", "Job");

    /** Owners own each other only in a hostile answer. */
    private static final int LONGEST_CHAIN = 8;

    @Override
    public String family() {
        return Workloads.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<Workloads> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), PROBES.toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<Workloads> read(Target target, FactKey<Workloads> key, SiteView site, Readings readings) {
        Map<KubernetesProbe, List<Data>> items = new HashMap<>();
        List<Source> sources = new ArrayList<>();
        for (KubernetesProbe probe : PROBES) {
            Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target), probe);
            switch (ApiLists.items(reading)) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> found, List<Source> from) -> {
                    items.put(probe, found);
                    sources.addAll(from);
                }
            }
        }
        try {
            return Fact.known(workloads(items.remove(PROBES.getFirst()), items), sources);
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
    }

    private record Owner(String group, String kind, String name, String uid) {
    }

    private record Identity(String namespace, String kind, String name) {
    }

    private static Workloads workloads(List<Data> pods, Map<KubernetesProbe, List<Data>> controllers) {
        Map<String, Owner> ownerOf = new HashMap<>();
        controllers.values().forEach(list -> list.forEach(item -> item.path("metadata", "ownerReferences").list()
                .stream().filter(owner -> owner.get("controller").bool().orElse(false)).findFirst()
                .ifPresent(owner -> ownerOf.put(text(item.path("metadata", "uid"), "uid"), owner(owner)))));
        Map<Identity, List<Workloads.Maker>> makers = new TreeMap<>(java.util.Comparator.comparing(Identity::namespace)
                .thenComparing(Identity::kind).thenComparing(Identity::name));
        Map<Identity, Map<PodShape, PodShape>> shapes = new HashMap<>();
        for (Data pod : pods) {
            List<Owner> chain = chain(owner(pod.get("owner")), ownerOf);
            while (chain.size() > 1 && BETWEEN.contains(chain.getFirst().kind())) {
                chain.removeFirst();
            }
            Owner owner = chain.removeFirst();
            Identity identity = new Identity(text(pod.get("namespace"), "namespace"), owner.kind(), owner.name());
            makers.putIfAbsent(identity, chain.stream().map(maker -> new Workloads.Maker(maker.group(), maker.kind(),
                    maker.name())).toList());
            PodShape shape = PodObjects.shape(pod);
            shapes.computeIfAbsent(identity, known -> new LinkedHashMap<>()).merge(shape.withPods(0, ""), shape,
                    (one, other) -> one.withPods(one.pods() + other.pods(), one.example()));
        }
        return new Workloads(makers.entrySet().stream().map(entry -> new Workloads.Workload(entry.getKey().namespace(),
                entry.getKey().kind(), entry.getKey().name(), entry.getValue(),
                List.copyOf(shapes.get(entry.getKey()).values()))).toList());
    }

    private static List<Owner> chain(Owner first, Map<String, Owner> ownerOf) {
        List<Owner> chain = new ArrayList<>(List.of(first));
        while (chain.size() < LONGEST_CHAIN && ownerOf.containsKey(chain.getLast().uid())) {
            chain.add(ownerOf.get(chain.getLast().uid()));
        }
        return chain;
    }

    private static Owner owner(Data reference) {
        String version = reference.get("apiVersion").text().orElse("");
        return new Owner(version.contains("/") ? version.substring(0, version.indexOf('/')) : "",
                text(reference.get("kind"), "kind"), text(reference.get("name"), "name"),
                reference.get("uid").text().orElse(""));
    }

    private static String text(Data value, String what) {
        return value.text().orElseThrow(() -> new IllegalArgumentException("a pod or its owner has no " + what));
    }
}
