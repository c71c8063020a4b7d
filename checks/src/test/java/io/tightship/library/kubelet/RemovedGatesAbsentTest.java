package io.tightship.library.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.FeatureGates;
import io.tightship.fact.kubernetes.FeatureGates.Standing;
import io.tightship.fact.kubernetes.KubeletGates;
import io.tightship.fact.kubernetes.KubeletVersions;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RemovedGatesAbsentTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("user", Space.USER);

    static List<Case> compliant() {
        return List.of(kubelet("none at all", "v1.32.7"),
                kubelet("one that is known", "v1.32.7", "RotateKubeletServerCertificate"),
                kubelet("one that is gone only later", "v1.26.3", "EphemeralContainers"));
    }

    static List<Case> violations() {
        return List.of(kubelet("the guide's", "v1.32.7", "SupportPodPidsLimit"),
                kubelet("beside one that is known", "v1.27.0", "SeccompDefault", "EphemeralContainers"),
                kubelet("with a vendor's version", "v1.29.3-eks-1234", "DynamicKubeletConfig"),
                kubelet("one that went in 1.36", "v1.36.1", "InTreePluginPortworxUnregister"),
                kubelet("beside one that nobody here knows", "v1.35.0", "LoadBalancerIPMode", "NeverHeardOf"));
    }

    private static Case kubelet(String name, String version, String... gates) {
        Map<String, String> given = new TreeMap<>();
        List.of(gates).forEach(gate -> given.put(gate, Kubelets.FILE));
        return Case.of(name, Kubelets.NODE).with(CLUSTER, KubeletVersions.KEY, new KubeletVersions(new TreeMap<>(
                Map.of("dgx-1", version)))).withMembers(Kubelets.NODE, KubeletGates.KEY,
                Map.of("kubelet", new KubeletGates(new TreeMap<>(given))));
    }

    @Test
    void the_message_names_gate_place_and_version_and_the_step_the_place() {
        assertThat(only(violations().getFirst())).satisfies(finding -> {
            assertThat(finding.message()).isEqualTo("Kubernetes v1.32.7 no longer knows SupportPodPidsLimit ("
                    + Kubelets.FILE + "): with it the kubelet does not start");
            assertThat(finding.remediation().getFirst().toString()).contains("SupportPodPidsLimit", Kubelets.FILE);
        });
    }

    @Test
    void t70_a_node_whose_version_nobody_tells_is_asked_about() {
        assertThat(only(kubelet("silent", "v1.32.7", "SupportPodPidsLimit").with(CLUSTER, KubeletVersions.KEY,
                new KubeletVersions(new TreeMap<>()))).outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(only(kubelet("odd", "main", "SupportPodPidsLimit")).outcome()).isEqualTo(Outcome.MANUAL);
    }

    @Test
    void a_gate_that_no_source_tells_of_is_asked_about_and_never_passed() {
        for (String gate : List.of("NeverHeardOf", "CPUCFSQuotaPeriod", "seccompDefault")) {
            assertThat(only(kubelet(gate, "v1.32.7", gate, "NodeSwap"))).satisfies(finding -> {
                assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                assertThat(finding.message()).contains("does Kubernetes v1.32.7 know " + gate + " (")
                        .doesNotContain("NodeSwap");
            });
        }
        assertThat(only(kubelet("too new", "v1.30.2", "KubeletPSI")).outcome()).as("a gate of 1.33")
                .isEqualTo(Outcome.MANUAL);
        assertThat(only(kubelet("beyond the table", "v1.37.0", "NodeSwap")).outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(only(kubelet("gone for ever", "v1.41.0", "SupportPodPidsLimit")).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void the_table_holds_the_last_release_that_knew_each() {
        assertThat(FeatureGates.of("SupportPodPidsLimit", 24)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("DynamicKubeletConfig", 25)).isEqualTo(Standing.KNOWN);
        assertThat(FeatureGates.of("DynamicKubeletConfig", 26)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("SeccompDefault", 28)).isEqualTo(Standing.KNOWN);
        assertThat(FeatureGates.of("SeccompDefault", 29)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("AppArmorFields", 32)).isEqualTo(Standing.KNOWN);
        assertThat(FeatureGates.of("AppArmorFields", 33)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("PodDisruptionConditions", 34)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("SizeMemoryBackedVolumes", 35)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("CSIMigrationPortworx", 35)).isEqualTo(Standing.KNOWN);
        assertThat(FeatureGates.of("CSIMigrationPortworx", 36)).isEqualTo(Standing.REFUSED);
        assertThat(FeatureGates.of("MemoryManager", 32)).isEqualTo(Standing.KNOWN);
        assertThat(FeatureGates.of("MemoryManager", 33)).as("no source tells which release drops it")
                .isEqualTo(Standing.UNSURE);
        assertThat(FeatureGates.of("NeverHeardOf", 99)).isEqualTo(Standing.UNSURE);
        assertThat(FeatureGates.minor("v1.36.0-rc.1+k3s1")).hasValue(36);
        assertThat(FeatureGates.minor("v2.1.0")).isEmpty();
    }

    private static Finding only(Case site) {
        List<Finding> findings = site.judge(new RemovedGatesAbsent());
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
