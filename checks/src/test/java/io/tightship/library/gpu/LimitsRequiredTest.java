package io.tightship.library.gpu;

import static io.tightship.fact.kubernetes.TestContainer.named;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.NamespaceLimits;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class LimitsRequiredTest {

    private static Case site(String name, Map<String, String> limits, KyvernoPolicy... policies) {
        return GpuSite.of(name).with(Workloads.KEY, new Workloads(List.of(GpuSite.plugin(), TestPod.of(named("train")
                        .limit("nvidia.com/gpu", "8")).in("team-a", "Job", "train"), TestPod.of(named("web")).in("team-b",
                        "Deployment", "web")))).with(NamespaceLimits.KEY, new NamespaceLimits(new TreeMap<>(limits.isEmpty()
                        ? Map.of() : Map.of("team-a", limits)))).with(ClusterNamespaces.KEY, new ClusterNamespaces(
                        new TreeMap<>(Map.of("team-a", Map.of())))).with(KyvernoPolicies.KEY, new KyvernoPolicies(
                        List.of(policies)));
    }

    private static KyvernoPolicy policy(String name, boolean ready, String action) {
        return new KyvernoPolicy("ClusterPolicy", name, Optional.of(ready), true, action, List.of(), List.of(
                new KyvernoPolicy.Rule("limits", Optional.empty(), List.of())));
    }

    static List<Case> compliant() {
        return List.of(site("by two objects", Map.of("cpu", "LimitRange a", "memory", "ResourceQuota b")),
                site("by a policy", Map.of(), policy("require-requests-limits", true, "Enforce")));
    }

    static List<Case> violations() {
        return List.of(site("nothing", Map.of()), site("memory alone", Map.of("memory", "LimitRange a")),
                site("a policy that audits", Map.of(), policy("require-requests-limits", true, "Audit")),
                site("one that is not ready", Map.of(), policy("require-requests-limits", false, "Enforce")),
                site("another one", Map.of(), policy("require-labels", true, "Enforce")));
    }
}
