package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.WorkloadValues;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
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
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What runs GPUs comes from registries that the site trusts, in versions that do not move. */
final class ImagesTrusted implements Check {

    static final ValueKey<Set<String>> TRUSTED = ValueKey.withFallback("gpu-image-registries", ValueType.TEXTS,
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("nvcr.io/nvidia/", "registry.k8s.io/nfd/"))),
            "from which repositories (HOST/PATH/ for all below it) may what runs GPUs come");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Setting<Set<String>> REGISTRIES = Need.Setting.of(TRUSTED);
    private static final Need.Setting<Set<String>> MIRRORS = Need.Setting.of(WorkloadValues.MIRRORS);

    private static final Rule RULE = Rule.builder("gpu-images-trusted")
            .title("What runs GPUs comes from trusted registries, in a version that is pinned")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    These images run with the rights of root on every GPU node. Whoever can put another one under their name
                    has those nodes.""")
            .remediation("""
                    Take the images from NVIDIA's registry or from a mirror of the site's (value workload-image-mirrors), by
                    digest or by a tag other than latest. Another source is stated in the value gpu-image-registries.""")
            .reference("Securing GPU device plugins", "Immediate actions, 3").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, REGISTRIES, MIRRORS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        int judged = 0;
        for (Workload workload : context.get(WORKLOADS).all()) {
            if (!GpuSoftware.is(workload)) {
                continue;
            }
            judged++;
            Set<String> faults = new TreeSet<>();
            workload.running().forEach(shape -> shape.containers().forEach(container ->
                    faults.addAll(faults(context, container.image()))));
            if (!faults.isEmpty()) {
                String observed = String.join("; ", faults);
                verdicts.add(new Verdict.Fail(workload.id(), observed, "trusted and pinned images", workload.kind() + " "
                        + workload.namespace() + "/" + workload.name() + ": " + observed
                        + "; expected trusted and pinned images", evidence(context, observed)));
            }
        }
        if (judged == 0) {
            return List.of(new Verdict.NotApplicable("", "nothing of the cluster runs GPUs", evidence(context, "")));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.Pass("", "all of " + judged,
                "trusted and pinned images", "all images of the " + judged + " workloads that run GPUs are trusted and pinned",
                evidence(context, "")));
    }

    private static List<String> faults(Context context, String text) {
        ImageName image = ImageName.of(text);
        List<String> faults = new ArrayList<>();
        if (context.get(REGISTRIES).stream().noneMatch(place -> image.comesFrom(place, context.get(MIRRORS)))) {
            faults.add(text + " is of no trusted registry");
        }
        if (!image.pinned()) {
            faults.add(text + " has neither a digest nor a tag other than latest");
        }
        return faults;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Change the repository or the version in the values of the chart that installs "
                + fail.subject() + "."));
    }
}
