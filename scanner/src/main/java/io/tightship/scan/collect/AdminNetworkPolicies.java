package io.tightship.scan.collect;

import io.tightship.fact.calico.NetworkPolicies.Breadth;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Pod;
import io.tightship.fact.calico.NetworkPolicies.Policy;
import io.tightship.fact.calico.NetworkPolicies.Ports;
import io.tightship.fact.calico.NetworkPolicies.Rule;
import io.tightship.fact.calico.NetworkPolicies.Tier;
import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.scan.data.Data;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Policies of the group policy.networking.k8s.io. Not every network enforces them, so they may be asked before all others,
 * or not at all: what they allow counts, and what they deny or pass on does not. One that denies nearly everything is an
 * IllegalArgumentException: with it no default deny is missing, without it one may be. So is a form that is not known.
 * Source: network-policy-api, AdminNetworkPolicy v1alpha1 and ClusterNetworkPolicy v1alpha2.
 */
final class AdminNetworkPolicies {

    /** The tier in which they stand, before all others. */
    static final String TIER = "(admin network policies)";
    static final Tier FIRST = new Tier(Optional.of(BigDecimal.valueOf(Long.MIN_VALUE)), true);

    private AdminNetworkPolicies() {
    }

    static Policy policy(String kind, Data object) {
        String id = kind + ".policy.networking.k8s.io/" + ApiLists.name(object);
        Data spec = object.get("spec");
        boolean baseline = spec.get("tier").text().filter("Baseline"::equals).isPresent();
        Map<Direction, List<Rule>> rules = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            List<Rule> allowing = new ArrayList<>();
            for (Data rule : list(spec.get(direction == Direction.INGRESS ? "ingress" : "egress"), id)) {
                Rule understood = rule(rule, rule.get(direction == Direction.INGRESS ? "from" : "to"), id);
                if (understood.action().equals("Deny") && understood.breadth() != Breadth.SOME) {
                    throw new IllegalArgumentException(id + " denies nearly everything, where the network enforces it");
                }
                if (understood.action().equals("Allow") && !baseline) { // a baseline comes after all others
                    allowing.add(understood);
                }
            }
            rules.put(direction, allowing);
        }
        return new Policy(id, TIER, spec.get("priority").number(), subject(spec.get("subject"), id), false, rules);
    }

    private static Predicate<Pod> subject(Data subject, String id) {
        if (subject.get("namespaces").isMap()) {
            LabelSelector namespaces = selector(subject.get("namespaces"), id);
            return pod -> namespaces.selects(pod.namespaceLabels());
        }
        Data pods = subject.get("pods");
        if (!pods.isMap()) {
            throw new IllegalArgumentException(id + " has the subject '" + subject + "'");
        }
        LabelSelector namespaces = selector(pods.get("namespaceSelector"), id);
        LabelSelector labels = selector(pods.get("podSelector"), id);
        return pod -> namespaces.selects(pod.namespaceLabels()) && labels.selects(pod.labels());
    }

    /** An empty one, and none, select everything. */
    private static LabelSelector selector(Data value, String id) {
        if (!Set.of("matchLabels", "matchExpressions").containsAll(value.map().keySet())) {
            throw new IllegalArgumentException(id + " selects by '" + value + "'");
        }
        return KyvernoObjects.selector(value);
    }

    private static Rule rule(Data rule, Data peers, String id) {
        String action = switch (rule.get("action").text().orElse("")) {
            case "Allow", "Accept" -> "Allow";
            case "Deny" -> "Deny";
            case "Pass" -> "Pass";
            default -> throw new IllegalArgumentException("a rule of " + id + " has the action '" + rule.get("action") + "'");
        };
        boolean everybody = false;
        for (Data peer : list(peers, id)) {
            everybody |= everybody(peer, id);
        }
        List<Data> ports = list(rule.get("ports"), id);
        List<Data> protocols = list(rule.get("protocols"), id);
        List<Ports> understood = new ArrayList<>();
        ports.forEach(port -> understood.add(port(port, id)));
        protocols.forEach(protocol -> understood.add(protocol(protocol, id)));
        boolean anyPort = understood.isEmpty() || understood.stream().anyMatch(Ports::nearlyAll);
        return new Rule(action, everybody && anyPort ? Breadth.NEARLY_EVERYTHING : Breadth.SOME,
                understood.isEmpty() ? List.of(Ports.ALL) : understood);
    }

    private static boolean everybody(Data peer, String id) {
        if (peer.map().size() != 1) {
            throw new IllegalArgumentException(id + " has the peer '" + peer + "'");
        }
        return switch (peer.map().keySet().iterator().next()) {
            case "namespaces" -> selector(peer.get("namespaces"), id).equals(LabelSelector.EVERYTHING);
            case "pods" -> selector(peer.path("pods", "namespaceSelector"), id).equals(LabelSelector.EVERYTHING)
                    && selector(peer.path("pods", "podSelector"), id).equals(LabelSelector.EVERYTHING);
            case "networks" -> list(peer.get("networks"), id).stream().map(network -> network.text().orElseThrow(() ->
                    new IllegalArgumentException(id + " has the network '" + network + "'"))).anyMatch(NetworkPolicyObjects.ANYWHERE::contains);
            case "nodes", "domainNames" -> false;
            default -> throw new IllegalArgumentException(id + " has the peer '" + peer + "'");
        };
    }

    /** {@code portNumber}, {@code portRange} or {@code namedPort}. */
    private static Ports port(Data port, String id) {
        Data number = port.get("portNumber");
        Data range = port.get("portRange");
        if (number.isMap()) {
            return ports(number.get("protocol").text().orElse("TCP"), number.get("port"), number.get("port"), id);
        }
        if (range.isMap()) {
            return ports(range.get("protocol").text().orElse("TCP"), range.get("start"), range.get("end"), id);
        }
        return named(port.get("namedPort"), id);
    }

    /** {@code tcp}, {@code udp} or {@code sctp} with a {@code destinationPort}, or {@code destinationNamedPort}. */
    private static Ports protocol(Data protocol, String id) {
        for (String name : List.of("tcp", "udp", "sctp")) {
            Data of = protocol.get(name);
            if (of.isMap()) {
                Data port = of.get("destinationPort");
                return !port.isMap() ? Ports.of(name.toUpperCase(java.util.Locale.ROOT), Ports.ALL.first(), Ports.ALL.last())
                        : port.get("range").isMap() ? ports(name, port.path("range", "start"), port.path("range", "end"), id)
                        : ports(name, port.get("number"), port.get("number"), id);
            }
        }
        return named(protocol.get("destinationNamedPort"), id);
    }

    private static Ports ports(String protocol, Data first, Data last, String id) {
        if (first.number().isEmpty() || last.number().isEmpty()) {
            throw new IllegalArgumentException(id + " names the port '" + first + "'");
        }
        return Ports.of(protocol.toUpperCase(java.util.Locale.ROOT), first.number().get().longValue(),
                last.number().get().longValue());
    }

    private static Ports named(Data name, String id) {
        return new Ports("", 0, 0, name.text().orElseThrow(() -> new IllegalArgumentException(
                id + " has a port of an unknown form")));
    }

    private static List<Data> list(Data value, String id) {
        if (!value.isAbsent() && !value.isNull() && !value.isList()) {
            throw new IllegalArgumentException(id + " holds '" + value + "' where a list must be");
        }
        return value.list();
    }
}
