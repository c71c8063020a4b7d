package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.SystemWorkload;
import io.tightship.fact.kubernetes.WorkloadValues;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
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
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * One row of the table of what pods may not have: an owner of pods that have it is approved by name. Each row has its
 * scope: all but the system's own software, what runs GPUs, and so on.
 */
final class WorkloadRule implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Setting<Set<String>> MIRRORS = Need.Setting.of(WorkloadValues.MIRRORS);

    /**
     * Whose pods a row is about.
     *
     * @param who      plural, as in "all 12 workloads"
     * @param includes with the site's mirrors of images
     * @param needed   the row does not apply to a cluster that has none
     */
    record Scope(String who, BiPredicate<Workload, Set<String>> includes, boolean needed) {
    }

    /** Everything but the system's own software, known by namespace, owner and images. */
    static final Scope ALL = new Scope("workloads", (workload, mirrors) ->
            SystemWorkload.of(workload, mirrors).isEmpty(), false);

    /** What is wrong with pods of one form, each as "container NAME …"; empty where nothing is. */
    interface Faults {
        List<String> of(Workload workload, PodShape shape);
    }

    private final Scope scope;
    private final Need.Setting<Set<String>> approved;
    private final Faults faults;
    private final String expected;
    private final String fix;
    private final Rule rule;

    private WorkloadRule(Scope scope, ValueKey<Set<String>> approved, Faults faults, String expected, String fix,
                         Rule rule) {
        this.scope = scope;
        this.approved = Need.Setting.of(approved);
        this.faults = faults;
        this.expected = expected;
        this.fix = fix;
        this.rule = rule;
    }

    /**
     * @param expected what is right instead
     * @param why      what an attacker or an accident gains
     * @param fix      what to write into the pod's template
     */
    static WorkloadRule of(Scope scope, String id, Severity severity, String title, Faults faults, String expected,
                           String why, String fix, String source, String... sections) {
        ValueKey<Set<String>> approved = ValueKey.withFallback(id + "-approved", ValueType.TEXTS, Set.of(),
                "which workloads (NAMESPACE/KIND/NAME) need not fulfil \"" + title + "\"");
        Rule.Builder rule = Rule.builder(id).title(title).severity(severity).appliesTo(Target.Cluster.class, "clusters")
                .witness(Witness.RUNNING).rationale(why).remediation(fix + " Pods that run are replaced by the change. "
                        + "Software that needs it is approved in the value " + id + "-approved.");
        for (String section : sections) {
            rule.reference(source, section);
        }
        return new WorkloadRule(scope, approved, faults, expected, fix, rule.build());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, MIRRORS, approved);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        long judged = 0;
        for (Workload workload : context.get(WORKLOADS).all()) {
            if (scope.includes().test(workload, context.get(MIRRORS)) && !workload.running().isEmpty()) {
                judged++;
                List<String> found = workload.running().stream().flatMap(shape -> faults.of(workload, shape).stream())
                        .distinct().toList();
                if (!found.isEmpty()) {
                    verdicts.add(verdict(context, workload, String.join("; ", found)));
                }
            }
        }
        if (judged == 0 && scope.needed()) {
            return List.of(new Verdict.NotApplicable("", "no pod of the cluster is of " + scope.who(),
                    evidence(context, "")));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "all of " + judged, expected, "all " + judged + " " + scope.who()
                    + " are as expected: " + expected, evidence(context, "")));
        }
        return verdicts;
    }

    private Verdict verdict(Context context, Workload workload, String observed) {
        boolean holds = context.get(approved).contains(workload.id());
        return Verdict.of(holds, workload.id(), observed, expected, workload.kind() + " " + workload.namespace() + "/"
                + workload.name() + " (" + workload.pods() + (workload.pods() == 1 ? " pod): " : " pods): ") + observed
                + (holds ? ", as approved" : "; expected " + expected), evidence(context, example(workload)));
    }

    private String example(Workload workload) {
        return workload.running().stream().filter(shape -> !faults.of(workload, shape).isEmpty()).map(shape ->
                "pod " + shape.example()).min(Comparator.naturalOrder()).orElse("");
    }

    /** The list of pods is the first of the sources. */
    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String[] id = fail.subject().split("/", 3);
        return List.of(Step.prose(fix), id[1].equals("StaticPod")
                ? Step.prose("The pod is run from a file in /etc/kubernetes/manifests of its nodes.")
                : Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && kubectl edit -n " + id[0] + " " + id[1].toLowerCase(java.util.Locale.ROOT) + " " + id[2]));
    }
}
