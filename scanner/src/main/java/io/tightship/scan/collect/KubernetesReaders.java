package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.fact.kubernetes.ControllerNames;
import io.tightship.fact.kubernetes.DaemonSets;
import io.tightship.fact.kubernetes.DefaultNamespace;
import io.tightship.fact.kubernetes.Entrances;
import io.tightship.fact.kubernetes.ImageVerification;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.KubeletConfigMap;
import io.tightship.fact.kubernetes.KubeletVersions;
import io.tightship.fact.kubernetes.NamespaceLimits;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.SecretStores;
import io.tightship.fact.kubernetes.ServiceAccounts;
import io.tightship.fact.kyverno.ExistingViolations;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.fact.kyverno.KyvernoPods;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoTolerations;
import io.tightship.fact.kyverno.PolicyExceptions;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.fact.kyverno.SilentExemptions;
import io.tightship.fact.nvidia.GpuDaemons;
import io.tightship.fact.nvidia.GpuNodes;
import io.tightship.fact.nvidia.MetricsMonitors;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The readers of what clusters hold. */
final class KubernetesReaders {

    private KubernetesReaders() {
    }

    static List<Reader<?>> all() {
        return Stream.of(HelmReleasesReader.all(), lists()).flatMap(List::stream).toList();
    }

    private static List<Reader<?>> lists() {
        return List.of(new ClusterHeadingReader(), new WebhookAuthoritiesReader(), new LiveObjectsReader(),
                new ChartLabelsReader(), new NetworkPoliciesReader(), new FelixSettingsReader(), new WorkloadsReader(),
                new ToolkitAdvisoriesReader(), new DriverGpusReader(), new HostToolkitReader(),
                new ListReader<>(DaemonSets.KEY.family(), List.of(ApiLists.DAEMON_SETS), lists -> new DaemonSets(
                        lists.get(ApiLists.DAEMON_SETS).stream().map(KubernetesReaders::daemonSet).toList())),
                new ListReader<>(ControllerNames.KEY.family(), List.of(ApiLists.DEPLOYMENTS, ApiLists.STATEFUL_SETS,
                        ApiLists.DAEMON_SETS), lists -> {
                    List<ControllerNames.Controller> names = new ArrayList<>();
                    Map.of("Deployment", ApiLists.DEPLOYMENTS, "StatefulSet", ApiLists.STATEFUL_SETS, "DaemonSet",
                            ApiLists.DAEMON_SETS).forEach((kind, list) -> lists.get(list).forEach(item -> names.add(
                            new ControllerNames.Controller(kind, item.path("metadata", "namespace").text().orElse(""),
                                    ApiLists.name(item)))));
                    return new ControllerNames(names);
                }),
                new ListReader<>(NamespaceLimits.KEY.family(), List.of(ApiLists.LIMIT_RANGES, ApiLists.RESOURCE_QUOTAS),
                        NamespaceObjects::limits),
                new ListReader<>(Entrances.KEY.family(), EntranceObjects.lists(), EntranceObjects::entrances),
                new ListReader<>(KubeletVersions.KEY.family(), List.of(ApiLists.NODES), lists ->
                        KubeletObjects.versions(lists.get(ApiLists.NODES))),
                new ListReader<>(KubeletConfigMap.KEY.family(), List.of(ApiLists.CONFIG_MAPS), lists ->
                        KubeletObjects.configMap(lists.get(ApiLists.CONFIG_MAPS))),
                new ListReader<>(DefaultNamespace.KEY.family(), NamespaceObjects.DEFAULT_LISTS,
                        NamespaceObjects::inDefault),
                new ListReader<>(SecretStores.KEY.family(), List.of(ApiLists.EXTERNAL_SECRETS, ApiLists.SECRET_CLASSES),
                        NamespaceObjects::stores),
                new ListReader<>(ImageVerification.KEY.family(), List.of(ApiLists.CLUSTER_POLICIES,
                        ApiLists.IMAGE_POLICIES), NamespaceObjects::verification),
                new ListReader<>(ServiceAccounts.KEY.family(), List.of(ApiLists.SERVICE_ACCOUNTS), lists ->
                        RoleObjects.accounts(lists.get(ApiLists.SERVICE_ACCOUNTS))),
                new ListReader<>(RoleGrants.KEY.family(), RoleObjects.LISTS, RoleObjects::grants),
                new ListReader<>(ClusterNodes.KEY.family(), List.of(ApiLists.NODES), lists ->
                        new ClusterNodes(lists.get(ApiLists.NODES).stream().map(KubernetesReaders::node).toList())),
                new ListReader<>(MetricsMonitors.KEY.family(), List.of(ApiLists.SERVICE_MONITORS, ApiLists.POD_MONITORS),
                        GpuObjects::monitors),
                new ListReader<>(GpuDaemons.KEY.family(), List.of(ApiLists.NODES, ApiLists.DAEMON_SETS), GpuObjects::daemons),
                new ListReader<>(GpuNodes.KEY.family(), List.of(ApiLists.NODES), lists ->
                        GpuObjects.nodes(lists.get(ApiLists.NODES))),
                new ListReader<>(ClusterNamespaces.KEY.family(), List.of(ApiLists.NAMESPACES), lists -> {
                    Map<String, Map<String, String>> labels = new TreeMap<>();
                    lists.get(ApiLists.NAMESPACES).forEach(item -> labels.put(ApiLists.name(item),
                            ApiLists.labels(item)));
                    return new ClusterNamespaces(new TreeMap<>(labels));
                }),
                new ListReader<>(KyvernoInstallation.KEY.family(), List.of(ApiLists.DEPLOYMENTS), lists ->
                        KyvernoObjects.installation(lists.get(ApiLists.DEPLOYMENTS))),
                new ListReader<>(ExistingViolations.KEY.family(), List.of(ApiLists.CLUSTER_POLICIES), lists ->
                        KyvernoObjects.existingViolations(lists.get(ApiLists.CLUSTER_POLICIES))),
                new ListReader<>(KyvernoPods.KEY.family(), List.of(ApiLists.DEPLOYMENTS), lists ->
                        KyvernoObjects.pods(lists.get(ApiLists.DEPLOYMENTS))),
                new ListReader<>(KyvernoTolerations.KEY.family(), List.of(ApiLists.DEPLOYMENTS, ApiLists.CRON_JOBS),
                        lists -> KyvernoObjects.tolerations(lists.get(ApiLists.DEPLOYMENTS),
                                lists.get(ApiLists.CRON_JOBS))),
                new ListReader<>(KyvernoExemptions.KEY.family(),
                        List.of(ApiLists.CLUSTER_POLICIES, ApiLists.VALIDATING_POLICIES), lists ->
                        KyvernoExemptionObjects.exemptions(lists.get(ApiLists.CLUSTER_POLICIES),
                                lists.get(ApiLists.VALIDATING_POLICIES))),
                new ListReader<>(PolicyExceptions.KEY.family(), List.of(ApiLists.EXCEPTIONS, ApiLists.CEL_EXCEPTIONS),
                        lists -> KyvernoExemptionObjects.exceptions(lists.get(ApiLists.EXCEPTIONS),
                                lists.get(ApiLists.CEL_EXCEPTIONS))),
                new ListReader<>(ResourceWebhooks.KEY.family(), List.of(ApiLists.VALIDATING_WEBHOOKS), lists ->
                        KyvernoSettings.webhooks(lists.get(ApiLists.VALIDATING_WEBHOOKS))),
                new ListReader<>(KubeadmArguments.KEY.family(), List.of(ApiLists.CONFIG_MAPS), lists ->
                        KubeadmArgumentsObjects.of(lists.get(ApiLists.CONFIG_MAPS))),
                new ListReader<>(SilentExemptions.KEY.family(), List.of(ApiLists.CONFIG_MAPS), lists ->
                        KyvernoSettings.silent(lists.get(ApiLists.CONFIG_MAPS))),
                new ListReader<>(KyvernoPolicies.KEY.family(),
                        List.of(ApiLists.CLUSTER_POLICIES, ApiLists.VALIDATING_POLICIES), lists ->
                        KyvernoObjects.policies(lists.get(ApiLists.CLUSTER_POLICIES),
                                lists.get(ApiLists.VALIDATING_POLICIES))));
    }

    static ClusterNodes.ClusterNode node(Data item) {
        Set<String> labels = ApiLists.labels(item).keySet();
        Set<String> addresses = new TreeSet<>();
        item.path("status", "addresses").list().forEach(address -> address.get("address").text()
                .ifPresent(addresses::add));
        return new ClusterNodes.ClusterNode(ApiLists.name(item),
                labels.contains("node-role.kubernetes.io/control-plane")
                        || labels.contains("node-role.kubernetes.io/master"),
                ApiLists.condition(item, "Ready").equals(Optional.of("True")), addresses);
    }

    static DaemonSets.DaemonSet daemonSet(Data item) {
        return new DaemonSets.DaemonSet(item.path("metadata", "namespace").text().orElse(""), ApiLists.name(item),
                count(item.path("status", "desiredNumberScheduled")), count(item.path("status", "numberReady")));
    }

    /** The API leaves a status out that nobody has written yet: then nothing is ready. */
    private static long count(Data value) {
        return value.isAbsent() ? 0 : value.number().orElseThrow(() ->
                new IllegalArgumentException("'" + value + "' is no number of pods")).longValueExact();
    }
}
