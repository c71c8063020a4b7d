package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.calico.NetworkPolicies;
import io.tightship.fact.calico.NetworkPolicies.Direction;
import io.tightship.fact.calico.NetworkPolicies.Fate;
import io.tightship.fact.calico.NetworkPolicies.Pod;
import io.tightship.fact.calico.NetworkPolicies.Ports;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** NIMs are denied by default, in both directions: policies name who may speak to them, and to whom they speak. */
final class NetworkBounded implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<NetworkPolicies> POLICIES = Need.Own.of(NetworkPolicies.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(NimRule.LABELS);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(ValueKey.withFallback(
            "nim-network-bounded-approved", ValueType.TEXTS, Set.of(), "which network policies (by their id, such as "
                    + "NetworkPolicy.networking.k8s.io/NAMESPACE/NAME) may admit to NIMs other ports than those they serve on"));

    private static final String EXPECTED = "what no policy names is denied, in both directions, "
            + "and no other port admitted than those it serves on";

    private static final Rule RULE = Rule.builder("nim-network-bounded")
            .title("Network policies name who speaks to NIMs, and to whom they speak")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Without a policy every pod of the cluster uses the model, and an intruder in the model's server talks to
                    all of them, and to the internet. Policies are asked in their order, Calico's with Kubernetes', and one
                    that allows everything takes a later deny back. Besides the port of the service a NIM's
                    container has others that nobody needs from outside of it: what policies admit is held against the
                    ports that its container states, or 8000 where it states none.""")
            .remediation("""
                    Give the NIM's pods a NetworkPolicy with policyTypes Ingress and Egress that admits the port of the
                    service (8000 where it is not changed) from those who call it, and lets out DNS and where models are
                    fetched. The NIM operator makes no such policy. A policy that must admit other ports, such as that of a
                    monitoring, is approved in the value nim-network-bounded-approved.""")
            .reference("Pod Security Standards for NIM", "network").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, POLICIES, NAMESPACES, MARKS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Nim nim : Nim.of(context.get(WORKLOADS), context.get(MARKS))) {
            List<String> open = open(context, nim);
            String observed = open.isEmpty() ? "denied by default in both directions, its ports alone "
                    + "admitted" : String.join("; ", open);
            verdicts.add(Verdict.of(open.isEmpty(), nim.workload().id(), observed, EXPECTED, nim.workload().kind() + " "
                    + nim.workload().namespace() + "/" + nim.workload().name() + ": " + observed
                    + (open.isEmpty() ? "" : "; expected that " + EXPECTED), evidence(context, observed)));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.NotApplicable("", "none of the "
                + context.get(WORKLOADS).all().size() + " workloads of " + context.target().name() + " is a NIM",
                evidence(context, "")));
    }

    private static List<String> open(Context context, Nim nim) {
        List<String> open = new ArrayList<>();
        String namespace = nim.workload().namespace();
        for (PodShape shape : nim.shapes()) {
            if (shape.hostNetwork()) {
                open.add("its pods are on the host's network, which no policy for pods reaches");
                continue;
            }
            Pod pod = Pod.of(namespace, context.get(NAMESPACES), shape);
            for (Direction direction : Direction.values()) {
                Fate fate = context.get(POLICIES).otherTraffic(pod, direction);
                if (!fate.denied()) {
                    open.add(direction.name().toLowerCase(Locale.ROOT) + " is open" + (fate.by().isEmpty()
                            ? ", no policy is for it" : " by " + fate.by()));
                } else if (direction == Direction.INGRESS) {
                    SortedSet<Long> served = Nim.ports(shape);
                    context.get(POLICIES).admitted(pod, direction).stream().filter(admission -> !context.get(APPROVED)
                            .contains(admission.policy()) && !within(served, shape, admission.ports())).forEach(admission ->
                            open.add(admission.policy() + " admits " + admission.ports().words() + ", and it serves on "
                                    + served.stream().map(String::valueOf).collect(Collectors.joining(", "))));
                }
            }
        }
        return open.stream().distinct().toList();
    }

    /** A name stands for the ports that containers of the pod call so: for none of them it admits nothing. */
    private static boolean within(Set<Long> served, PodShape shape, Ports ports) {
        if (!ports.protocol().equals("TCP")) {
            return false;
        }
        if (!ports.name().isEmpty()) {
            return shape.containers().stream().flatMap(container -> container.ports().stream()).filter(port ->
                    port.name().equals(ports.name())).allMatch(port -> served.contains(port.container()));
        }
        return ports.last() - ports.first() < served.size() && LongStream.rangeClosed(ports.first(), ports.last())
                .allMatch(served::contains);
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return Stream.concat(context.sources(POLICIES).stream(), context.sources(WORKLOADS).stream())
                .map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Nim nim = Nim.of(context.get(WORKLOADS), context.get(MARKS), fail.subject());
        String ports = nim.shapes().stream().flatMap(shape -> Nim.ports(shape).stream()).distinct().sorted()
                .map(String::valueOf).collect(Collectors.joining(", "));
        return List.of(Step.prose("Write a NetworkPolicy for the pods of " + nim.workload().name() + " with policyTypes "
                        + "[Ingress, Egress]: from those who call it to port " + ports
                        + ", to DNS and to where its model comes from. Narrow what allows everything."),
                Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && kubectl get networkpolicies -n " + nim.workload().namespace()));
    }
}
