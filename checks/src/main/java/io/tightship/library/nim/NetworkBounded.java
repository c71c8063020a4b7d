package io.tightship.library.nim;

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
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** NIMs are denied by default, in both directions: policies name who may speak to them, and to whom they speak. */
final class NetworkBounded implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<NetworkPolicies> POLICIES = Need.Own.of(NetworkPolicies.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(NimRule.LABELS);

    private static final String EXPECTED = "what no policy names is denied, in both directions";

    private static final Rule RULE = Rule.builder("nim-network-bounded")
            .title("Network policies name who speaks to NIMs, and to whom they speak")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Without a policy every pod of the cluster uses the model, and an intruder in the model's server talks to
                    all of them, and to the internet. Policies are asked in their order, Calico's with Kubernetes', and one
                    that allows everything takes a later deny back. Which ports the policies name is theirs to say; it is
                    judged that they name some.""")
            .remediation("""
                    Give the NIM's pods a NetworkPolicy with policyTypes Ingress and Egress that admits the port of the
                    service (8000 where it is not changed) from those who call it, and lets out DNS and where models are
                    fetched. The NIM operator makes no such policy.""")
            .reference("Pod Security Standards for NIM", "network").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, POLICIES, NAMESPACES, MARKS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Nim nim : Nim.of(context.get(WORKLOADS), context.get(MARKS))) {
            List<String> open = open(context, nim);
            String observed = open.isEmpty() ? "denied by default in both directions" : String.join("; ", open);
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
            for (Direction direction : Direction.values()) {
                Fate fate = context.get(POLICIES).otherTraffic(Pod.of(namespace,
                        context.get(NAMESPACES), shape), direction);
                if (!fate.denied()) {
                    open.add(direction.name().toLowerCase(Locale.ROOT) + " is open" + (fate.by().isEmpty()
                            ? ", no policy is for it" : " by " + fate.by()));
                }
            }
        }
        return open.stream().distinct().toList();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return Stream.concat(context.sources(POLICIES).stream(), context.sources(WORKLOADS).stream())
                .map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Nim nim = Nim.of(context.get(WORKLOADS), context.get(MARKS), fail.subject());
        String ports = nim.shapes().stream().flatMap(shape -> Nim.servers(shape).stream()).flatMap(container ->
                container.ports().stream()).map(port -> String.valueOf(port.container())).distinct()
                .collect(Collectors.joining(", "));
        return List.of(Step.prose("Write a NetworkPolicy for the pods of " + nim.workload().name() + " with policyTypes "
                        + "[Ingress, Egress]: from those who call it to port " + (ports.isEmpty() ? "8000" : ports)
                        + ", to DNS and to where its model comes from. Narrow what allows everything."),
                Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && kubectl get networkpolicies -n " + nim.workload().namespace()));
    }
}
