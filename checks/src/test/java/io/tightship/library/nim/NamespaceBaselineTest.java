package io.tightship.library.nim;

import static io.tightship.fact.kubernetes.TestContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.library.workload.WorkloadChecks;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NamespaceBaselineTest {

    private static final Guard LABEL = new Guard(List.of("Pod Security admission (baseline, by label)"), List.of(), "");

    private static Case guarded(String name, Guard paths) {
        Map<BaselineControl, Guard> guards = new EnumMap<>(BaselineControl.class);
        for (BaselineControl control : BaselineControl.values()) {
            guards.put(control, control == BaselineControl.HOST_PATHS ? paths : LABEL);
        }
        return NimClusters.with(name, NimClusters.nim(), Map.of()).withMembers(NimClusters.CLUSTER, PodPolicyCoverage.KEY,
                Map.of("team-a", new PodPolicyCoverage(guards)));
    }

    static List<Case> compliant() {
        return List.of(guarded("all of it", LABEL));
    }

    static List<Case> violations() {
        return List.of(guarded("one is open", new Guard(List.of(), List.of(), "nobody enforces it")),
                guarded("an exclusion, also where the site approved it", new Guard(List.of(), List.of(new Exemption(
                        Exemption.Kind.EXCLUSION, "x: team-a")), "leaves out")).value(KyvernoValues.EXCLUSIONS,
                        Set.of("x: team-a")));
    }

    @Test
    void a_namespace_that_nobody_listed_is_a_question() {
        assertThat(NimClusters.with("x", NimClusters.nim(), Map.of()).withMembers(NimClusters.CLUSTER,
                PodPolicyCoverage.KEY, Map.of()).with(ClusterNamespaces.KEY, new ClusterNamespaces(new TreeMap<>()))
                .judge(new NamespaceBaseline())).singleElement().satisfies(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL));
    }

    /** runAsUser 1000 is all that the operator writes into the security context. Source: k8s-nim-operator v2.0.2. */
    @Test
    void a_nim_service_as_its_operator_renders_it_is_covered_by_baseline_and_has_nothing_that_baseline_forbids() {
        Workload service = TestPod.of(named("llama-ctr").image("nvcr.io/nim/meta/llama:1.8.4").port("api", 8000).security(
                        new Security(true, false, Optional.empty(), Optional.empty(), Optional.of(1000L), Set.of(), Set.of(),
                                Optional.empty(), Optional.empty(), false, false, "Default"))
                        .mount("model-store", "/model-store", false)).volume("model-store", "persistentVolumeClaim", "llama-pvc",
                        false).in("team-a", "Deployment", "llama", new Maker("apps.nvidia.com", "NIMService", "llama"));
        Case covered = guarded("x", LABEL).with(Workloads.KEY, new Workloads(List.of(service)));
        assertThat(covered.judge(new NamespaceBaseline())).extracting(Finding::outcome).containsExactly(Outcome.PASS);
        for (String rule : List.of("workload-privileged", "workload-host-pid", "workload-host-ipc", "workload-host-network",
                "workload-host-path", "workload-host-ports", "workload-windows-host-process")) {
            assertThat(covered.judge(new WorkloadChecks().checks().stream().filter(check -> check.rule().id().equals(rule))
                    .findFirst().orElseThrow())).as(rule).extracting(Finding::outcome).containsExactly(Outcome.PASS);
        }
    }
}
