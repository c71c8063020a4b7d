package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The toolkit that runs, and the operator that installs it, have no fault that is known. */
final class ToolkitPatched implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Setting<List<Advisory>> ADVISORIES = Need.Setting.of(ToolkitAdvisories.OF_THE_SITE);

    private static final Rule RULE = Rule.builder("gpu-toolkit-patched")
            .title("The container toolkit and the GPU operator have no known fault")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The toolkit runs as root outside of every container that gets a GPU, and reads what the image says.
                    Its known faults let an image take the node.""")
            .remediation("""
                    Upgrade the operator, or the toolkit in the software images of nodes that have their own; see the
                    operator's release notes for the drivers that fit.""")
            .reference("Securing GPU device plugins", "Common pitfalls to avoid").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, NODES, ADVISORIES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        boolean toolkit = false;
        for (Workload workload : context.get(WORKLOADS).all()) {
            for (ImageName image : images(workload)) {
                boolean operator = image.path().endsWith("/gpu-operator");
                toolkit = toolkit || !operator;
                verdicts.add(judge(context, workload, image, operator ? Advisory::operator : Advisory::toolkit));
            }
        }
        if (!toolkit && !context.get(NODES).nodes().isEmpty()) {
            verdicts.add(new Verdict.Manual("toolkit of the nodes", "No pod installs the container toolkit, so the nodes have "
                    + "their own: is the version that nvidia-ctk --version prints there above the last one affected ("
                    + last(context) + ")?", evidence(context, "")));
        }
        return verdicts.isEmpty() ? List.of(new Verdict.NotApplicable("", "no node of the cluster has GPUs, and nothing "
                + "installs the container toolkit", evidence(context, ""))) : verdicts;
    }

    private static List<ImageName> images(Workload workload) {
        return workload.running().stream().flatMap(shape -> shape.containers().stream()).map(container ->
                ImageName.of(container.image())).filter(image -> image.path().endsWith("/container-toolkit")
                || image.path().endsWith("/gpu-operator")).distinct().toList();
    }

    private static Verdict judge(Context context, Workload workload, ImageName image, Function<Advisory, String> last) {
        String subject = workload.id() + ": " + image.path();
        String tag = image.tag().orElse("no tag");
        Optional<int[]> version = ToolkitAdvisories.version(tag);
        if (version.isEmpty()) {
            return new Verdict.Manual(subject, "The image's name does not tell its version (" + tag + "): which one is it, and "
                    + "is it above the last one affected (" + last(context) + ")?", evidence(context, tag));
        }
        List<String> known = ToolkitAdvisories.with(context.get(ADVISORIES)).stream().filter(advisory -> Arrays.compare(
                version.get(), ToolkitAdvisories.version(last.apply(advisory)).orElseThrow()) <= 0).map(Advisory::id).toList();
        long days = ChronoUnit.DAYS.between(ToolkitAdvisories.AS_OF, context.at().atZone(ZoneOffset.UTC).toLocalDate());
        String age = " (advisories of " + ToolkitAdvisories.AS_OF + ", " + Math.max(days, 0) + " days old)";
        return Verdict.of(known.isEmpty(), subject, tag, "a version without known faults", image.path() + " " + tag + " of "
                + workload.id() + (known.isEmpty() ? " has no fault that is known" : " has " + String.join(", ", known)
                + "; expected a version without known faults") + age, evidence(context, tag));
    }

    private static String last(Context context) {
        Advisory advisory = ToolkitAdvisories.with(context.get(ADVISORIES)).getLast();
        return "toolkit " + advisory.toolkit() + ", operator " + advisory.operator() + ", " + advisory.id();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && helm list -A | grep gpu-operator"), Step.prose("Upgrade the chart of the GPU operator; "
                + "ClusterPolicy's toolkit.version overrides what it brings."));
    }
}
