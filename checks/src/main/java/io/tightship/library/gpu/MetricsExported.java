package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.MetricsMonitors;
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

/** Metrics of GPUs are exported on every GPU node, and something collects them. */
final class MetricsExported implements Check {

    static final ValueKey<Set<String>> OTHERS = ValueKey.withFallback("gpu-metrics-collectors", ValueType.TEXTS, Set.of(),
            "what collects the metrics of GPUs, where that is no ServiceMonitor or PodMonitor");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<GpuDaemons> PLACES = Need.Own.of(GpuDaemons.KEY);
    private static final Need.Own<DaemonSets> DAEMONS = Need.Own.of(DaemonSets.KEY);
    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Own<MetricsMonitors> MONITORS = Need.Own.of(MetricsMonitors.KEY);
    private static final Need.Setting<Set<String>> COLLECTORS = Need.Setting.of(OTHERS);

    private static final Rule RULE = Rule.builder("gpu-metrics-exported")
            .title("Metrics of GPUs are exported on every GPU node and collected")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Who mines with a stolen GPU, or which GPU fails, is seen in its load, its memory and its errors, which
                    the metrics of Kubernetes do not have.""")
            .remediation("""
                    Enable dcgmExporter and its serviceMonitor in the values of the GPU operator. Where something else than
                    Prometheus's operator collects the metrics, name it in the value gpu-metrics-collectors.""")
            .reference("Securing GPU device plugins", "Short-term improvements, 4").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, DAEMONS, NODES, MONITORS, COLLECTORS, PLACES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        int nodes = context.get(NODES).nodes().size();
        if (nodes == 0) {
            return List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs", evidence(context, "")));
        }
        Set<String> exporters = context.get(WORKLOADS).all().stream().filter(workload -> workload.kind().equals("DaemonSet")
                && workload.running().stream().flatMap(shape -> shape.containers().stream()).anyMatch(container ->
                ImageName.of(container.image()).path().endsWith("dcgm-exporter"))).map(workload -> workload.namespace() + "/"
                + workload.name()).collect(Collectors.toSet());
        long ready = context.get(DAEMONS).all().stream().filter(set -> exporters.contains(set.id()))
                .mapToLong(DaemonSets.DaemonSet::ready).sum();
        String exported = "ready on " + ready + " of " + nodes + " GPU nodes";
        List<String> monitors = context.get(MONITORS).names().stream().filter(name -> name.contains("dcgm")).toList();
        String collected = !monitors.isEmpty() ? String.join(", ", monitors) : context.get(COLLECTORS).isEmpty()
                ? "no ServiceMonitor or PodMonitor for it" : String.join(", ", context.get(COLLECTORS)) + ", as the site says";
        boolean isCollected = !monitors.isEmpty() || !context.get(COLLECTORS).isEmpty();
        boolean everywhere = exporters.stream().anyMatch(context.get(PLACES).everywhere()::contains);
        return List.of(ready >= nodes && !everywhere ? new Verdict.Manual("exporter", "DCGM exporters are " + exported
                        + ", and from what they select it does not follow that these are the GPU nodes: is one ready on each?",
                        evidence(context, exported))
                        : verdict(context, everywhere, "exporter", exported, "ready on all of them"),
                verdict(context, isCollected, "collector", collected, "something that collects its metrics"));
    }

    private static Verdict verdict(Context context, boolean holds, String subject, String observed, String expected) {
        return Verdict.of(holds, subject, observed, expected, "DCGM exporter, " + subject + ": " + observed
                + (holds ? ", as expected" : "; expected " + expected), evidence(context, observed));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(DAEMONS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get daemonsets,servicemonitors -A | grep dcgm"), Step.prose("In the operator's ClusterPolicy: "
                + "dcgmExporter.enabled: true, dcgmExporter.serviceMonitor.enabled: true."));
    }
}
