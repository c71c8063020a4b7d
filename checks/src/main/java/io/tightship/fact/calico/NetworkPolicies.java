package io.tightship.fact.calico;

import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The network policies that are in force for pods, Kubernetes' own and Calico's, and in which order they are asked. Staged
 * policies and those that are only for hosts are not among them. Source: Calico's documentation on tiers and policies,
 * felix/calc, and the NetworkPolicy API.
 *
 * @param tiers by name; the tier {@code default} need not be among them
 */
public record NetworkPolicies(List<Policy> policies, SortedMap<String, Tier> tiers) {

    public static final FactKey<NetworkPolicies> KEY = FactKey.of("network-policies", NetworkPolicies.class);

    /** Where the policies of Kubernetes stand, and Calico's that name no tier. */
    public static final String DEFAULT_TIER = "default";

    /** In the tier of Kubernetes' policies these come after Calico's of a lower order. */
    public static final BigDecimal KUBERNETES_ORDER = BigDecimal.valueOf(1000);

    public NetworkPolicies {
        policies = List.copyOf(policies);
        tiers = Collections.unmodifiableSortedMap(new TreeMap<>(tiers));
    }

    /** As seen from the pod. */
    public enum Direction { INGRESS, EGRESS }

    /** Which traffic a rule is for. */
    public enum Breadth {
        /** All of it. */
        EVERYTHING,
        /** All of it from or to a kind of peers as large as the network or the cluster, or by a protocol on all ports. */
        NEARLY_EVERYTHING,
        SOME
    }

    /**
     * @param action Allow, Deny, Pass or Log
     * @param ports  of where the traffic goes; none for a protocol without ports
     */
    public record Rule(String action, Breadth breadth, List<Ports> ports) {
        public Rule {
            ports = List.copyOf(ports);
        }

        /** For all ports. */
        public Rule(String action, Breadth breadth) {
            this(action, breadth, List.of(Ports.ALL));
        }
    }

    /**
     * @param protocol in upper case; empty for any
     * @param name     of a container's port, then without numbers; else empty
     */
    public record Ports(String protocol, long first, long last, String name) {
        /** Of any protocol. */
        public static final Ports ALL = of("", 0, 65535);

        public static Ports of(String protocol, long first, long last) {
            return new Ports(protocol, first, last, "");
        }

        /** All of a protocol's ports, or all but the privileged ones. */
        public boolean nearlyAll() {
            return name.isEmpty() && first <= 1024 && last >= 65535;
        }

        /** {@code TCP 8000}, {@code TCP 1-1023}, {@code TCP http} or {@code all ports}. */
        public String words() {
            return equals(ALL) ? "all ports" : (protocol.isEmpty() ? "" : protocol + " ") + (!name.isEmpty() ? name
                    : first == 0 && last == 65535 ? "on all ports" : first == last ? String.valueOf(first)
                    : first + "-" + last);
        }
    }

    /** Traffic that a policy lets through, from or to whomever. */
    public record Admission(String policy, Ports ports) {
    }

    /**
     * @param order   empty: after all that have one
     * @param passes  what no policy of the tier decided goes on to the next tier, and is not denied
     */
    public record Tier(Optional<BigDecimal> order, boolean passes) {
    }

    /** A pod by what policies choose by. */
    public record Pod(String namespace, Map<String, String> namespaceLabels, Map<String, String> labels) {

        /** With the labels that Calico gives a pod's endpoint besides the pod's own: some it has of its namespace. */
        public static Pod of(String namespace, ClusterNamespaces namespaces, PodShape shape) {
            Map<String, String> labels = new TreeMap<>(shape.labels());
            Map<String, String> ofNamespace = namespaces.labels().getOrDefault(namespace, Map.of());
            ofNamespace.forEach((key, value) -> labels.put("pcns." + key, value));
            labels.put("pcns.projectcalico.org/name", namespace);
            labels.put("pcsa.projectcalico.org/name", shape.serviceAccount());
            labels.put("projectcalico.org/namespace", namespace);
            labels.put("projectcalico.org/orchestrator", "k8s");
            labels.put("projectcalico.org/serviceaccount", shape.serviceAccount());
            return new Pod(namespace, ofNamespace, labels);
        }
    }

    /**
     * One policy.
     *
     * @param order   empty: after all that have one
     * @param chooses the pods that it is for, if it is for them for certain
     * @param certain false where it also chooses by what is not known of pods
     * @param rules   by the directions that it is for
     */
    public record Policy(String id, String tier, Optional<BigDecimal> order, Predicate<Pod> chooses, boolean certain,
                         Map<Direction, List<Rule>> rules) {
        public Policy {
            rules = Map.copyOf(rules);
        }
    }

    private static final Comparator<Optional<BigDecimal>> ORDER = Comparator.comparing(order -> order.orElse(null),
            Comparator.nullsLast(Comparator.naturalOrder()));

    /**
     * What becomes of traffic that no policy speaks of.
     *
     * @param denied false where it passes, or may
     * @param by     the policy that decides, or its tier; empty where there is none
     */
    public record Fate(boolean denied, String by) {
    }

    /** What becomes of a pod's traffic that no policy speaks of in particular. */
    public Fate otherTraffic(Pod pod, Direction direction) {
        for (String name : tiersInOrder()) {
            boolean applies = false;
            Optional<String> passed = Optional.empty();
            for (Policy policy : inOrder(name, pod, direction)) {
                applies |= policy.certain();
                for (Rule rule : policy.rules().get(direction)) {
                    if (rule.action().equals("Allow") && rule.breadth() != Breadth.SOME) {
                        return new Fate(false, policy.id());
                    }
                    if (rule.action().equals("Deny") && rule.breadth() == Breadth.EVERYTHING && policy.certain()) {
                        return new Fate(true, policy.id());
                    }
                    if (rule.action().equals("Pass") && rule.breadth() != Breadth.SOME) {
                        if (!policy.certain()) {
                            return new Fate(false, policy.id()); // the rest of the tier may be asked, or not
                        }
                        passed = Optional.of(policy.id());
                        break;
                    }
                }
                if (passed.isPresent()) {
                    break;
                }
            }
            if (applies && passed.isEmpty() && !tier(name).passes()) {
                return new Fate(true, "the end of the tier " + name);
            }
        }
        return new Fate(false, "");
    }

    /**
     * The ports that policies let traffic of a pod through to, some peers or all. What is denied before is not taken off:
     * who denies some and then allows much has admitted much.
     */
    public List<Admission> admitted(Pod pod, Direction direction) {
        List<Admission> admitted = new ArrayList<>();
        for (String name : tiersInOrder()) {
            boolean applies = false;
            boolean passed = false;
            for (Policy policy : inOrder(name, pod, direction)) {
                applies |= policy.certain();
                for (Rule rule : policy.rules().get(direction)) {
                    boolean all = rule.breadth() == Breadth.EVERYTHING && policy.certain();
                    if (rule.action().equals("Allow")) {
                        rule.ports().forEach(ports -> admitted.add(new Admission(policy.id(), ports)));
                    }
                    if (all && (rule.action().equals("Allow") || rule.action().equals("Deny"))) {
                        return admitted;
                    }
                    if (all && rule.action().equals("Pass")) {
                        passed = true;
                        break;
                    }
                }
                if (passed) {
                    break;
                }
            }
            if (applies && !passed && !tier(name).passes()) {
                return admitted;
            }
        }
        return admitted;
    }

    private List<String> tiersInOrder() {
        return policies.stream().map(Policy::tier).distinct().sorted(Comparator
                .comparing((String name) -> tier(name).order(), ORDER).thenComparing(Comparator.naturalOrder())).toList();
    }

    /** The policies of a tier that may be for the pod. */
    private List<Policy> inOrder(String tier, Pod pod, Direction direction) {
        return policies.stream().filter(policy -> policy.tier().equals(tier) && policy.rules().containsKey(direction)
                && policy.chooses().test(pod)).sorted(Comparator.comparing(Policy::order, ORDER)
                .thenComparing(Policy::id)).toList();
    }

    private Tier tier(String name) {
        return tiers.getOrDefault(name, new Tier(Optional.empty(), false));
    }
}
