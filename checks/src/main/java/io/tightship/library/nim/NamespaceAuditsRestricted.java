package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.ClusterNamespaces;
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
import java.util.Map;
import java.util.Set;

/** What pods of NIMs lack of the level restricted is said, to whoever makes them or in the audit log. */
final class NamespaceAuditsRestricted implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(NimRule.LABELS);
    private static final Need.Across<PerSubject<AuditRules>, Target.Node> RULES =
            Need.Across.whole(TargetSet.CONTROL_PLANE_OF_CLUSTER, AuditRules.KEY);

    private static final String LABEL = "pod-security.kubernetes.io/";
    private static final String EXPECTED = "warn: restricted, or audit: restricted with an audit policy";

    private static final Rule RULE = Rule.builder("nim-namespace-audits-restricted")
            .title("Namespaces of NIMs say what their pods lack of the level restricted")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    Few NIMs run under the level restricted as they come, so the namespace cannot enforce it; but it can say
                    at each change what is missing. Where only the audit log is told, somebody has to write one.""")
            .remediation("""
                    Label the namespace pod-security.kubernetes.io/warn: restricted, and pod-security.kubernetes.io/audit:
                    restricted where the API server has an audit policy.""")
            .reference("Pod Security Standards for NIM", "the exercise, 2 and 3").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, NAMESPACES, MARKS, RULES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        boolean log = context.get(RULES).values().stream().allMatch(processes -> !processes.isEmpty()
                && processes.known().values().stream().noneMatch(policy -> policy.rules().isEmpty()));
        Set<String> namespaces = Nim.namespaces(context.get(WORKLOADS), context.get(MARKS));
        List<Verdict> verdicts = new ArrayList<>();
        for (String namespace : namespaces) {
            Map<String, String> labels = context.get(NAMESPACES).labels().getOrDefault(namespace, Map.of());
            String warn = labels.getOrDefault(LABEL + "warn", "not set");
            String audit = labels.getOrDefault(LABEL + "audit", "not set");
            boolean holds = warn.equals("restricted") || audit.equals("restricted") && log;
            String observed = "warn: " + warn + ", audit: " + audit + (log ? "" : ", without an audit policy");
            verdicts.add(Verdict.of(holds, namespace, observed, EXPECTED, "namespace " + namespace + " has " + observed
                    + (holds ? "" : "; expected " + EXPECTED), evidence(context, observed)));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.NotApplicable("", "none of the "
                + context.get(WORKLOADS).all().size() + " workloads of " + context.target().name() + " is a NIM",
                List.of(context.sources(WORKLOADS).getFirst().evidence(0, ""))));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(NAMESPACES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl label --overwrite namespace " + fail.subject() + " " + LABEL + "warn=restricted " + LABEL
                + "audit=restricted"));
    }
}
