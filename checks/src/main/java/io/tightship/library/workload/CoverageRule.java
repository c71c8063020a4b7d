package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Approvals;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption.Kind;
import io.tightship.fact.kubernetes.PodPolicyValues;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.fact.kubernetes.WorkloadValues;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.nvidia.GpuSoftware;
import io.tightship.library.workload.WorkloadRule.Scope;
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
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of the table of namespaces whose pods must be bound by policies: those in which workloads of a kind run. What is
 * left out of the policies counts as bound where the site approved it, or approved the namespace.
 */
final class CoverageRule implements Check {

    private static final Need.Own<PerSubject<PodPolicyCoverage>> COVERAGE = Need.Own.of(PodPolicyCoverage.KEY);
    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> MIRRORS = Need.Setting.of(WorkloadValues.MIRRORS);
    /** The reader of the coverage asks for it, so it stands in the report. */
    private static final Need.Setting<Set<String>> ALIASES = Need.Setting.of(PodPolicyValues.ALIASES);
    private static final Map<Kind, Need.Setting<Set<String>>> LEFT_OUT = Map.of(
            Kind.EXCLUSION, Need.Setting.of(KyvernoValues.EXCLUSIONS),
            Kind.NAMESPACE, Need.Setting.of(KyvernoValues.NAMESPACES),
            Kind.CONDITION, Need.Setting.of(KyvernoValues.CONDITIONS),
            Kind.EXCEPTION, Need.Setting.of(KyvernoValues.EXCEPTIONS),
            Kind.POD_SECURITY, Need.Setting.of(PodSecuritySettings.APPROVED));

    private static final String GUIDE = "Securing GPU device plugins";

    private static final Scope GPU_USERS = new Scope("users of GPUs", (workload, mirrors) -> !GpuSoftware.is(workload)
            && workload.running().stream().anyMatch(GpuSoftware::asksForGpus), true);

    /** What a row asks of a namespace. */
    private enum Demand {
        BASELINE("all controls of the level baseline enforced, or exempt by approval"),
        ENGINE("a policy of an admission controller that enforces");

        private final String words;

        Demand(String words) {
            this.words = words;
        }
    }

    private final Scope scope;
    private final Demand demand;
    private final Need.Setting<Set<String>> approved;
    private final Rule rule;

    private CoverageRule(Scope scope, Demand demand, Severity severity, String id, String title, String why,
                         String source, String section) {
        this.scope = scope;
        this.demand = demand;
        this.approved = Need.Setting.of(ValueKey.withFallback(id + "-approved", ValueType.TEXTS, Set.of(),
                "which namespaces need not fulfil \"" + title + "\""));
        this.rule = Rule.builder(id).title(title).severity(severity).appliesTo(Target.Cluster.class, "clusters")
                .witness(Witness.RUNNING).rationale(why).remediation("""
                        Label the namespace for Pod Security admission, or let Kyverno's baseline policies enforce there: first
                        with warn and audit, until nothing that runs would be refused. Pods that run are not touched.""")
                .reference(source, section).build();
    }

    static List<Check> all() {
        return List.of(
                new CoverageRule(WorkloadRule.ALL, Demand.BASELINE, Severity.HIGH, "workload-pod-security",
                        "Every namespace with workloads enforces the baseline of pod security", """
                        Where nothing judges pods as they are created, whoever may create one is root on a node. One label on
                        the namespace, or a policy that covers it, closes that; a policy that audits does not.""",
                        "CIS Kubernetes Benchmark 1.12", "5.2.1"),
                new CoverageRule(GPU_USERS, Demand.BASELINE, Severity.HIGH, "gpu-namespaces-pod-security",
                        "Namespaces of GPU workloads enforce the baseline of pod security", """
                        GPU workloads run images and notebooks of many people, beside drivers and devices of the node. The
                        operator's own namespace needs its privileges; theirs do not.""", GUIDE,
                        "Short-term improvements, 2"),
                new CoverageRule(GPU_USERS, Demand.ENGINE, Severity.MEDIUM, "gpu-admission-control",
                        "An admission controller enforces policies in namespaces of GPU workloads", """
                        Pod Security admission knows three levels and no more. What a site decides for GPUs (limits,
                        registries, volumes) needs a policy engine that refuses.""", GUIDE, "Long-term strategy, 3"));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new LinkedHashSet<>(Set.of(COVERAGE, WORKLOADS, NAMESPACES, MIRRORS, ALIASES, approved));
        needs.addAll(LEFT_OUT.values());
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        SortedMap<String, Long> pods = new TreeMap<>();
        for (Workload workload : context.get(WORKLOADS).all()) {
            if (workload.pods() > 0 && scope.includes().test(workload, context.get(MIRRORS))) {
                pods.merge(workload.namespace(), workload.pods(), Long::sum);
            }
        }
        if (pods.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no pod of the cluster is of " + scope.who(),
                    evidence(context, "")));
        }
        Map<Kind, Set<String>> texts = new EnumMap<>(Kind.class);
        LEFT_OUT.forEach((kind, need) -> texts.put(kind, context.get(need)));
        List<Verdict> verdicts = new ArrayList<>();
        SortedMap<String, PodPolicyCoverage> known = context.get(COVERAGE).known();
        pods.forEach((namespace, number) -> {
            if (known.containsKey(namespace)) {
                verdicts.add(verdict(context, namespace, number, known.get(namespace), new Approvals(texts)));
            } else if (!context.get(NAMESPACES).labels().containsKey(namespace)) {
                verdicts.add(new Verdict.Manual(namespace, "Pods were seen in namespace " + namespace + ", and the list of "
                        + "namespaces did not hold it: was it made or deleted meanwhile?", evidence(context, namespace)));
            } // else it was not read: the evaluator says so
        });
        return verdicts;
    }

    private Verdict verdict(Context context, String namespace, long pods, PodPolicyCoverage coverage,
                            Approvals approvals) {
        List<BaselineControl> open = coverage.open(Set.of(BaselineControl.values()), approvals);
        boolean engine = coverage.guards().values().stream().flatMap(guard -> guard.by().stream()).anyMatch(by ->
                !by.startsWith("Pod Security admission"));
        boolean covered = demand == Demand.ENGINE ? engine : open.isEmpty();
        boolean holds = covered || context.get(approved).contains(namespace);
        String observed = demand == Demand.ENGINE ? engine ? "a policy enforces" : "no policy of an admission controller "
                + "enforces" : covered ? "all " + BaselineControl.values().length + " controls enforced or exempt by approval"
                : "open: " + String.join(", ", open.stream().map(BaselineControl::policy).toList()) + " ("
                + coverage.guard(open.getFirst()).why() + ")";
        return Verdict.of(holds, namespace, observed, demand.words, "namespace " + namespace + " (" + pods
                + (pods == 1 ? " pod): " : " pods): ") + observed + pinned(context, namespace) + (covered ? "" : holds
                ? ", as approved" : "; expected " + demand.words), evidence(context, observed));
    }

    /** A level that is pinned to a version does not learn what later versions forbid. */
    private static String pinned(Context context, String namespace) {
        String version = context.get(NAMESPACES).labels().getOrDefault(namespace, Map.of())
                .getOrDefault("pod-security.kubernetes.io/enforce-version", "latest");
        return version.equals("latest") ? "" : ", Pod Security pinned to " + version;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(WORKLOADS).getFirst().evidence(0, excerpt));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Step words = Step.prose("Let Kyverno's policies enforce in " + fail.subject() + ", or approve the namespace in the "
                + "inventory: values: " + rule.id() + "-approved.");
        return demand == Demand.ENGINE ? List.of(words) : List.of(Step.command("the head node", "module load kubernetes/"
                + context.target().name() + " && kubectl label namespace " + fail.subject()
                + " pod-security.kubernetes.io/enforce=baseline"), words);
    }
}
