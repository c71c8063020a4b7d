package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Approvals;
import io.tightship.fact.kubernetes.PodPolicyValues;
import io.tightship.fact.kubernetes.Workloads;
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
import java.util.SortedMap;

/** Namespaces of NIMs enforce the baseline of pod security, with nothing left out. */
final class NamespaceBaseline implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<PerSubject<PodPolicyCoverage>> COVERAGE = Need.Own.of(PodPolicyCoverage.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(NimRule.LABELS);
    /** The reader of the coverage asks for it, so it stands in the report. */
    private static final Need.Setting<Set<String>> ALIASES = Need.Setting.of(PodPolicyValues.ALIASES);

    private static final String EXPECTED = "all controls of the level baseline enforced";

    private static final Rule RULE = Rule.builder("nim-namespace-baseline")
            .title("Namespaces of NIMs enforce the baseline of pod security")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A NIM runs under the level baseline as it comes, so nothing has to be left out for it: what is left out
                    is open for whoever may create a pod beside it.""")
            .remediation("""
                    Label the namespace pod-security.kubernetes.io/enforce: baseline, or let Kyverno's baseline policies
                    enforce there. Pods that run are not touched.""")
            .reference("Pod Security Standards for NIM", "the exercise, 1").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, COVERAGE, NAMESPACES, MARKS, ALIASES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> namespaces = Nim.namespaces(context.get(WORKLOADS), context.get(MARKS));
        if (namespaces.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "none of the " + context.get(WORKLOADS).all().size()
                    + " workloads of " + context.target().name() + " is a NIM", evidence(context, "")));
        }
        SortedMap<String, PodPolicyCoverage> known = context.get(COVERAGE).known();
        List<Verdict> verdicts = new ArrayList<>();
        for (String namespace : namespaces) {
            if (known.containsKey(namespace)) {
                verdicts.add(judge(context, namespace, known.get(namespace)));
            } else if (!context.get(NAMESPACES).labels().containsKey(namespace)) {
                verdicts.add(new Verdict.Manual(namespace, "Pods were seen in namespace " + namespace + ", and the list of "
                        + "namespaces did not hold it: was it made or deleted meanwhile?", evidence(context, namespace)));
            } // else it was not read: the evaluator says so
        }
        return verdicts;
    }

    private static Verdict judge(Context context, String namespace, PodPolicyCoverage coverage) {
        List<BaselineControl> open = coverage.open(Set.of(BaselineControl.values()), Approvals.NONE);
        String observed = open.isEmpty() ? "all " + BaselineControl.values().length + " controls enforced" : "open: "
                + String.join(", ", open.stream().map(BaselineControl::policy).toList()) + " ("
                + coverage.guard(open.getFirst()).why() + ")";
        return Verdict.of(open.isEmpty(), namespace, observed, EXPECTED, "namespace " + namespace + ": " + observed
                + (open.isEmpty() ? "" : "; expected " + EXPECTED), evidence(context, observed));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl label namespace " + fail.subject() + " pod-security.kubernetes.io/enforce=baseline"));
    }
}
