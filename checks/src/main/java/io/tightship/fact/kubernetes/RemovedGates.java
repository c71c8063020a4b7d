package io.tightship.fact.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The feature gates that Kubernetes has removed, and the first minor version that certainly refuses each. What is not
 * listed may be known or not. Source: kubernetes.io, Feature Gates (removed), as of 1.27: the last release that knew a
 * gate is its column "To".
 */
public final class RemovedGates {

    private static final Pattern VERSION = Pattern.compile("v?1\\.([0-9]{1,4})(?:[.+-].*)?");

    private static final Map<String, Integer> REFUSED_FROM = new HashMap<>();

    static {
        from(24, """
                Accelerators AffinityInAnnotations AllowExtTrafficLocalEndpoints AttachVolumeLimit
                BalanceAttachedNodeVolumes BlockVolume BoundServiceAccountTokenVolume CRIContainerLogRotation
                CSIBlockVolume CSIDriverRegistry CSIMigrationAWSComplete CSIMigrationAzureDiskComplete
                CSIMigrationAzureFileComplete CSIMigrationGCEComplete CSIMigrationOpenStackComplete
                CSIMigrationvSphereComplete CSINodeInfo CSIPersistentVolume CronJobControllerV2 CustomPodDNS
                CustomResourceDefaulting CustomResourcePublishOpenAPI CustomResourceSubresources
                CustomResourceValidation CustomResourceWebhookConversion DynamicAuditing DynamicVolumeProvisioning
                EnableAggregatedDiscoveryTimeout EnableEquivalenceClassCache EvenPodsSpread
                ExperimentalCriticalPodAnnotation ExternalPolicyForExternalIP GCERegionalPersistentDisk HugePages
                HyperVContainer Initializers KubeletConfigFile KubeletPluginsWatcher LegacyNodeRoleBehavior
                MountContainers MountPropagation NamespaceDefaultLabelName NodeDisruptionExclusion NodeLease
                PVCProtection PersistentLocalVolumes PodPriority PodReadinessGates PodShareProcessNamespace
                RequestManagement ResourceLimitsPriorityFunction ResourceQuotaScopeSelectors RootCAConfigMap
                RotateKubeletClientCertificate RunAsGroup SCTPSupport ScheduleDaemonSetPods
                ServiceAccountIssuerDiscovery ServiceAppProtocol ServiceLoadBalancerFinalizer ServiceNodeExclusion
                ServiceTopology StartupProbe SupportIPVSProxyMode SupportNodePidsLimit SupportPodPidsLimit Sysctls
                TaintBasedEvictions TaintNodesByCondition TokenRequest TokenRequestProjection VolumePVCDataSource
                VolumeScheduling VolumeSnapshotDataSource WindowsGMSA WindowsRunAsUserName""");
        from(25, """
                CSIServiceAccountToken EndpointSlice EndpointSliceNodeName EndpointSliceProxying GenericEphemeralVolume
                HugePageStorageMediumSize IPv6DualStack ImmutableEphemeralVolumes IngressClassNamespacedParams
                RuntimeClass SetHostnameAsFQDN StorageObjectInUseProtection StreamingProxyRedirects TTLAfterFinished
                ValidateProxyRedirects VolumeSubpath VolumeSubpathEnvExpansion WarningHeaders
                WindowsEndpointSliceProxying""");
        from(26, """
                AllowInsecureBackendProxy CSIMigrationOpenStack CSIVolumeFSGroupPolicy CSRDuration
                ConfigurableFSGroupPolicy DefaultPodTopologySpread DynamicKubeletConfig IndexedJob NonPreemptingPriority
                PodAffinityNamespaceSelector PodDisruptionBudget PodOverhead PreferNominatedNode SelectorIndex
                ServiceLBNodePortControl ServiceLoadBalancerClass SuspendJob""");
        from(27, """
                CSIInlineVolume CSIMigration CSIMigrationAWS CSIMigrationAzureDisk ControllerManagerLeaderMigration
                DaemonSetUpdateSurge EphemeralContainers ExpandCSIVolumes ExpandInUsePersistentVolumes
                ExpandPersistentVolumes IdentifyPodOS LocalStorageCapacityIsolation NetworkPolicyEndPort
                StatefulSetMinReadySeconds""");
    }

    private RemovedGates() {
    }

    private static void from(int minor, String names) {
        for (String name : names.strip().split("\\s+")) {
            REFUSED_FROM.put(name, minor);
        }
    }

    /** True where Kubernetes 1.{@code minor} certainly refuses the gate. */
    public static boolean removed(String gate, int minor) {
        return minor >= REFUSED_FROM.getOrDefault(gate, Integer.MAX_VALUE);
    }

    /** The minor version of {@code v1.32.4}; empty for another text. */
    public static OptionalInt minor(String version) {
        Matcher parts = VERSION.matcher(version);
        return parts.matches() ? OptionalInt.of(Integer.parseInt(parts.group(1))) : OptionalInt.empty();
    }
}
