package io.tightship.library.netpol;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Fate;
import io.tightship.fact.calico.NetworkPolicies.Pod;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuSoftware;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What no policy speaks of is denied, in both directions, for every pod of the namespaces that a rule is about: all of them,
 * or those in which GPUs are run or used.
 */
final class DefaultDenyRule implements Check {

    static final ValueKey<Set<String>> EXEMPT = ValueKey.withFallback("netpol-exempt-namespaces", ValueType.TEXTS,
            Collections.unmodifiableSet(new TreeSet<>(Set.of("kube-system", "kube-public", "kube-node-lease", "calico-system",
                    "calico-apiserver", "tigera-operator"))),
            "which namespaces need no default deny");

    private static final Need.Own<NetworkPolicies> POLICIES = Need.Own.of(NetworkPolicies.KEY);
    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> EXEMPTIONS = Need.Setting.of(EXEMPT);
    private static final String EXPECTED = "a default deny in both directions for every pod";

    private final Predicate<Workload> about;
    private final String none;
    private final Rule rule;

    private DefaultDenyRule(Predicate<Workload> about, String none, Rule rule) {
        this.about = about;
        this.none = none;
        this.rule = rule;
    }

    /** All namespaces. */
    static DefaultDenyRule everywhere() {
        return new DefaultDenyRule(workload -> true, "no pod runs outside of the exempt namespaces ",
                Rule.builder("netpol-namespaces-covered")
                        .title("Every namespace with pods denies by default, in both directions")
                        .severity(Severity.MEDIUM)
                        .appliesTo(Target.Cluster.class, "clusters")
                        .witness(Witness.RUNNING)
                        .rationale("""
                    A pod that no policy chooses talks to everything and everything to it: in a namespace that somebody
                    made yesterday all of the chart's policies are for others. A policy that chooses by a label leaves out
                    the pod without it, one without policyTypes leaves out a direction, and one allow rule for everything
                    ahead of a deny takes it back. Pods on the host's network are outside of all of them.""")
                        .remediation("""
                    Give each namespace a policy that chooses all its pods and denies both directions, or one global
                    policy of Calico's for all namespaces but those of the system; allow DNS before it. Try it staged
                    first: whatever nobody thought of stops.""")
                        .reference("CIS Kubernetes Benchmark", "5.3.2")
                        .reference("Calico", "Enable a default deny policy for Kubernetes pods").build());
    }

    /** Those in which GPUs are run or used. */
    static DefaultDenyRule aroundGpus() {
        return new DefaultDenyRule(workload -> GpuSoftware.is(workload) || workload.running().stream().anyMatch(
                GpuSoftware::asksForGpus), "nothing runs or uses GPUs outside of the exempt namespaces ",
                Rule.builder("gpu-network-policies")
                        .title("Namespaces of GPU software and GPU workloads deny by default, in both directions")
                        .severity(Severity.MEDIUM)
                        .appliesTo(Target.Cluster.class, "clusters")
                        .witness(Witness.RUNNING)
                        .rationale("""
                    The pods of device plugins and exporters are root on every GPU node, and need to speak to the API server
                    and to their collector, no more. A workload that is taken over reaches them, and they the world, where
                    nothing denies it.""")
                        .remediation("""
                    Give each namespace in which GPUs are run or used a policy that chooses all its pods and denies both
                    directions, and allow what is needed: the API server, DNS, the collector of metrics.""")
                        .reference("Securing GPU device plugins", "Immediate actions, 4").build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(POLICIES, WORKLOADS, NAMESPACES, EXEMPTIONS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        SortedMap<String, List<Workload>> byNamespace = new TreeMap<>();
        context.get(WORKLOADS).all().stream().filter(workload -> workload.pods() > 0
                && !context.get(EXEMPTIONS).contains(workload.namespace())).forEach(workload -> byNamespace
                .computeIfAbsent(workload.namespace(), namespace -> new ArrayList<>()).add(workload));
        byNamespace.values().removeIf(workloads -> workloads.stream().noneMatch(about));
        List<Verdict> verdicts = new ArrayList<>();
        byNamespace.forEach((namespace, workloads) -> verdicts.add(judge(context, namespace, workloads)));
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", none + String.join(", ", context.get(EXEMPTIONS)), evidence(context, "")));
        }
        return verdicts;
    }

    private static Verdict judge(Context context, String namespace, List<Workload> workloads) {
        List<String> open = new ArrayList<>();
        Set<String> by = new TreeSet<>();
        long pods = 0;
        for (Workload workload : workloads) {
            for (PodShape shape : workload.running()) {
                if (!shape.hostNetwork()) {
                    pods += shape.pods();
                    for (Direction direction : Direction.values()) {
                        Fate fate = context.get(POLICIES).otherTraffic(Pod.of(namespace, context.get(NAMESPACES), shape),
                                direction);
                        if (fate.denied()) {
                            by.add(fate.by());
                        } else {
                            open.add(direction.name().toLowerCase(Locale.ROOT) + " of " + workload.kind() + " "
                                    + workload.name() + (fate.by().isEmpty() ? " (no policy)" : " (allowed by " + fate.by()
                                    + ")"));
                        }
                    }
                }
            }
        }
        if (pods == 0) {
            return new Verdict.NotApplicable(namespace, "all pods of " + namespace + " are on the host's network, which no "
                    + "policy for pods reaches", evidence(context, ""));
        }
        String observed = open.isEmpty() ? pods + " pods denied by default, by " + String.join(", ", by)
                : "not denied by default: " + open.getFirst() + (open.size() == 1 ? "" : " and " + (open.size() - 1) + " more");
        return Verdict.of(open.isEmpty(), namespace, observed, EXPECTED, "namespace " + namespace + ": " + observed
                + (open.isEmpty() ? "" : "; expected " + EXPECTED), evidence(context, String.join("\n", open.stream().limit(10)
                .toList())));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return Stream.concat(context.sources(POLICIES).stream(), context.sources(WORKLOADS).stream())
                .map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>();
        Set<String> allowing = new TreeSet<>();
        context.get(WORKLOADS).all().stream().filter(workload -> workload.namespace().equals(fail.subject()))
                .flatMap(workload -> workload.running().stream()).filter(shape -> !shape.hostNetwork())
                .forEach(shape -> Stream.of(Direction.values()).map(direction -> context.get(POLICIES).otherTraffic(
                        Pod.of(fail.subject(), context.get(NAMESPACES), shape), direction))
                        .filter(fate -> !fate.denied()).forEach(fate -> allowing.add(fate.by())));
        if (allowing.remove("")) {
            steps.add(Step.prose("Allow first what the pods of " + fail.subject() + " need, at least DNS."));
            String policy = """
                    {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "default-deny", \
                    "namespace": "%s"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}"""
                    .formatted(fail.subject());
            // Where another policy lets traffic through as well, this one alone does not make the rule pass.
            steps.add(allowing.isEmpty() ? Step.setting(Step.Place.object("networkpolicies/" + fail.subject()
                    + "/default-deny"), policy) : Step.prose("Give the namespace this policy: " + policy));
        }
        allowing.forEach(policy -> steps.add(Step.prose("Narrow the rule of " + policy + " that allows everything, or nearly: "
                + "name the peers and the ports that are needed. In a chart's policy, change the chart's values.")));
        steps.add(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get networkpolicies -n " + fail.subject()));
        return steps;
    }
}
