package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What was asked for of MIG is what the nodes have. */
final class MigConsistent implements Check {

    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);

    private static final Rule RULE = Rule.builder("gpu-mig-consistent")
            .title("MIG is configured as it was asked for")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Multi-Instance GPU divides a GPU in hardware: each part has its own memory. Where the change to
                    another division failed, pods get parts of the old one, or the whole. Time-slicing and MPS divide
                    time alone: who shares such a GPU can read what others left in its memory.""")
            .remediation("""
                    Look at the log of nvidia-mig-manager on the node; drain it and set the label nvidia.com/mig.config
                    again.""")
            .reference("Securing GPU device plugins", "Long-term strategy, 1").build();

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
        List<GpuNode> nodes = context.get(NODES).nodes();
        if (nodes.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs", evidence(context, "")));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (GpuNode node : nodes) {
            String observed = fault(node);
            if (!observed.isEmpty()) {
                verdicts.add(new Verdict.Fail(node.name(), observed, "the configuration that was asked for", "node "
                        + node.name() + ": " + observed + "; expected the configuration that was asked for",
                        evidence(context, observed)));
            }
        }
        if (verdicts.isEmpty()) {
            List<String> sharing = nodes.stream().filter(node -> node.label("gpu.sharing-strategy").filter(strategy ->
                    !strategy.equals("none")).isPresent()).map(GpuNode::name).toList();
            String observed = sharing.isEmpty() ? "no GPU is shared in time" : "GPUs are shared in time, without a wall "
                    + "between their memories, on " + String.join(", ", sharing);
            verdicts.add(new Verdict.Pass("", observed, "the configuration that was asked for", "all " + nodes.size()
                    + " GPU nodes have the MIG configuration that was asked for; " + observed, evidence(context, observed)));
        }
        return verdicts;
    }

    private static String fault(GpuNode node) {
        String state = node.label("mig.config.state").orElse("not stated");
        if (node.label("mig.config").isPresent() && !state.equals("success")) {
            return "MIG configuration " + node.label("mig.config").get() + " is " + state;
        }
        boolean parts = node.capacity().entrySet().stream().anyMatch(resource -> resource.getKey().startsWith("mig-")
                && !resource.getValue().equals("0"));
        String strategy = node.label("mig.strategy").orElse("none");
        String asked = node.label("mig.config").orElse("");
        if (parts && asked.equals("all-disabled")) {
            return "offers parts of GPUs where " + asked + " was asked for";
        }
        // The usual configurations that divide every GPU; what one of the site's divides is not known here.
        boolean divided = parts || strategy.equals("single") && node.label("gpu.product").filter(product ->
                !product.contains("-MIG-")).isEmpty();
        if (asked.matches("all-([0-9]g\\..*|balanced)") && !divided) {
            return "offers no part of a GPU where " + asked + " was asked for";
        }
        return parts && !strategy.equals("mixed") ? "offers parts of GPUs under the strategy " + strategy : "";
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(NODES).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl label node " + fail.subject() + " --overwrite nvidia.com/mig.config=CONFIGURATION"));
    }
}
