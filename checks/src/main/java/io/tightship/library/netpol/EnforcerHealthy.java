package io.tightship.library.netpol;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calico runs on every Node, so that policies are enforced there. */
final class EnforcerHealthy implements Check {

    private static final Need.Own<DaemonSets> DAEMONS = Need.Own.of(DaemonSets.KEY);
    private static final Need.Own<ClusterNodes> NODES = Need.Own.of(ClusterNodes.KEY);

    /** Its agent alone, and with flannel's in one pod. */
    private static final Set<String> CALICO = Set.of("calico-node", "canal");

    /** Agents of networks that can enforce policies, each if it is told so. */
    private static final Map<String, String> OTHERS = Map.of("cilium", "Cilium", "antrea-agent", "Antrea", "kube-router",
            "kube-router", "ovnkube-node", "OVN-Kubernetes", "weave-net", "Weave Net");

    private static final Rule RULE = Rule.builder("netpol-enforcer-healthy")
            .title("Calico is ready on every node")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Network policies are objects; on a node without its Calico agent nobody enforces them, and pods there
                    reach, or are reached by, everything.""")
            .remediation("""
                    Look at the pods of calico-node that are not ready, and at nodes that its DaemonSet leaves out by
                    taints or selectors.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Deploying network policies with Helm (nmc-network-policies)").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(DAEMONS, NODES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<DaemonSets.DaemonSet> calico = context.get(DAEMONS).all().stream().filter(set ->
                CALICO.contains(set.name())).toList();
        long nodes = context.get(NODES).nodes().size();
        if (!calico.isEmpty()) {
            return calico.stream().map(set -> judge(context, set, nodes)).toList();
        }
        List<DaemonSets.DaemonSet> others = context.get(DAEMONS).all().stream().filter(set ->
                OTHERS.containsKey(set.name())).toList();
        if (others.isEmpty()) {
            return List.of(new Verdict.Fail("", "no DaemonSet calico-node", "one that is ready on all " + nodes
                    + " nodes", "the cluster has no DaemonSet calico-node; expected one that is ready on all " + nodes
                    + " nodes", evidence(context, "")));
        }
        return others.stream().map(set -> covers(set, nodes) ? new Verdict.Manual(set.id(), "The cluster has "
                + OTHERS.get(set.name()) + " (DaemonSet " + set.id() + ", ready on " + set.ready() + " of " + nodes
                + " nodes) and no Calico: is it set to enforce network policies, and do the policies of this cluster need "
                + "Calico?", evidence(context, set.id())) : judge(context, set, nodes)).toList();
    }

    private static boolean covers(DaemonSets.DaemonSet set, long nodes) {
        return set.ready() >= nodes && nodes > 0;
    }

    private static Verdict judge(Context context, DaemonSets.DaemonSet set, long nodes) {
        String observed = "ready on " + set.ready() + " of " + nodes + " nodes";
        return Verdict.of(covers(set, nodes), set.id(), observed, "ready on all " + nodes + " nodes", "DaemonSet " + set.id()
                + " is " + observed + (covers(set, nodes) ? ", as expected" : "; expected all of them"),
                evidence(context, observed));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(DAEMONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get pods -A -l k8s-app=calico-node -o wide"));
    }
}
