package io.tightship.fact.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which feature gates Kubernetes 1.24 to 1.36 knows. Only what a source states is in the table: a gate that is not, and a
 * version beyond what is stated of a gate, are neither known nor refused.
 *
 * <p>Sources: kubernetes.io, Feature Gates (removed), whose column "To" is the last release that knew a gate, and the
 * pages of the single gates, for what 1.24 to 1.35 refuse; kubernetes pull requests 131463 (LegacySidecarContainers,
 * 1.34), 133720 (SizeMemoryBackedVolumes, 1.35), 135322 (Portworx, 1.36) and 136066
 * (WatchFromStorageWithoutResourceVersion, 1.36); kubernetes test/compatibility_lifecycle/reference for what 1.36 knows
 * and since when.
 *
 * <p>Left out for want of a source: gates that were stable by 1.33 and are in no list of 1.36, where none of these
 * sources tells which release dropped them (they stand below with the last release that is known to know them), and
 * gates that the kubelet may not be given although other components may.
 */
public final class FeatureGates {

    /** What is known of a gate in a version. */
    public enum Standing {
        KNOWN,
        /** A component that is given it does not start. */
        REFUSED,
        UNSURE
    }

    private static final Pattern VERSION = Pattern.compile("v?1\\.([0-9]{1,4})(?:[.+-].*)?");

    /** The last version that the table tells of. */
    private static final int LAST = 36;

    /**
     * Minor versions.
     *
     * @param since first that knows it; 24 stands for any before
     * @param until last that is known to know it
     * @param gone  first that certainly refuses it
     */
    private record Span(int since, int until, int gone) {
    }

    private static final Map<String, Span> GATES = new HashMap<>();

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
        from(28, """
                AdvancedAuditing CSIMigrationGCE CSIStorageCapacity DelegateFSGroupToCSIDriver DevicePlugins
                DisableAcceleratorUsageMetrics DryRun EndpointSliceTerminatingCondition MixedProtocolLBService
                NetworkPolicyStatus PodHasNetworkCondition@25 PodSecurity ServiceIPStaticSubrange
                ServiceInternalTrafficPolicy UserNamespacesStatelessPodsSupport@25 WindowsHostProcessContainers""");
        from(29, """
                CSIMigrationvSphere CronJobTimeZone DownwardAPIHugePages GRPCContainerProbe
                JobMutableNodeSchedulingDirectives JobTrackingWithFinalizers KubeletCredentialProviders
                LegacyServiceAccountTokenNoAutoGeneration MultiCIDRRangeAllocator@25 OpenAPIV3
                ProbeTerminationGracePeriod RetroactiveDefaultStorageClass@25 SeccompDefault TopologyManager""");
        from(30, """
                APISelfSubjectReview@26 CSIMigrationAzureFile ExpandedDNSConfig ExperimentalHostUserNamespaceDefaulting
                IPTablesOwnershipCleanup@25 KubeletPodResources KubeletPodResourcesGetAllocatable
                LegacyServiceAccountTokenTracking@26 MinimizeIPTablesRestore@26 ProxyTerminatingEndpoints RemoveSelfLink
                SecurityContextDeny@27""");
        from(31, """
                APIPriorityAndFairness CSIMigrationRBD CSINodeExpandSecret@25 ConsistentHTTPGetHandlers@26
                CustomResourceValidationExpressions DefaultHostNetworkHostPortsInPodTemplates@28
                InTreePluginAWSUnregister InTreePluginAzureDiskUnregister InTreePluginAzureFileUnregister
                InTreePluginGCEUnregister InTreePluginOpenStackUnregister InTreePluginRBDUnregister
                InTreePluginvSphereUnregister JobReadyPods ReadWriteOncePod ServiceNodePortStaticSubrange@27
                SkipReadOnlyValidationGCE@28""");
        from(32, """
                CloudDualStackNodeIPs@27 DRAControlPlaneController@31 HPAContainerMetrics KMSv2@25 KMSv2KDF@28
                LegacyServiceAccountTokenCleanUp@28 MinDomainsInPodTopologySpread NewVolumeManagerReconstruction@27
                NodeOutOfServiceVolumeDetach PodHostIPs@28 ServerSideApply ServerSideFieldValidation
                StableLoadBalancerNodeSet@27 ValidatingAdmissionPolicy@26 ZeroLimitedNominalConcurrencyShares@29""");
        from(33, """
                APIListChunking AdmissionWebhookMatchConditions@27 AggregatedDiscoveryEndpoint@26 AppArmor
                AppArmorFields@30 CPUManager DisableCloudProviders DisableKubeletCloudCredentialProviders
                EfficientWatchResumption JobPodFailurePolicy@25 KubeProxyDrainingTerminatingNodes@28
                PDBUnhealthyPodEvictionPolicy@26 PersistentVolumeLastPhaseTransitionTime@28 RemainingItemCount
                VolumeCapacityPriority WatchBookmark""");
        from(34, "DevicePluginCDIDevices@28 LegacySidecarContainers@33 PodDisruptionConditions@25");
        from(35, """
                AllowServiceLBStatusOnNonLB@29 LoadBalancerIPMode@29 SizeMemoryBackedVolumes
                UserNamespacesPodSecurityStandards@29""");
        from(36, "CSIMigrationPortworx InTreePluginPortworxUnregister WatchFromStorageWithoutResourceVersion@27");
        known(31, "ElasticIndexedJob@27 StatefulSetStartOrdinal@26 StrictCostEnforcementForVAP@31");
        known(32, """
                MemoryManager PodIndexLabel@28 StatefulSetAutoDeletePVC StructuredAuthorizationConfiguration@29""");
        known(33, """
                ComponentSLIs@26 CronJobsScheduledAnnotation@28 HonorPVReclaimPolicy
                InPlacePodVerticalScalingAllocatedStatus@32 ServiceTrafficDistribution@30 TopologyAwareHints""");
        known(LAST, """
                APIResponseCompression APIServerIdentity APIServerTracing APIServingWithRoutine@30
                AggregatedDiscoveryRemoveBetaType@33 AllAlpha AllBeta AllowDNSOnlyNodeCSR@31
                AllowInsecureKubeletCertificateSigningRequests@31 AllowOverwriteTerminationGracePeriodSeconds@32
                AllowParsingUserUIDFromCertAuth@33 AllowUnsafeMalformedObjectDeletion@32
                AnonymousAuthConfigurableEndpoints@31 AnyVolumeDataSource AuthorizeNodeWithSelectors@31
                AuthorizePodWebsocketUpgradeCreatePermission@35 AuthorizeWithSelectors@31 BtreeWatchCache@32
                CBORServingAndStorage@32 CPUManagerPolicyAlphaOptions CPUManagerPolicyBetaOptions
                CPUManagerPolicyOptions CRDObservedGenerationTracking@35 CRDValidationRatcheting@28 CRIListStreaming@36
                CSIServiceAccountTokenSecrets@35 CSIVolumeHealth ChangeContainerStatusOnKubeletRestart@35
                ClearingNominatedNodeNameAfterBinding@34 ClusterTrustBundle@27 ClusterTrustBundleProjection@29
                ComponentFlagz@32 ComponentStatusz@32 ConcurrentWatchObjectDecode@31 ConsistentListFromCache@28
                ConstrainedImpersonation@35 ContainerCheckpoint@25 ContainerRestartRules@34 ContainerStopSignals@33
                ContextualLogging CoordinatedLeaderElection@31 CrossNamespaceVolumeDataSource@26 CustomCPUCFSQuotaPeriod
                CustomResourceFieldSelectors@30 DRAAdminAccess@32 DRAConsumableCapacity@34 DRADeviceBindingConditions@34
                DRADeviceTaintRules@35 DRADeviceTaints@33 DRAExtendedResource@34 DRAListTypeAttributes@36
                DRANodeAllocatableResources@36 DRAPartitionableDevices@33 DRAPrioritizedList@33
                DRAResourceClaimDeviceStatus@32 DRAResourceClaimGranularStatusAuthorization@36 DRAResourcePoolStatus@36
                DRASchedulerFilterTimeout@34 DRAWorkloadResourceClaims@36 DeclarativeValidation@33
                DeclarativeValidationBeta@36 DeclarativeValidationTakeover@33
                DeploymentReplicaSetTerminatingReplicas@33 DetectCacheInconsistency@34 DisableAllocatorDualWrite@31
                DisableCPUQuotaWithExclusiveCPUs@33 DisableNodeKubeProxyVersion@29 DynamicResourceAllocation@26 EnvFiles@34
                EventedPLEG@26 ExecProbeTimeout ExtendWebSocketsToKubelet@36 ExternalServiceAccountTokenSigner@32
                GangScheduling@35 GenericWorkload@35 GitRepoVolumeDriver@33 GracefulNodeShutdown
                GracefulNodeShutdownBasedOnPodPriority HPAConfigurableTolerance@33 HPAScaleToZero HostnameOverride@34
                ImageMaximumGCAge@29 ImageVolume@31 ImageVolumeWithDigest@35 InPlacePodLevelResourcesVerticalScaling@35
                InPlacePodVerticalScaling@27 InPlacePodVerticalScalingExclusiveCPUs@32
                InPlacePodVerticalScalingExclusiveMemory@34 InPlacePodVerticalScalingInitContainers@36
                JobBackoffLimitPerIndex@28 JobManagedBy@30 JobPodReplacementPolicy@28 JobSuccessPolicy@30 KMSv1@28
                KubeletCgroupDriverFromCRI@28 KubeletCrashLoopBackOffMax@32 KubeletEnsureSecretPulledImages@33
                KubeletFineGrainedAuthz@32 KubeletInUserNamespace KubeletPSI@33
                KubeletPodResourcesDynamicResources@27 KubeletPodResourcesGet@27 KubeletPodResourcesListUseActivePods@34
                KubeletRegistrationGetOnExistsOnly@32 KubeletSeparateDiskGC@29
                KubeletServiceAccountTokenForCredentialProviders@33 KubeletTracing@25 ListFromCacheSnapshot@33
                LocalStorageCapacityIsolationFSQuotaMonitoring LogarithmicScaleDown LoggingAlphaOptions
                LoggingBetaOptions ManifestBasedAdmissionControlConfig@36 MatchLabelKeysInPodAffinity@29
                MatchLabelKeysInPodTopologySpread@25 MatchLabelKeysInPodTopologySpreadSelectorMerge@34
                MaxUnavailableStatefulSet MemoryQoS MultiCIDRServiceAllocator@27 MutableCSINodeAllocatableCount@33
                MutablePVNodeAffinity@35 MutablePodResourcesForSuspendedJobs@35
                MutableSchedulingDirectivesForSuspendedJobs@35 MutatingAdmissionPolicy@32 NFTablesProxyMode@29
                NativeHistograms@36 NodeDeclaredFeatures@35 NodeInclusionPolicyInPodTopologySpread@25 NodeLogQuery@27
                NodeSwap NominatedNodeNameForExpectation@34 OpenAPIEnums OpportunisticBatching@35
                OrderedNamespaceDeletion@33 PLEGOnDemandRelist@36 PersistentVolumeClaimUnusedSinceTime@36
                PodAndContainerStatsFromCRI PodCertificateRequest@34 PodDeletionCost PodLevelResourceManagers@36
                PodLevelResources@32 PodLifecycleSleepAction@29 PodLifecycleSleepActionAllowZero@32
                PodLogsQuerySplitStreams@32 PodObservedGenerationTracking@33 PodReadyToStartContainersCondition@28
                PodSchedulingReadiness@26 PodTopologyLabelsAdmission@33 PodsAPI@36 PortForwardWebsockets@30
                PreferSameTrafficDistribution@33 PreventStaticPodAPIReferences@34 ProcMountType QOSReserved
                RecoverVolumeExpansionFailure RecursiveReadOnlyMounts@30 ReduceDefaultCrashLoopBackOffDecay@33
                RelaxedDNSSearchValidation@32 RelaxedEnvironmentVariableValidation@30 RelaxedServiceNameValidation@34
                ReloadKubeletClientCAFile@36 ReloadKubeletServerCertificateFile@31 RemoteRequestHeaderUID@32
                ResilientWatchCacheInitialization@31 ResourceHealthStatus@31 ResourceHealthStatusMessage@36
                RestartAllContainersOnContainerExits@35 RetryGenerateName@30 RotateKubeletServerCertificate
                RuntimeClassInImageCriApi@29 SELinuxChangePolicy@32 SELinuxMount@30 SELinuxMountReadWriteOncePod@25
                SchedulerAsyncAPICalls@34 SchedulerAsyncPreemption@32 SchedulerPopFromBackoffQ@33
                SchedulerQueueingHints@28 SeparateCacheWatchRPC@28 SeparateTaintEvictionController@29
                ServiceAccountNodeAudienceRestriction@32 ServiceAccountTokenJTI@29 ServiceAccountTokenNodeBinding@29
                ServiceAccountTokenNodeBindingValidation@29 ServiceAccountTokenPodNodeInfo@29
                ServiceCIDRStatusFieldWiping@36 ShardedListAndWatch@36 SidecarContainers@28 SizeBasedListCostEstimate@34
                StaleControllerConsistencyDaemonSet@36 StaleControllerConsistencyJob@36
                StaleControllerConsistencyReplicaSet@36 StaleControllerConsistencyStatefulSet@36
                StorageCapacityScoring@33 StorageNamespaceIndex@30 StorageVersionAPI StorageVersionHash
                StorageVersionMigrator@30 StreamingCollectionEncodingToJSON@33 StreamingCollectionEncodingToProtobuf@33
                StrictIPCIDRValidation@33 StructuredAuthenticationConfiguration@29
                StructuredAuthenticationConfigurationEgressSelector@34
                StructuredAuthenticationConfigurationJWKSMetrics@35 SupplementalGroupsPolicy@31 SystemdWatchdog@32
                TaintTolerationComparisonOperators@35 TokenRequestServiceAccountUIDValidation@34
                TopologyAwareWorkloadScheduling@36 TopologyManagerPolicyAlphaOptions@26
                TopologyManagerPolicyBetaOptions@26 TopologyManagerPolicyOptions@26
                TranslateStreamCloseWebsocketRequests@29 UnauthenticatedHTTP2DOSMitigation@29
                UnknownVersionInteroperabilityProxy@28 UserNamespacesHostNetworkSupport@35 UserNamespacesSupport@28
                VolumeAttributesClass@29 VolumeLimitScaling@35 WatchCacheInitializationPostStartHook@31 WatchList@27
                WinDSR WinOverlay WindowsCPUAndMemoryAffinity@32 WindowsGracefulNodeShutdown@32 WindowsHostNetwork@26
                WorkloadWithJob@36""");
    }

    private FeatureGates() {
    }

    /** Gates that the release before knew last; {@code NAME@SINCE} for one that came after 1.24. */
    private static void from(int minor, String names) {
        put(names, minor - 1, minor);
    }

    /** Gates that this release still knows; what a later one says is not stated. */
    private static void known(int until, String names) {
        put(names, until, Integer.MAX_VALUE);
    }

    private static void put(String names, int until, int gone) {
        for (String word : names.strip().split("\\s+")) {
            String[] parts = word.split("@");
            if (GATES.put(parts[0], new Span(parts.length == 1 ? 24 : Integer.parseInt(parts[1]), until, gone)) != null) {
                throw new IllegalStateException(parts[0] + " stands twice");
            }
        }
    }

    /** What Kubernetes 1.{@code minor} does with the gate. */
    public static Standing of(String gate, int minor) {
        Span span = GATES.get(gate);
        return span == null || minor < 24 ? Standing.UNSURE : minor >= span.gone() ? Standing.REFUSED
                : span.since() <= minor && minor <= span.until() ? Standing.KNOWN : Standing.UNSURE;
    }

    /** The minor version of {@code v1.32.4}; empty for another text. */
    public static OptionalInt minor(String version) {
        Matcher parts = VERSION.matcher(version);
        return parts.matches() ? OptionalInt.of(Integer.parseInt(parts.group(1))) : OptionalInt.empty();
    }
}
