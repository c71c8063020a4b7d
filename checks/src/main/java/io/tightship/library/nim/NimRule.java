package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Workloads;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One row of the table of what the pods of a NIM state; a verdict for each NIM. */
final class NimRule implements Check {

    static final ValueKey<Set<String>> LABELS = ValueKey.withFallback("nim-labels", ValueType.TEXTS,
            Set.of("app.kubernetes.io/managed-by=k8s-nim-operator"),
            "which labels (KEY=VALUE) mark the pods that are NIMs, besides their images and variables");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(LABELS);

    private final Need.Setting<Set<String>> value;
    private final Judge judge;
    private final String expected;
    private final Fix fix;
    private final Rule rule;

    /** Finds what is wrong with a NIM. */
    interface Judge {
        /** @param value of the row; what is wrong in words, nothing where all is right */
        List<String> faults(Nim nim, Workloads all, Set<String> value);
    }

    /**
     * How it is made right.
     *
     * @param pod     what to write into the pod's template
     * @param service the same as a field of a NIMService; empty where its operator has none
     */
    record Fix(String pod, Optional<String> service) {
        static Fix pod(String words) {
            return new Fix(words, Optional.empty());
        }

        Fix service(String words) {
            return new Fix(pod, Optional.of(words));
        }
    }

    private NimRule(ValueKey<Set<String>> value, Judge judge, String expected, Fix fix, Rule rule) {
        this.value = Need.Setting.of(value);
        this.judge = judge;
        this.expected = expected;
        this.fix = fix;
        this.rule = rule;
    }

    /** A row whose value names the workloads that need not fulfil it. */
    static NimRule of(String id, Severity severity, String title, Judge judge, String expected, String why, Fix fix) {
        return of(id, severity, title, ValueKey.withFallback(id + "-approved", ValueType.TEXTS, Set.of(),
                "which NIMs (NAMESPACE/KIND/NAME) need not fulfil \"" + title + "\""), (nim, all, approved) ->
                approved.contains(nim.workload().id()) ? List.of() : judge.faults(nim, all, approved), expected, why, fix);
    }

    static NimRule of(String id, Severity severity, String title, ValueKey<Set<String>> value, Judge judge,
                      String expected, String why, Fix fix) {
        return new NimRule(value, judge, expected, fix, Rule.builder(id).title(title).severity(severity)
                .appliesTo(Target.Cluster.class, "clusters").witness(Witness.RUNNING).rationale(why)
                .remediation(fix.pod() + " " + forService(fix) + " Pods that run are replaced by the change; try it with "
                        + "one replica first, since images differ in what they need. The site's word on it is the value "
                        + value.id() + ".")
                .reference("Pod Security Standards for NIM", "pod specification").build());
    }

    private static String forService(Fix fix) {
        return fix.service().map(field -> "For a NIMService: " + field).orElse("A NIMService has no field for it (NIM "
                + "operator 2.0 to 3.1), and the operator takes back what is changed in the Deployment: let a mutating "
                + "policy write it into the pods, or approve the NIM.");
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, MARKS, value);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Workloads all = context.get(WORKLOADS);
        List<Verdict> verdicts = new ArrayList<>();
        for (Nim nim : Nim.of(all, context.get(MARKS))) {
            List<String> faults = List.copyOf(new LinkedHashSet<>(judge.faults(nim, all, context.get(value))));
            String observed = faults.isEmpty() ? "as expected" : String.join("; ", faults);
            long pods = nim.workload().pods();
            verdicts.add(Verdict.of(faults.isEmpty(), nim.workload().id(), observed, expected, nim.workload().kind() + " "
                    + nim.workload().namespace() + "/" + nim.workload().name() + " (" + pods + (pods == 1 ? " pod): "
                    : " pods): ") + observed + (faults.isEmpty() ? ": " : "; expected ") + expected, evidence(context,
                    "pod " + nim.shapes().getFirst().example())));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.NotApplicable("", "none of the " + all.all().size()
                + " workloads of " + context.target().name() + " is a NIM: no image below nim/, no variable NIM_…, no owner "
                + "of the NIM operator's, no label of the value " + LABELS.id(), evidence(context, "")));
    }

    /** The list of pods is the first of the sources. */
    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Nim nim = Nim.of(context.get(WORKLOADS), context.get(MARKS), fail.subject());
        String kubectl = "module load kubernetes/" + context.target().name() + " && kubectl edit -n "
                + nim.workload().namespace() + " ";
        if (nim.service().isEmpty()) {
            return List.of(Step.prose(fix.pod()), Step.command("the head node", kubectl
                    + nim.workload().kind().toLowerCase(Locale.ROOT) + " " + nim.workload().name()));
        }
        return fix.service().isEmpty() ? List.of(Step.prose(forService(fix)), Step.prose("What the pods lack: " + fix.pod()))
                : List.of(Step.prose(fix.service().get()), Step.command("the head node", kubectl
                + "nimservices.apps.nvidia.com " + nim.service().get()));
    }
}
