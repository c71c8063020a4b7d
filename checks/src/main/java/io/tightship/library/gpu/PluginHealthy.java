package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.Quantity;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.fact.nvidia.GpuSoftware;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Device plugins run on every GPU node, and what they announce is what the node has. */
final class PluginHealthy implements Check {

    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Own<DaemonSets> DAEMONS = Need.Own.of(DaemonSets.KEY);
    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);

    private static final Rule RULE = Rule.builder("gpu-plugin-healthy")
            .title("Device plugins are ready, and each GPU node offers the GPUs that it has")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A node whose plugin is ill, or that announces other GPUs than it has, gives pods devices that are
                    not theirs, or none; an attacker on the node can announce what he likes.""")
            .remediation("""
                    Look at the pods of the plugin that are not ready, and on the node at its log and at nvidia-smi -L.""")
            .reference("Securing GPU device plugins", "Immediate actions, 3").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODES, DAEMONS, WORKLOADS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        Set<String> plugins = context.get(WORKLOADS).all().stream().filter(workload -> workload.kind().equals("DaemonSet")
                && workload.running().stream().anyMatch(GpuSoftware::isPlugin)).map(workload -> workload.namespace() + "/"
                + workload.name()).collect(Collectors.toCollection(TreeSet::new));
        List<GpuNode> nodes = context.get(NODES).nodes();
        if (nodes.isEmpty() && plugins.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs, and no device plugin runs",
                    evidence(context, "")));
        }
        for (DaemonSets.DaemonSet plugin : context.get(DAEMONS).all()) {
            if (plugins.contains(plugin.id())) {
                String observed = "ready on " + plugin.ready() + " of " + plugin.desired() + " nodes";
                boolean holds = plugin.ready() == plugin.desired() && plugin.desired() > 0;
                verdicts.add(Verdict.of(holds, plugin.id(), observed, "ready on all of them", "device plugin " + plugin.id()
                        + " is " + observed + (holds ? ", as expected" : "; expected all of them"),
                        evidence(context, observed)));
            }
        }
        for (GpuNode node : nodes) {
            String observed = fault(node);
            if (!observed.isEmpty()) {
                verdicts.add(new Verdict.Fail("node " + node.name(), observed, "what it has, all of it allocatable", "node "
                        + node.name() + " " + observed + "; expected what it has, all of it allocatable",
                        evidence(context, observed)));
            }
        }
        if (verdicts.stream().noneMatch(verdict -> verdict.subject().startsWith("node "))) {
            verdicts.add(new Verdict.Pass("nodes", nodes.size() + " as they should be", "what they have", "each of the "
                    + nodes.size() + " GPU nodes offers what it has", evidence(context, "")));
        }
        return verdicts;
    }

    /** What feature discovery counted is compared where whole GPUs are offered: profiles of MIG are other resources. */
    private static String fault(GpuNode node) {
        if (node.capacity().values().stream().allMatch("0"::equals)) {
            return "has GPUs and offers none";
        }
        for (Map.Entry<String, String> resource : node.capacity().entrySet()) {
            String allocatable = node.allocatable().getOrDefault(resource.getKey(), "0");
            if (!allocatable.equals(resource.getValue())) {
                return "announces " + resource.getValue() + " nvidia.com/" + resource.getKey() + " of which " + allocatable
                        + " are allocatable";
            }
        }
        Optional<BigDecimal> count = node.label("gpu.count").flatMap(Quantity::parse);
        Optional<BigDecimal> offered = Optional.ofNullable(node.capacity().get("gpu")).flatMap(Quantity::parse);
        BigDecimal replicas = node.label("gpu.replicas").flatMap(Quantity::parse).filter(number -> number.signum() > 0)
                .orElse(BigDecimal.ONE);
        boolean whole = node.label("mig.strategy").filter(strategy -> !strategy.equals("none")).isEmpty();
        return whole && count.isPresent() && offered.isPresent() && count.get().multiply(replicas)
                .compareTo(offered.get()) != 0 ? "has " + count.get().toPlainString() + " GPUs, each shared by "
                + replicas.toPlainString() + ", and offers " + offered.get().toPlainString() : "";
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(NODES).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get pods -A -o wide -l app=nvidia-device-plugin-daemonset"), Step.prose("On the node, compare "
                + "nvidia-smi -L with kubectl describe node."));
    }
}
