package io.tightship.scan.collect;

import io.tightship.fact.Cidr;
import io.tightship.fact.calico.CalicoSelector;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Breadth;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Pod;
import io.tightship.fact.calico.NetworkPolicies.Policy;
import io.tightship.fact.calico.NetworkPolicies.Ports;
import io.tightship.fact.calico.NetworkPolicies.Rule;
import io.tightship.fact.calico.NetworkPolicies.Tier;
import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.scan.data.Data;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Network policies of both kinds as facts. A form that is not known is an IllegalArgumentException, never a guess. */
final class NetworkPolicyObjects {

    static final Set<String> ANYWHERE = Set.of("0.0.0.0/0", "::/0");
    private static final Set<String> STREAMS = Set.of("TCP", "UDP", "SCTP", "UDPLite", "6", "17", "132", "136");

    private static final Map<String, String> NUMBERS = Map.of("6", "TCP", "17", "UDP", "132", "SCTP", "136", "UDPLITE");
    /** All, or all that have a label which Calico gives each namespace or pod. */
    private static final Pattern EVERYBODY = Pattern.compile("all\\(\\s*\\)|has\\(\\s*(kubernetes\\.io/metadata\\.name"
            + "|(pcns\\.)?projectcalico\\.org/(name|namespace))\\s*\\)");

    /** Labels that endpoints have of their service accounts; the accounts' own labels are not known here. */
    private static final Pattern OF_ACCOUNTS = Pattern.compile("\\bpcsa\\.(?!projectcalico\\.org/name\\b)");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?::([0-9]{1,5}))?");

    private NetworkPolicyObjects() {
    }

    static Tier tier(Data item) {
        String action = item.path("spec", "defaultAction").text().orElse("Deny");
        return new Tier(item.path("spec", "order").number(), switch (action) {
            case "Pass" -> true;
            case "Deny" -> false;
            default -> throw new IllegalArgumentException("the tier " + ApiLists.name(item) + " has the default action '"
                    + action + "'");
        });
    }

    /** Empty for one that is for hosts alone. */
    static Optional<Policy> policy(SpecifiedObject object, Data item) {
        Data spec = item.get("spec");
        if (!object.group().equals(SpecifiedObject.CALICO)) {
            return Optional.of(kubernetes(object, spec));
        }
        if (spec.get("doNotTrack").bool().orElse(false) || spec.get("preDNAT").bool().orElse(false)) {
            return Optional.empty();
        }
        String selector = text(spec.get("selector"));
        Predicate<Map<String, String>> parsed = CalicoSelector.parse(selector);
        boolean byAccount = OF_ACCOUNTS.matcher(selector).find();
        Predicate<Map<String, String>> pods = byAccount ? labels -> true : parsed;
        Predicate<Map<String, String>> namespaces = CalicoSelector.parse(text(spec.get("namespaceSelector")));
        String accounts = text(spec.get("serviceAccountSelector"));
        Predicate<Pod> chooses = object.namespace().isEmpty()
                ? pod -> pods.test(pod.labels()) && namespaces.test(namespace(pod))
                : pod -> pod.namespace().equals(object.namespace()) && pods.test(pod.labels());
        return Optional.of(new Policy(object.id(), spec.get("tier").text().orElse(NetworkPolicies.DEFAULT_TIER),
                spec.get("order").number(), chooses, !byAccount && (accounts.isBlank() || accounts.strip().equals("all()")),
                directions(object, spec, "types", false)));
    }

    private static Policy kubernetes(SpecifiedObject object, Data spec) {
        if (!spec.get("podSelector").isMap()) {
            throw new IllegalArgumentException(object.id() + " has no podSelector");
        }
        LabelSelector pods = KyvernoObjects.selector(spec.get("podSelector"));
        return new Policy(object.id(), NetworkPolicies.DEFAULT_TIER, Optional.of(NetworkPolicies.KUBERNETES_ORDER),
                pod -> pod.namespace().equals(object.namespace()) && pods.selects(pod.labels()), true,
                directions(object, spec, "policyTypes", true));
    }

    private static Map<String, String> namespace(Pod pod) {
        Map<String, String> labels = new HashMap<>(pod.namespaceLabels());
        labels.put("projectcalico.org/name", pod.namespace());
        return labels;
    }

    /** By the types that it states, or else by the rules that it has, as the API fills them in. */
    private static Map<Direction, List<Rule>> directions(SpecifiedObject object, Data spec, String types,
                                                         boolean kubernetes) {
        List<String> stated = new ArrayList<>(texts(spec.get(types), object));
        boolean egress = !spec.get("egress").list().isEmpty();
        if (stated.isEmpty()) {
            if (kubernetes || !egress || !spec.get("ingress").list().isEmpty()) {
                stated.add("Ingress");
            }
            if (egress) {
                stated.add("Egress");
            }
        }
        Map<Direction, List<Rule>> rules = new EnumMap<>(Direction.class);
        for (String type : stated) {
            Direction direction = Stream.of(Direction.values()).filter(known -> known.name().equals(
                    type.toUpperCase(Locale.ROOT))).findFirst().orElseThrow(() -> new IllegalArgumentException(object.id()
                    + " is of the type '" + type + "'"));
            Data written = spec.get(direction.name().toLowerCase(Locale.ROOT));
            if (!written.isAbsent() && !written.isNull() && !written.isList()) {
                throw new IllegalArgumentException("the rules of " + object.id() + " are no list");
            }
            rules.put(direction, written.list().stream().map(rule -> kubernetes ? kubernetesRule(rule, direction)
                    : calicoRule(rule, direction, object)).toList());
        }
        return rules;
    }

    private static Rule kubernetesRule(Data rule, Direction direction) {
        List<Data> peers = rule.get(direction == Direction.INGRESS ? "from" : "to").list();
        List<Data> ports = rule.get("ports").list();
        List<Ports> understood = ports.isEmpty() ? List.of(Ports.ALL) : ports.stream().map(
                NetworkPolicyObjects::kubernetesPorts).toList();
        boolean anyPort = understood.stream().anyMatch(Ports::nearlyAll);
        boolean anyPeer = peers.isEmpty() || peers.stream().anyMatch(peer -> peer.path("ipBlock", "cidr").text()
                .filter(ANYWHERE::contains).isPresent() && peer.path("ipBlock", "except").texts().stream().noneMatch(
                NetworkPolicyObjects::isLarge)
                || isOfAllNamespaces(peer.get("namespaceSelector")) && peer.get("podSelector").map().isEmpty());
        return new Rule("Allow", peers.isEmpty() && ports.isEmpty() ? Breadth.EVERYTHING
                : anyPort && anyPeer ? Breadth.NEARLY_EVERYTHING : Breadth.SOME, understood);
    }

    /** Large enough to hold a network of pods or of hosts; less, as the one address of a metadata service, leaves the rest. */
    private static boolean isLarge(String prefix) {
        return Cidr.parse(prefix).filter(cidr -> cidr.prefix() > (cidr.network().bits() == 32 ? 16 : 64)).isEmpty();
    }

    /** An empty selector, or one that asks for no more than the label that the API gives each namespace. */
    private static boolean isOfAllNamespaces(Data selector) {
        return selector.isMap() && selector.get("matchLabels").map().isEmpty() && selector.get("matchExpressions").list()
                .stream().allMatch(expression -> expression.get("key").text().equals(Optional.of("kubernetes.io/metadata.name"))
                        && expression.get("operator").text().equals(Optional.of("Exists")));
    }

    private static Ports kubernetesPorts(Data port) {
        String protocol = port.get("protocol").text().orElse("TCP").toUpperCase(Locale.ROOT);
        Data first = port.get("port");
        if (first.isAbsent() || first.isNull()) {
            return Ports.of(protocol, 0, 65535);
        }
        return first.number().map(number -> Ports.of(protocol, number.longValue(), port.get("endPort").number()
                .map(BigDecimal::longValue).orElse(number.longValue()))).orElseGet(() -> new Ports(protocol, 0, 0,
                first.toString()));
    }

    /** Those that one side of a rule of Calico's names, all where it names none; none for a protocol without ports. */
    private static List<Ports> calicoPorts(Data side, Optional<String> protocol) {
        String name = protocol.map(text -> NUMBERS.getOrDefault(text, text.toUpperCase(Locale.ROOT))).orElse("");
        if (!name.isEmpty() && STREAMS.stream().noneMatch(name::equalsIgnoreCase)) {
            return List.of();
        }
        List<Data> ports = side.get("ports").list();
        if (ports.isEmpty()) {
            return List.of(name.isEmpty() ? Ports.ALL : Ports.of(name, 0, 65535));
        }
        return ports.stream().map(port -> {
            Matcher range = RANGE.matcher(port.number().map(BigDecimal::toPlainString).orElse(port.toString()));
            return range.matches() ? Ports.of(name, Long.parseLong(range.group(1)), Long.parseLong(range.group(2) == null
                    ? range.group(1) : range.group(2))) : new Ports(name, 0, 0, port.toString());
        }).toList();
    }

    private static Rule calicoRule(Data rule, Direction direction, SpecifiedObject object) {
        String action = rule.get("action").text().orElse("");
        if (!List.of("Allow", "Deny", "Pass", "Log").contains(action)) {
            throw new IllegalArgumentException("a rule of " + object.id() + " has the action '" + action + "'");
        }
        Data peer = rule.get(direction == Direction.INGRESS ? "source" : "destination");
        Data own = rule.get(direction == Direction.INGRESS ? "destination" : "source");
        Optional<String> protocol = rule.get("protocol").text().or(() -> rule.get("protocol").number()
                .map(BigDecimal::toPlainString));
        List<Ports> ports = calicoPorts(rule.get("destination"), protocol);
        if (Stream.of(peer, own).anyMatch(side -> narrowsPorts(side, protocol) || stated(side, "notPorts"))
                || stated(rule, "icmp") || stated(rule, "notICMP") || stated(rule, "http")
                || protocol.isPresent() && STREAMS.stream().noneMatch(protocol.get()::equalsIgnoreCase)
                || breadth(peer) == Breadth.SOME || breadth(own) == Breadth.SOME) {
            return new Rule(action, Breadth.SOME, ports);
        }
        return new Rule(action, protocol.isEmpty() && !stated(rule, "notProtocol") && !stated(rule, "ipVersion")
                && !stated(peer, "ports") && !stated(own, "ports")
                && breadth(peer) == Breadth.EVERYTHING && breadth(own) == Breadth.EVERYTHING ? Breadth.EVERYTHING
                : Breadth.NEARLY_EVERYTHING, ports);
    }

    /** Ports that are not all of them, nor all but the privileged ones. */
    private static boolean narrowsPorts(Data side, Optional<String> protocol) {
        return stated(side, "ports") && calicoPorts(side, protocol).stream().noneMatch(Ports::nearlyAll);
    }

    /** How much of the world one side of a rule is, its ports aside. */
    private static Breadth breadth(Data side) {
        if (side.get("nets").texts().stream().anyMatch(ANYWHERE::contains)) {
            return stated(side, "selector") || stated(side, "namespaceSelector") || stated(side, "serviceAccounts")
                    ? Breadth.SOME : Breadth.NEARLY_EVERYTHING;
        }
        if (stated(side, "nets") || stated(side, "serviceAccounts") || stated(side, "services") || stated(side, "domains")) {
            return Breadth.SOME;
        }
        boolean chosen = false;
        for (String key : List.of("selector", "namespaceSelector")) {
            if (stated(side, key)) {
                chosen = true;
                if (!EVERYBODY.matcher(text(side.get(key)).strip()).matches()) {
                    return Breadth.SOME;
                }
            }
        }
        return chosen || stated(side, "notNets") || stated(side, "notSelector") ? Breadth.NEARLY_EVERYTHING
                : Breadth.EVERYTHING;
    }

    private static boolean stated(Data of, String key) {
        Data value = of.get(key);
        return !value.isAbsent() && !value.isNull() && !(value.isList() && value.list().isEmpty())
                && !(value.isMap() && value.map().isEmpty()) && !value.text().equals(Optional.of(""));
    }

    private static String text(Data value) {
        if (value.isAbsent() || value.isNull()) {
            return "";
        }
        return value.text().orElseThrow(() -> new IllegalArgumentException("'" + value + "' is no selector"));
    }

    private static List<String> texts(Data value, SpecifiedObject object) {
        if (!value.isAbsent() && !value.isNull() && !value.isList()) {
            throw new IllegalArgumentException("the types of " + object.id() + " are no list");
        }
        return value.list().stream().map(item -> item.text().orElseThrow(() -> new IllegalArgumentException(
                "a type of " + object.id() + " is no text"))).toList();
    }
}
