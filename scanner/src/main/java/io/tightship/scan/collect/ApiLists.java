package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Projection;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The lists that are read from clusters: each once, with all that any reader needs of it. */
final class ApiLists {

    static final KubernetesProbe.List NODES = new KubernetesProbe.List("", "nodes", new Projection(3, List.of("v1"),
            List.of("metadata.name", "metadata.labels", "status.capacity", "status.allocatable",
                    "status.conditions[].type", "status.conditions[].status", "status.addresses",
                    "status.nodeInfo.kubeletVersion")));

    static final KubernetesProbe.List NAMESPACES = new KubernetesProbe.List("", "namespaces", new Projection(1,
            List.of("v1"), List.of("metadata.name", "metadata.uid", "metadata.labels")));

    static final KubernetesProbe.List DEPLOYMENTS = new KubernetesProbe.List("apps", "deployments", new Projection(4,
            List.of("v1"), owned("metadata.labels", "spec.replicas",
                    "spec.template.spec.containers[].image", "spec.template.spec.containers[].name",
                    "spec.template.spec.containers[].resources", "spec.template.spec.containers[].args",
                    "spec.template.spec.tolerations",
                    "spec.template.metadata.labels", "status.readyReplicas")));

    static final KubernetesProbe.List CLUSTER_POLICIES = new KubernetesProbe.List("kyverno.io", "clusterpolicies",
            new Projection(5, List.of("v1", "v2beta1"), List.of("metadata.name", "metadata.labels", "spec", "status.conditions[].type",
                    "status.conditions[].status", "status.validatingadmissionpolicy.generated")));

    /** Policies of single namespaces, of the same two groups. */
    static final KubernetesProbe.List POLICIES = new KubernetesProbe.List("kyverno.io", "policies", new Projection(1,
            List.of("v1", "v2beta1"), List.of("metadata.labels", "spec", "status.conditions[].type",
                    "status.conditions[].status")));

    static final KubernetesProbe.List NAMESPACED_VALIDATING_POLICIES = new KubernetesProbe.List("policies.kyverno.io",
            "namespacedvalidatingpolicies", new Projection(1, List.of("v1", "v1beta1", "v1alpha1"),
            List.of("metadata.labels", "spec", "status.conditionStatus.ready")));

    static final KubernetesProbe.List VALIDATING_POLICIES = new KubernetesProbe.List("policies.kyverno.io",
            "validatingpolicies", new Projection(4, List.of("v1", "v1beta1", "v1alpha1"), List.of("metadata.name", "metadata.labels",
            "spec", "status.conditionStatus.ready", "status.generated")));

    static final KubernetesProbe.List NETWORK_POLICIES = new KubernetesProbe.List("networking.k8s.io", "networkpolicies",
            new Projection(1, List.of("v1"), List.of("metadata.labels", "spec")));

    static final KubernetesProbe.List DAEMON_SETS = new KubernetesProbe.List("apps", "daemonsets", new Projection(3,
            List.of("v1"), owned("spec.template.spec.nodeSelector", "status.desiredNumberScheduled",
            "status.numberReady")));

    static final KubernetesProbe.List STATEFUL_SETS = new KubernetesProbe.List("apps", "statefulsets",
            new Projection(2, List.of("v1"), owned()));

    static final KubernetesProbe.List REPLICA_SETS = new KubernetesProbe.List("apps", "replicasets",
            new Projection(1, List.of("v1"), owned()));

    static final KubernetesProbe.List JOBS = new KubernetesProbe.List("batch", "jobs",
            new Projection(1, List.of("v1"), owned()));

    static final KubernetesProbe.List CRON_JOBS = new KubernetesProbe.List("batch", "cronjobs",
            new Projection(1, List.of("v1"), List.of("metadata.labels", "spec.jobTemplate.spec.template.spec.tolerations")));

    static final KubernetesProbe.List EXCEPTIONS = new KubernetesProbe.List("kyverno.io", "policyexceptions",
            new Projection(1, List.of("v2", "v2beta1", "v2alpha1"), List.of("spec.exceptions")));

    static final KubernetesProbe.List CEL_EXCEPTIONS = new KubernetesProbe.List("policies.kyverno.io",
            "policyexceptions", new Projection(1, List.of("v1", "v1beta1", "v1alpha1"), List.of("spec.policyRefs")));

    static final KubernetesProbe.List VALIDATING_WEBHOOKS = new KubernetesProbe.List("admissionregistration.k8s.io",
            "validatingwebhookconfigurations", new Projection(2, List.of("v1"), List.of("webhooks[].name",
            "webhooks[].failurePolicy", "webhooks[].rules", "webhooks[].namespaceSelector", "webhooks[].objectSelector",
            "webhooks[].matchConditions", "webhooks[].clientConfig.caBundle", "webhooks[].clientConfig.service")));

    static final KubernetesProbe.List MUTATING_WEBHOOKS = new KubernetesProbe.List("admissionregistration.k8s.io",
            "mutatingwebhookconfigurations", new Projection(1, List.of("v1"), List.of("webhooks[].name",
            "webhooks[].clientConfig.caBundle")));

    static final KubernetesProbe.List ENDPOINT_SLICES = new KubernetesProbe.List("discovery.k8s.io", "endpointslices",
            new Projection(1, List.of("v1"), List.of("metadata.labels", "endpoints[].nodeName",
                    "endpoints[].conditions.ready", "endpoints[].targetRef.name")));

    /** Of API servers before 1.25; a newer one serves the group, and names no such resource in any version. */
    static final KubernetesProbe.List POD_SECURITY_POLICIES = new KubernetesProbe.List("policy", "podsecuritypolicies",
            new Projection(1, List.of("v1beta1", "v1"), List.of()));

    static final KubernetesProbe.List BUDGETS = new KubernetesProbe.List("policy", "poddisruptionbudgets",
            new Projection(1, List.of("v1"), List.of("spec.selector", "status.desiredHealthy")));

    /** Of ConfigMaps only the settings of Kyverno, of kubeadm and of kubelets are kept: nothing else that they hold. */
    static final KubernetesProbe.List CONFIG_MAPS = new KubernetesProbe.List("", "configmaps", new Projection(3,
            List.of("v1"), List.of("metadata.labels", "data.resourceFilters", "data.excludeGroups",
            "data.excludeUsernames", "data.excludeRoles", "data.excludeClusterRoles", "data.webhooks", "data.matchConditions", "data.ClusterConfiguration",
            "data.kubelet")));

    static final KubernetesProbe.List IMAGE_POLICIES = new KubernetesProbe.List("policies.kyverno.io",
            "imagevalidatingpolicies", new Projection(1, List.of("v1", "v1beta1", "v1alpha1"), List.of(
            "spec.validationActions", "spec.evaluation.admission.enabled", "status.conditionStatus.ready")));

    static final KubernetesProbe.List EXTERNAL_SECRETS = new KubernetesProbe.List("external-secrets.io",
            "externalsecrets", new Projection(1, List.of("v1", "v1beta1", "v1alpha1"), List.of()));

    static final KubernetesProbe.List SECRET_CLASSES = new KubernetesProbe.List("secrets-store.csi.x-k8s.io",
            "secretproviderclasses", new Projection(1, List.of("v1", "v1alpha1"), List.of()));

    static final KubernetesProbe.List SERVICES = new KubernetesProbe.List("", "services",
            new Projection(2, List.of("v1"), List.of("spec.type", "spec.selector", "spec.externalIPs")));

    static final KubernetesProbe.List LIMIT_RANGES = new KubernetesProbe.List("", "limitranges",
            new Projection(1, List.of("v1"), List.of("spec.limits[].type", "spec.limits[].default")));

    static final KubernetesProbe.List RESOURCE_QUOTAS = new KubernetesProbe.List("", "resourcequotas",
            new Projection(1, List.of("v1"), List.of("spec.hard", "spec.scopes", "spec.scopeSelector")));

    static final KubernetesProbe.List INGRESSES = new KubernetesProbe.List("networking.k8s.io", "ingresses",
            new Projection(1, List.of("v1"), List.of("spec.defaultBackend.service.name",
                    "spec.rules[].http.paths[].backend.service.name")));

    /** A kind of route of the Gateway API. */
    static KubernetesProbe.List gatewayRoutes(String resource) {
        return new KubernetesProbe.List("gateway.networking.k8s.io", resource, new Projection(1,
                List.of("v1", "v1beta1", "v1alpha3", "v1alpha2"), List.of("spec.rules[].backendRefs[].kind",
                "spec.rules[].backendRefs[].name", "spec.rules[].backendRefs[].namespace")));
    }

    static final KubernetesProbe.List KNATIVE_ROUTES = new KubernetesProbe.List("serving.knative.dev", "routes",
            new Projection(1, List.of("v1"), List.of("metadata.labels")));

    static final KubernetesProbe.List SERVICE_MONITORS = new KubernetesProbe.List("monitoring.coreos.com",
            "servicemonitors", new Projection(1, List.of("v1"), List.of("spec.selector")));

    static final KubernetesProbe.List POD_MONITORS = new KubernetesProbe.List("monitoring.coreos.com", "podmonitors",
            new Projection(1, List.of("v1"), List.of("spec.selector")));

    static final KubernetesProbe.List SERVICE_ACCOUNTS = new KubernetesProbe.List("", "serviceaccounts",
            new Projection(1, List.of("v1"), List.of("automountServiceAccountToken")));

    static final KubernetesProbe.List ROLES = new KubernetesProbe.List("rbac.authorization.k8s.io", "roles",
            new Projection(2, List.of("v1"), List.of("metadata.labels", "rules")));

    static final KubernetesProbe.List CLUSTER_ROLES = new KubernetesProbe.List("rbac.authorization.k8s.io",
            "clusterroles", new Projection(2, List.of("v1"), List.of("metadata.labels", "aggregationRule", "rules")));

    static final KubernetesProbe.List ROLE_BINDINGS = new KubernetesProbe.List("rbac.authorization.k8s.io",
            "rolebindings", new Projection(1, List.of("v1"), List.of("roleRef", "subjects")));

    static final KubernetesProbe.List CLUSTER_ROLE_BINDINGS = new KubernetesProbe.List("rbac.authorization.k8s.io",
            "clusterrolebindings", new Projection(1, List.of("v1"), List.of("roleRef", "subjects")));

    private ApiLists() {
    }

    /** The paths, and who owns the object. */
    private static List<String> owned(String... paths) {
        List<String> all = new ArrayList<>(List.of("metadata.uid"));
        for (String field : List.of("apiVersion", "kind", "name", "uid", "controller")) {
            all.add("metadata.ownerReferences[]." + field);
        }
        all.addAll(List.of(paths));
        return all;
    }

    /** A list of Calico's as it is stored. */
    static KubernetesProbe.List calicoStored(String resource) {
        return new KubernetesProbe.List("crd.projectcalico.org", resource, new Projection(1, List.of("v1"),
                calicoPaths(resource)));
    }

    /** The same as Calico's own API server shows it, or as newer releases store it. */
    static KubernetesProbe.List calico(String resource) {
        return new KubernetesProbe.List("projectcalico.org", resource, new Projection(1, List.of("v3"),
                calicoPaths(resource)));
    }

    private static List<String> calicoPaths(String resource) {
        return resource.equals("felixconfigurations") ? List.of("spec.defaultEndpointToHostAction",
                "spec.failsafeInboundHostPorts", "spec.nodeSelector") : List.of("metadata.labels", "spec");
    }

    /** The items; none where the resource is known not to exist. */
    static Fact<List<Data>> items(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread unread -> reading.unavailable(unread.reason(), unread.detail());
            case Reading.Status.Absent absent -> Fact.known(List.of(), reading.source(
                    io.tightship.model.Witness.RUNNING));
            case Reading.Status.Read read -> {
                try {
                    Data items = Json.parse(reading.text()).get("items");
                    yield items.isList() ? Fact.known(items.list(),
                            reading.source(io.tightship.model.Witness.RUNNING))
                            : reading.unavailable(Reason.UNPARSABLE, "the answer holds no list of items");
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    static Map<String, String> labels(Data object) {
        Map<String, String> labels = new TreeMap<>();
        object.path("metadata", "labels").map().forEach((key, value) -> value.text()
                .ifPresent(text -> labels.put(key, text)));
        return labels;
    }

    static String name(Data object) {
        return object.path("metadata", "name").text().orElse("");
    }

    /** The status of a condition; empty where there is none of the type. */
    static Optional<String> condition(Data object, String type) {
        return object.path("status", "conditions").list().stream()
                .filter(condition -> condition.get("type").text().equals(Optional.of(type)))
                .flatMap(condition -> condition.get("status").text().stream()).findFirst();
    }
}
