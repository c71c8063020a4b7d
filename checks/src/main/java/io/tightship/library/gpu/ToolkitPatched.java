package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.fact.nvidia.HostToolkit;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.fact.nvidia.ToolkitVersion;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The toolkit that runs, and the operator that installs it, have no fault that is known. */
final class ToolkitPatched implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<GpuNodes> NODES = Need.Own.of(GpuNodes.KEY);
    private static final Need.Own<PerSubject<HostToolkit>> HOSTS = Need.Own.of(HostToolkit.KEY);
    private static final Need.Own<ToolkitAdvisories> ADVISORIES = Need.Own.of(ToolkitAdvisories.KEY);

    private static final Rule RULE = Rule.builder("gpu-toolkit-patched")
            .title("The container toolkit and the GPU operator have no known fault")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The toolkit runs as root outside of every container that gets a GPU, and reads what the image says.
                    Its known faults let an image take the node. Versions are held against the advisories that come with the
                    product and against the site's own file (advisories in the inventory); each finding says how old they are.
                    Where the operator installs no toolkit, the node's own is asked for its version.""")
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
        return Set.of(WORKLOADS, NODES, HOSTS, ADVISORIES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        boolean toolkit = false;
        for (Workload workload : context.get(WORKLOADS).all()) {
            for (ImageName image : images(workload)) {
                boolean operator = is(image, "gpu-operator");
                toolkit = toolkit || !operator;
                verdicts.add(judge(context, workload.id() + ": " + image.path(), image.path() + " "
                        + image.tag().orElse("without a tag") + " of " + workload.id(), image.tag().orElse("no tag"),
                        operator ? Advisory::operator : Advisory::toolkit, context.sources(WORKLOADS)));
            }
        }
        for (Map.Entry<String, HostToolkit> host : context.get(HOSTS).known().entrySet()) {
            List<Source> sources = context.sources(HOSTS, host.getKey());
            verdicts.add(host.getValue().version().map(version -> judge(context, host.getKey(), "the toolkit of node "
                    + host.getKey() + ", version " + version + ",", version, Advisory::toolkit, sources)).orElseGet(() ->
                    new Verdict.Manual(host.getKey(), "The operator installs no container toolkit on node " + host.getKey()
                            + ", and the node has no command nvidia-ctk: which toolkit gives containers its GPUs, and is it at "
                            + "least of the version without known faults (" + least(context) + ")?",
                            evidence(sources, "no nvidia-ctk"))));
        }
        for (GpuNode node : context.get(NODES).nodes()) {
            if (!toolkit && node.label(HostToolkit.DEPLOYED).filter("true"::equals).isPresent()) {
                verdicts.add(new Verdict.Manual(node.name(), "Node " + node.name() + " bears the label nvidia.com/"
                        + HostToolkit.DEPLOYED + ", and no pod installs the toolkit: which version gives containers its GPUs, "
                        + "and is it at least the one without known faults (" + least(context) + ")?",
                        evidence(context.sources(NODES), node.name())));
            }
        }
        // Where hosts were not read, the evaluator says so; where there is none, no node has GPUs.
        return verdicts.isEmpty() && context.get(HOSTS).isEmpty() ? List.of(new Verdict.NotApplicable("", "no node of the "
                + "cluster has GPUs, and nothing installs the container toolkit", evidence(context.sources(NODES), "")))
                : verdicts;
    }

    private static List<ImageName> images(Workload workload) {
        return workload.running().stream().flatMap(shape -> shape.containers().stream()).map(container ->
                ImageName.of(container.image())).filter(image -> is(image, "container-toolkit") || is(image, "gpu-operator"))
                .distinct().toList();
    }

    /** By the last word of its name, wherever the site mirrors it. */
    private static boolean is(ImageName image, String name) {
        return ("/" + image.path()).endsWith("/" + name);
    }

    /** @param what runs, for the message */
    private static Verdict judge(Context context, String subject, String what, String written,
                                 Function<Advisory, Optional<ToolkitVersion>> fixed, List<Source> sources) {
        Optional<ToolkitVersion> version = ToolkitVersion.parse(written);
        if (version.isEmpty()) {
            return new Verdict.Manual(subject, "The version of " + what + " is not told by '" + written + "': which one is it, "
                    + "and is it at least the one without known faults (" + least(context) + ")?",
                    evidence(sources, written));
        }
        List<String> known = context.get(ADVISORIES).all().stream().filter(advisory -> fixed.apply(advisory).filter(without ->
                version.get().compareTo(without) < 0).isPresent()).map(Advisory::id).distinct().toList();
        String age = " (" + context.get(ADVISORIES).data().stream().map(data -> data.words(context.at()))
                .collect(Collectors.joining("; ")) + ")";
        return Verdict.of(known.isEmpty(), subject, written, "a version without known faults", what + (known.isEmpty()
                ? " has no fault that is known" : " has " + String.join(", ", known)
                + "; expected a version without known faults") + age, evidence(sources, written));
    }

    /** The highest versions that an advisory asks for. */
    private static String least(Context context) {
        List<Advisory> all = context.get(ADVISORIES).all();
        return "toolkit " + highest(all, Advisory::toolkit) + ", operator " + highest(all, Advisory::operator);
    }

    private static String highest(List<Advisory> all, Function<Advisory, Optional<ToolkitVersion>> fixed) {
        return all.stream().flatMap(advisory -> fixed.apply(advisory).stream()).max(ToolkitVersion::compareTo)
                .map(ToolkitVersion::toString).orElse("any");
    }

    private static List<Evidence> evidence(List<Source> sources, String excerpt) {
        return sources.stream().limit(1).map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return context.get(HOSTS).known().containsKey(fail.subject())
                ? List.of(Step.prose("Upgrade nvidia-container-toolkit in the software image of " + fail.subject()
                        + ", and bring the image to the node."), Step.command(fail.subject(), "nvidia-ctk --version"))
                : List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && helm list -A | grep gpu-operator"), Step.prose("Upgrade the chart of the GPU operator; "
                        + "ClusterPolicy's toolkit.version overrides what it brings."));
    }
}
