package io.tightship.library.site;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.fact.kubernetes.ClusterNodes.ClusterNode;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Each cluster has three ready control-plane Nodes; the admin cluster has no other Node. */
final class ControlPlaneNodes implements Check {

    private static final Need.Own<ClusterNodes> NODES = Need.Own.of(ClusterNodes.KEY);
    private static final int WANTED = 3;

    private static final Rule RULE = Rule.builder("site-control-plane-nodes")
            .title("Three control-plane nodes are ready, and the admin cluster has no other node")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    With fewer than three a single failure stops the cluster and its admission control. A worker in the
                    admin cluster brings jobs next to what reaches the out-of-band network.""")
            .remediation("""
                    Bring the missing control-plane node back, or join one; drain and remove workers of the admin
                    cluster.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "User and Admin Cluster Background").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<ClusterNode> nodes = context.get(NODES).nodes();
        long ready = nodes.stream().filter(ClusterNode::controlPlane).filter(ClusterNode::ready).count();
        String observed = ready + " ready control-plane nodes";
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(Verdict.of(ready >= WANTED, "control-plane", observed, WANTED + " or more", "the cluster has "
                + observed + "; expected " + WANTED + " or more", evidence(context, observed)));
        if (((Target.Cluster) context.target()).space() == Space.ADMIN) {
            String others = nodes.stream().filter(node -> !node.controlPlane()).map(ClusterNode::name).sorted()
                    .collect(Collectors.joining(", "));
            String seen = others.isEmpty() ? "no other node" : others;
            verdicts.add(Verdict.of(others.isEmpty(), "others", seen, "no other node", "besides its control plane the "
                    + "admin cluster has " + seen + "; expected no other node", evidence(context, seen)));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(NODES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get nodes -o wide"));
    }
}
