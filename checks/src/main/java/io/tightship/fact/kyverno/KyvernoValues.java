package io.tightship.fact.kyverno;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a site has approved of Kyverno's exemptions. */
public final class KyvernoValues {

    /** The exclusions of BCM's knowledge base, policy by policy and literally, without the wildcard for restricted users. */
    public static final ValueKey<Set<String>> EXCLUSIONS = texts("kyverno-approved-exclusions",
            "which exclusions of required policies are approved (POLICY: namespace PATTERN, or POLICY: the words of the "
                    + "finding)", "disallow-capabilities: namespace default", "disallow-host-namespaces: namespace default",
            "disallow-host-namespaces: namespace prometheus", "disallow-host-path: namespace default",
            "disallow-host-path: namespace prometheus", "disallow-host-path: namespace kube-system",
            "disallow-host-path: namespace cm", "disallow-host-path: namespace local-path-storage",
            "disallow-host-ports: namespace default", "disallow-host-ports: namespace prometheus",
            "disallow-privileged-containers: namespace default",
            "disallow-privileged-containers: namespace kube-system", "disallow-privileged-containers: namespace cm",
            "disallow-privileged-containers: namespace local-path-storage");

    public static final ValueKey<Set<String>> EXCEPTIONS = texts("kyverno-approved-exceptions",
            "which PolicyExceptions are approved (NAMESPACE/NAME)");

    /** The namespaces that the charts of Kyverno leave out. */
    public static final ValueKey<Set<String>> NAMESPACES = texts("kyverno-exempt-namespaces",
            "which namespaces may Kyverno itself leave out of all policies (patterns, as they are written there)",
            "kube-system", "kube-public", "kube-node-lease", "kyverno");

    public static final ValueKey<Set<String>> SUBJECTS = texts("kyverno-exempt-subjects",
            "which users, groups and roles may no policy concern (Group:NAME, User:NAME, Role:NAME, ClusterRole:NAME)",
            "Group:system:nodes");

    public static final ValueKey<Set<String>> CONDITIONS = texts("kyverno-approved-webhook-conditions",
            "which selectors and conditions may Kyverno's webhooks have (the words of the finding)");

    public static final ValueKey<Long> REPLICAS = ValueKey.withFallback("kyverno-admission-replicas", ValueType.NUMBER, 3L,
            "how many replicas of Kyverno's admission controller must there be, each on a node of its own");

    /** Those that the guide gives as examples, and where Calico's operator puts what the third of them is for. */
    public static final ValueKey<Set<String>> INFRASTRUCTURE = texts("kyverno-infrastructure-namespaces",
            "in which namespaces do components of the infrastructure violate policies, as is known", "kube-system",
            "kube-public", "tigera-operator", "calico-system");

    public static final ValueKey<String> CHART = ValueKey.withFallback("kyverno-chart", ValueType.TEXT, "kyverno",
            "which chart installs Kyverno");

    /** The value that leaves it to the cluster which version is asked for. */
    public static final String BY_CLUSTER = "by-cluster";

    public static final ValueKey<String> CHART_VERSION = ValueKey.withFallback("kyverno-chart-version", ValueType.TEXT,
            BY_CLUSTER, "which version must Kyverno's chart have at least (" + BY_CLUSTER + ": 3.5.2 where that is tested "
                    + "with the cluster's version of Kubernetes, else the newest line that is)");

    /** The word for no namespace: then nothing is tried. */
    public static final String NO_NAMESPACE = "(none)";

    public static final ValueKey<String> DRY_RUN_NAMESPACE = ValueKey.withFallback("kyverno-dry-run-namespace",
            ValueType.TEXT, NO_NAMESPACE, "in which namespace may a pod be tried by a dry run, where --allow-dry-run is given");

    public static final ValueKey<Set<String>> EXCLUDED_NAMESPACE_USERS = texts("kyverno-excluded-namespaces-approved",
            "which subjects (User:NAME, Group:NAME, ServiceAccount:NAMESPACE/NAME; followed by \" in NAMESPACE\" for one "
                    + "namespace alone) may create pods in namespaces that policies leave out, or create or label namespaces, "
                    + "besides those that may be cluster-admin");

    private KyvernoValues() {
    }

    private static ValueKey<Set<String>> texts(String id, String question, String... fallback) {
        return ValueKey.withFallback(id, ValueType.TEXTS, Collections.unmodifiableSet(new LinkedHashSet<>(
                List.of(fallback))), question);
    }
}
