package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.DefaultNamespace;
import io.tightship.fact.kubernetes.ImageVerification;
import io.tightship.fact.kubernetes.NamespaceLimits;
import io.tightship.fact.kubernetes.SecretStores;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lies in a cluster besides its pods: objects of the namespace default, stores of Secrets, policies on images. */
final class NamespaceObjects {

    private static final Map<KubernetesProbe.List, String> IN_DEFAULT = kinds(Map.of(ApiLists.SERVICES, "Service",
            ApiLists.SERVICE_ACCOUNTS, "ServiceAccount", ApiLists.CONFIG_MAPS, "ConfigMap", ApiLists.DEPLOYMENTS,
            "Deployment", ApiLists.STATEFUL_SETS, "StatefulSet", ApiLists.DAEMON_SETS, "DaemonSet", ApiLists.JOBS, "Job"));

    static final List<KubernetesProbe.List> DEFAULT_LISTS = List.copyOf(IN_DEFAULT.keySet());

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private NamespaceObjects() {
    }

    /** In the order of the resources' names. */
    private static Map<KubernetesProbe.List, String> kinds(Map<KubernetesProbe.List, String> kinds) {
        Map<KubernetesProbe.List, String> sorted = new LinkedHashMap<>();
        kinds.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry ->
                sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    static DefaultNamespace inDefault(Map<KubernetesProbe.List, List<Data>> lists) {
        List<String> objects = new ArrayList<>();
        IN_DEFAULT.forEach((list, kind) -> lists.get(list).stream().filter(item -> item.path("metadata", "namespace")
                .text().equals(Optional.of("default"))).forEach(item -> objects.add(kind + "/" + ApiLists.name(item))));
        return new DefaultNamespace(objects);
    }

    /** A quota for some pods alone refuses no others. */
    static NamespaceLimits limits(Map<KubernetesProbe.List, List<Data>> lists) {
        SortedMap<String, Map<String, String>> by = new TreeMap<>();
        for (Data range : lists.get(ApiLists.LIMIT_RANGES)) {
            range.path("spec", "limits").list().stream().filter(limit -> limit.get("type").text()
                    .equals(Optional.of("Container"))).forEach(limit -> RESOURCES.forEach(resource -> {
                        if (!limit.path("default", resource).isAbsent()) {
                            put(by, range, resource, "LimitRange");
                        }
                    }));
        }
        for (Data quota : lists.get(ApiLists.RESOURCE_QUOTAS)) {
            if (quota.path("spec", "scopes").list().isEmpty() && quota.path("spec", "scopeSelector").isAbsent()) {
                RESOURCES.forEach(resource -> {
                    if (!quota.path("spec", "hard", "limits." + resource).isAbsent()) {
                        put(by, quota, resource, "ResourceQuota");
                    }
                });
            }
        }
        return new NamespaceLimits(by);
    }

    private static void put(SortedMap<String, Map<String, String>> by, Data item, String resource, String kind) {
        by.computeIfAbsent(item.path("metadata", "namespace").text().orElse(""), namespace -> new TreeMap<>())
                .putIfAbsent(resource, kind + " " + ApiLists.name(item));
    }

    static SecretStores stores(Map<KubernetesProbe.List, List<Data>> lists) {
        List<String> objects = new ArrayList<>();
        lists.get(ApiLists.EXTERNAL_SECRETS).forEach(item -> objects.add("ExternalSecret " + id(item)));
        lists.get(ApiLists.SECRET_CLASSES).forEach(item -> objects.add("SecretProviderClass " + id(item)));
        return new SecretStores(objects);
    }

    static ImageVerification verification(Map<KubernetesProbe.List, List<Data>> lists) {
        List<ImageVerification.Policy> policies = new ArrayList<>();
        for (Data policy : lists.get(ApiLists.CLUSTER_POLICIES)) {
            List<Data> verifies = policy.path("spec", "rules").list().stream().flatMap(rule ->
                    rule.get("verifyImages").list().stream()).toList();
            if (!verifies.isEmpty()) {
                boolean ready = ApiLists.condition(policy, "Ready").filter("True"::equals).isPresent();
                boolean admission = policy.path("spec", "admission").bool().orElse(true);
                boolean refuses = verifies.stream().anyMatch(verify -> verify.get("failureAction").text().or(() ->
                        policy.path("spec", "validationFailureAction").text()).orElse("Audit").equalsIgnoreCase("Enforce"));
                policies.add(new ImageVerification.Policy("ClusterPolicy", ApiLists.name(policy),
                        ready && admission && refuses));
            }
        }
        for (Data policy : lists.get(ApiLists.IMAGE_POLICIES)) {
            List<String> actions = policy.path("spec", "validationActions").texts();
            policies.add(new ImageVerification.Policy("ImageValidatingPolicy", ApiLists.name(policy),
                    policy.path("status", "conditionStatus", "ready").bool().orElse(false)
                            && policy.path("spec", "evaluation", "admission", "enabled").bool().orElse(true)
                            && (actions.isEmpty() || actions.contains("Deny"))));
        }
        return new ImageVerification(policies);
    }

    private static String id(Data item) {
        return item.path("metadata", "namespace").text().orElse("") + "/" + ApiLists.name(item);
    }
}
