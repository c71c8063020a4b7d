package io.tightship.library.gpu;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.NamespaceLimits;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods of namespaces that use GPUs have limits, whether they state them or not. */
final class LimitsRequired implements Check {

    static final ValueKey<Set<String>> POLICIES = ValueKey.withFallback("gpu-limits-policies", ValueType.TEXTS,
            new TreeSet<>(Set.of("require-pod-requests-limits", "require-requests-limits")),
            "which of Kyverno's policies refuse pods without limits");

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<NamespaceLimits> LIMITS = Need.Own.of(NamespaceLimits.KEY);
    private static final Need.Own<KyvernoPolicies> KYVERNO = Need.Own.of(KyvernoPolicies.KEY);
    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Setting<Set<String>> NAMES = Need.Setting.of(POLICIES);

    private static final String EXPECTED = "a LimitRange or ResourceQuota for cpu and memory, or an enforcing policy";

    private static final Rule RULE = Rule.builder("gpu-limits-required")
            .title("Limits are mandatory in namespaces that use GPUs")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    A pod without limits takes the processors and the memory of a node whose GPUs others pay for. What is
                    left to everybody to write down is forgotten by somebody. Only the policies that the value
                    gpu-limits-policies names count; what they leave out is not looked at here.""")
            .remediation("""
                    Put a LimitRange with default limits for cpu and memory into the namespace, or a ResourceQuota with
                    limits.cpu and limits.memory, or let a policy refuse pods without limits.""")
            .reference("Securing GPU device plugins", "Long-term strategy, 3").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, LIMITS, KYVERNO, NAMESPACES, NAMES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> namespaces = context.get(WORKLOADS).all().stream().filter(workload -> !GpuSoftware.is(workload)
                && workload.running().stream().anyMatch(GpuSoftware::asksForGpus)).map(workload -> workload.namespace())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Verdict> verdicts = new ArrayList<>();
        for (String namespace : namespaces) {
            Map<String, String> objects = context.get(LIMITS).by().getOrDefault(namespace, Map.of());
            Optional<String> policy = policy(context, namespace);
            boolean both = objects.containsKey("cpu") && objects.containsKey("memory");
            String observed = both ? String.join(", ", new TreeSet<>(objects.values())) : policy.orElse(objects.isEmpty()
                    ? "nothing" : "only " + objects.keySet().iterator().next() + ", by " + objects.values().iterator().next());
            verdicts.add(Verdict.of(both || policy.isPresent(), namespace, observed, EXPECTED, "in namespace " + namespace
                    + " limits are seen to by " + observed + (both || policy.isPresent() ? "" : "; expected " + EXPECTED),
                    evidence(context, observed)));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.NotApplicable("", "no pod of "
                + context.target().name() + " asks for GPUs", evidence(context, "")));
    }

    private static Optional<String> policy(Context context, String namespace) {
        Map<String, String> labels = context.get(NAMESPACES).labels().getOrDefault(namespace, Map.of());
        return context.get(KYVERNO).policies().stream().filter(policy -> context.get(NAMES).contains(policy.name())
                && policy.ready().orElse(false) && policy.blocks(namespace, labels)).map(KyvernoPolicy::id).findFirst();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return Stream.concat(context.sources(LIMITS).stream(), context.sources(WORKLOADS).stream().limit(1))
                .map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Choose default limits that a usual pod of " + fail.subject() + " stays below."),
                Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && kubectl get limitranges,resourcequotas -n " + fail.subject()));
    }
}
