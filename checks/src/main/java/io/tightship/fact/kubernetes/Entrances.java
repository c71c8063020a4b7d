package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ways by which pods of a cluster are reached from outside of it.
 *
 * @param publicRoutes {@code NAMESPACE/NAME} of Knative's routes that are not of the cluster alone
 */
public record Entrances(List<Service> services, List<Way> ways, SortedSet<String> publicRoutes) {

    public static final FactKey<Entrances> KEY = FactKey.of("kubernetes-entrances", Entrances.class);

    /** By it Knative marks the pods of its service. Source: knative/serving, pkg/apis/serving/register.go. */
    private static final String KNATIVE = "serving.knative.dev/service";

    public Entrances {
        services = List.copyOf(services);
        ways = List.copyOf(ways);
        publicRoutes = Collections.unmodifiableSortedSet(new TreeSet<>(publicRoutes));
    }

    /**
     * A Service.
     *
     * @param type      ClusterIP, NodePort, LoadBalancer or ExternalName
     * @param selector  empty for one that selects no pods
     * @param addresses of hosts outside that it takes as its own (externalIPs)
     */
    public record Service(String namespace, String name, String type, Map<String, String> selector,
                          List<String> addresses) {
        public Service {
            selector = Collections.unmodifiableMap(new TreeMap<>(selector));
            addresses = List.copyOf(addresses);
        }

        private boolean leadsTo(Workload workload) {
            return namespace.equals(workload.namespace()) && !selector.isEmpty()
                    && workload.running().stream().anyMatch(shape -> selector.entrySet().stream().allMatch(wanted ->
                    PodShape.ofOnePod(wanted.getKey()) ? wanted.getValue().startsWith(workload.name())
                            : wanted.getValue().equals(shape.labels().get(wanted.getKey()))));
        }
    }

    /**
     * An Ingress, an HTTPRoute and the like.
     *
     * @param services {@code NAMESPACE/NAME} of those that it leads to
     */
    public record Way(String kind, String namespace, String name, Set<String> services) {
        public Way {
            services = Collections.unmodifiableSet(new TreeSet<>(services));
        }
    }

    /** Each way to pods of the workload, in words. */
    public List<String> to(Workload workload) {
        List<String> found = new ArrayList<>();
        for (Service service : services) {
            if (service.leadsTo(workload)) {
                if (Set.of("NodePort", "LoadBalancer").contains(service.type())) {
                    found.add("Service " + service.name() + " is of the type " + service.type());
                }
                if (!service.addresses().isEmpty()) {
                    found.add("Service " + service.name() + " takes the external addresses "
                            + String.join(", ", service.addresses()));
                }
                ways.stream().filter(way -> way.services().contains(service.namespace() + "/" + service.name()))
                        .forEach(way -> found.add(way.kind() + " " + way.namespace() + "/" + way.name()
                                + " leads to Service " + service.name()));
            }
        }
        workload.running().stream().map(shape -> shape.labels().getOrDefault(KNATIVE, "")).distinct().filter(name ->
                publicRoutes.contains(workload.namespace() + "/" + name)).forEach(name -> found.add("Knative's route " + name
                + " is not of the cluster alone"));
        return found.stream().distinct().toList();
    }
}
