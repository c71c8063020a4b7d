package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The scheduler that the site names for GPUs runs. */
final class SchedulerDeclared implements Check {

    static final ValueKey<Set<String>> SCHEDULERS = ValueKey.withFallback("gpu-scheduler", ValueType.TEXTS, Set.of(),
            "which workloads (by name, such as runai-scheduler-default) schedule pods with GPUs");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Setting<Set<String>> SCHEDULER = Need.Setting.of(SCHEDULERS);

    private static final Rule RULE = Rule.builder("gpu-scheduler-declared")
            .title("The scheduler that the site has chosen for GPUs runs")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Which pod gets which GPU, and who waits, is what a scheduler for GPUs decides; where the one that
                    the site counts on does not run, the default decides instead, and knows nothing of queues and
                    quotas.""")
            .remediation("""
                    Install or repair the scheduler, or state the one that is used in the value gpu-scheduler.""")
            .reference("Securing GPU device plugins", "Long-term strategy, 2").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, NODES, SCHEDULER);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        if (context.get(NODES).nodes().isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs", evidence(context, "")));
        }
        if (context.get(SCHEDULER).isEmpty()) {
            return List.of(new Verdict.Manual("", "Which scheduler decides on GPUs here (Run:ai, Volcano, Slurm), and is it "
                    + "the one that was chosen? State it in the value gpu-scheduler.", evidence(context, "")));
        }
        Set<String> running = context.get(WORKLOADS).all().stream().filter(workload -> workload.pods() > 0)
                .map(Workload::name).collect(Collectors.toSet());
        return context.get(SCHEDULER).stream().map(name -> Verdict.of(running.contains(name), name,
                running.contains(name) ? "runs" : "does not run", "runs", "scheduler " + name + (running.contains(name)
                        ? " runs, as expected" : " does not run; expected a workload of that name with pods"),
                evidence(context, name))).toList();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get pods -A | grep " + fail.subject()));
    }
}
