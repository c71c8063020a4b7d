package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuOperand;
import io.tightship.fact.nvidia.GpuSoftware;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every folder of a node that GPU software or GPU workloads mount is documented or approved. */
final class HostPathsAccounted implements Check {

    static final ValueKey<Set<String>> APPROVED_PATHS = ValueKey.withFallback("gpu-host-paths-approved",
            ValueType.TEXTS, Set.of(), "which folders of nodes may workloads that run or use GPUs mount, as NAMESPACE/KIND/NAME:PATH");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_PATHS);

    private static final Rule RULE = Rule.builder("gpu-host-paths-accounted")
            .title("Each folder of a node that what runs or uses GPUs mounts is documented or approved")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A folder of the node is a way out of the container. The list of these mounts, each with its owner
                    and its reason, is what the guide asks for first; what nobody can give a reason for is the finding.""")
            .remediation("""
                    Take the mount away, or approve it in the value gpu-host-paths-approved as NAMESPACE/KIND/NAME:PATH
                    once its need is written down.""")
            .reference("Securing GPU device plugins", "Immediate actions, 2").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        boolean any = false;
        for (Workload workload : context.get(WORKLOADS).all()) {
            if (GpuSoftware.is(workload) || workload.running().stream().anyMatch(GpuSoftware::asksForGpus)) {
                any = any || !workload.running().isEmpty();
                judge(context, workload, verdicts);
            }
        }
        if (!any) {
            return List.of(new Verdict.NotApplicable("", "no pod of the cluster runs or uses GPUs", evidence(context, "")));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "none", "documented or approved mounts", "nothing that runs or uses GPUs mounts "
                    + "a folder of its node", evidence(context, "")));
        }
        return verdicts;
    }

    private static void judge(Context context, Workload workload, List<Verdict> verdicts) {
        Map<String, Boolean> paths = new TreeMap<>();
        for (PodShape shape : workload.running()) {
            shape.volumes().stream().filter(volume -> volume.kind().equals("hostPath")).forEach(volume -> paths.merge(
                    volume.source(), context.get(APPROVED).contains(workload.id() + ":" + volume.source())
                            || GpuOperand.documented(workload, shape, volume.source()).isPresent(), Boolean::logicalAnd));
        }
        List<String> unknown = paths.keySet().stream().filter(path -> !paths.get(path)).toList();
        if (!paths.isEmpty()) {
            String observed = "mounts " + String.join(", ", paths.keySet());
            verdicts.add(Verdict.of(unknown.isEmpty(), workload.id(), observed, "documented or approved mounts",
                    workload.kind() + " " + workload.namespace() + "/" + workload.name() + " " + observed + " of its nodes"
                            + (unknown.isEmpty() ? ", all of them documented or approved" : "; neither documented nor "
                            + "approved: " + String.join(", ", unknown)), evidence(context, observed)));
        }
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Take the volume out of the pods' template of " + fail.subject() + ", or approve it in the "
                + "inventory: values: gpu-host-paths-approved."));
    }
}
