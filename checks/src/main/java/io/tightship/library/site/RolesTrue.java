package io.tightship.library.site;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The nodes that run an API server or etcd are those that the inventory lists as control plane. */
final class RolesTrue implements Check {

    private static final Need.Own<RunningComponents> RUNNING = Need.Own.of(RunningComponents.KEY);
    private static final Set<String> CONTROL = Set.of("kube-apiserver", "etcd");

    private static final Rule RULE = Rule.builder("site-roles-true")
            .title("The inventory's control plane is the one that runs")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes", any -> true)
            .witness(Witness.RUNNING)
            .rationale("""
                    The rules for control-plane nodes are judged where the inventory says so. A node that runs an API server
                    or etcd and is not listed is never asked; one that is listed and runs neither hides that another one
                    does.""")
            .remediation("""
                    Correct the node's roles and cluster in the inventory, or stop what should not run there.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "User and Admin Cluster Background").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Target.Node node = (Target.Node) context.target();
        Set<String> running = new TreeSet<>(context.get(RUNNING).names());
        running.retainAll(CONTROL);
        String observed = running.isEmpty() ? "neither kube-apiserver nor etcd runs" : String.join(" and ", running)
                + (running.size() == 1 ? " runs" : " run");
        String expected = node.runsControlPlane() ? "kube-apiserver or etcd, as the inventory lists it as control plane"
                : node.mayHoldEtcd() ? "etcd alone, as the inventory gives it the role etcd"
                : "neither, as the inventory does not list it as control plane";
        boolean holds = node.runsControlPlane() ? !running.isEmpty() : node.mayHoldEtcd()
                ? running.equals(Set.of("etcd")) : running.isEmpty();
        List<Evidence> evidence = context.sources(RUNNING).stream().map(source -> source.evidence(0, observed)).toList();
        // Workloads bring an etcd of their own, and only what a cluster stands on is meant.
        if (!node.mayHoldEtcd() && running.equals(Set.of("etcd")) && context.get(RUNNING).names().contains("kubelet")) {
            return List.of(new Verdict.Manual("", "etcd runs on " + node.name() + ", which the inventory does not list as "
                    + "control plane or etcd: is it that of a workload? The rule site-inventory-complete says which hosts "
                    + "the API servers name as theirs", evidence));
        }
        return List.of(Verdict.of(holds, "", observed, expected, observed + " on " + node.name()
                + "; expected " + expected, evidence));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Target.Node node = (Target.Node) context.target();
        return List.of(Step.prose(fail.observed().startsWith("neither") ? "Take the role from " + node.name()
                + " in the inventory, and list the node that runs it instead." : "Give " + node.name()
                + " the role control-plane in the inventory, with its cluster; the role etcd where etcd runs there for "
                + "control planes elsewhere."));
    }
}
