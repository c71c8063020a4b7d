package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Something watches system calls on every GPU node. */
final class RuntimeDetection implements Check {

    static final ValueKey<Set<String>> RUNTIME_AGENTS = ValueKey.withFallback("gpu-runtime-agents", ValueType.TEXTS,
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("falco", "tetragon", "sysdig-agent"))),
            "which DaemonSets are runtime security agents, by name");

    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Own<GpuDaemons> PLACES = Need.Own.of(GpuDaemons.KEY);
    private static final Need.Own<DaemonSets> DAEMONS = Need.Own.of(DaemonSets.KEY);
    private static final Need.Setting<Set<String>> AGENTS = Need.Setting.of(RUNTIME_AGENTS);

    private static final Rule RULE = Rule.builder("gpu-runtime-detection")
            .title("A runtime security agent runs on every GPU node")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    What GPU software needs to run would let an intruder do anything on the node; only an agent that
                    watches system calls there sees that it happens.""")
            .remediation("""
                    Install Falco, Tetragon or another agent as a DaemonSet that tolerates the taints of GPU nodes, and
                    name it in the value gpu-runtime-agents where it has another name.""")
            .reference("Securing GPU device plugins", "Long-term strategy, 4").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODES, DAEMONS, AGENTS, PLACES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        int nodes = context.get(NODES).nodes().size();
        if (nodes == 0) {
            return List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs", evidence(context, "")));
        }
        List<DaemonSets.DaemonSet> agents = context.get(DAEMONS).all().stream().filter(set ->
                context.get(AGENTS).contains(set.name())).toList();
        boolean holds = agents.stream().anyMatch(agent -> context.get(PLACES).everywhere().contains(agent.id()));
        boolean enough = agents.stream().anyMatch(agent -> agent.ready() >= nodes && agent.ready() == agent.desired());
        String observed = agents.isEmpty() ? "no such DaemonSet" : agents.stream().map(agent -> agent.id() + " ready on "
                + agent.ready() + " of " + agent.desired() + " nodes").collect(Collectors.joining(", "));
        if (enough && !holds) {
            return List.of(new Verdict.Manual("", "Of runtime security agents there is " + observed + ", and from what they select "
                    + "it does not follow that the " + nodes + " GPU nodes are among these: is one ready on each?",
                    evidence(context, observed)));
        }
        return List.of(Verdict.of(holds, "", observed, "one that is ready on all " + nodes + " GPU nodes",
                "runtime security agents (" + String.join(", ", context.get(AGENTS)) + "): " + observed + (holds
                        ? ", as expected" : "; expected one that is ready on all " + nodes + " GPU nodes"),
                evidence(context, observed)));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(DAEMONS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get daemonsets -A"), Step.prose("Install an agent, or let it tolerate nvidia.com/gpu."));
    }
}
