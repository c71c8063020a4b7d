package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Quantity;
import io.tightship.fact.kyverno.KyvernoPods;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionResourcesTest {

    static List<Case> compliant() {
        return List.of(pods("3840Mi", "1280Mi", "1000m"), pods("4Gi", "2G", "1.5"), pods("4026531840", "1342177280", "1"),
                of("limits alone", Map.of("kyverno", Map.of("limits.memory", "4Gi", "limits.cpu", "2"))),
                of("another name", Map.of("controller", Map.of("limits.memory", "4Gi", "requests.memory", "2Gi",
                        "requests.cpu", "1"))));
    }

    static List<Case> violations() {
        return List.of(pods("384Mi", "1280Mi", "1"), pods("3840Mi", "128Mi", "1"), pods("3840Mi", "1280Mi", "100m"),
                of("a sidecar has more", Map.of("kyverno", Map.of("limits.memory", "384Mi", "requests.memory", "128Mi",
                        "requests.cpu", "100m"), "proxy", Map.of("limits.memory", "4Gi", "requests.memory", "2Gi",
                        "requests.cpu", "1"))), pods("3840M", "1280Mi", "1"), pods("", "1280Mi", "1"), pods("much", "1280Mi", "1"));
    }

    @Test
    void the_step_makes_it_pass() {
        assertThat(pods("384Mi", "1280Mi", "1").judge(new AdmissionResources())).filteredOn(finding ->
                finding.outcome() == Outcome.FAIL).singleElement().satisfies(finding ->
                assertThat(finding.remediation()).contains(Step.setting(Step.Place.file("values-kyverno.yaml"),
                        "admissionController.container.resources.limits.memory: 3840Mi")));
    }

    @Test
    void quantities_are_read_as_kubernetes_reads_them() {
        assertThat(Quantity.parse("1e3").orElseThrow()).isEqualByComparingTo("1000");
        assertThat(Quantity.parse("1Ki").orElseThrow()).isEqualByComparingTo("1024");
        assertThat(Quantity.parse("0.5").orElseThrow()).isEqualByComparingTo("0.5");
        assertThat(Quantity.parse("1 Mi")).isEmpty();
        assertThat(Quantity.parse("1mi")).isEmpty();
        assertThat(Quantity.parse("")).isEmpty();
    }

    private static Case pods(String limit, String memory, String cpu) {
        Map<String, String> amounts = new java.util.TreeMap<>(Map.of("requests.memory", memory, "requests.cpu", cpu));
        if (!limit.isEmpty()) {
            amounts.put("limits.memory", limit);
        }
        return of(amounts.toString(), Map.of("kyverno", amounts));
    }

    private static Case of(String name, Map<String, Map<String, String>> containers) {
        Map<String, KyvernoPods.Resources> resources = new java.util.TreeMap<>();
        containers.forEach((container, amounts) -> resources.put(container, new KyvernoPods.Resources(amounts)));
        return Case.of(name, Clusters.ADMIN).with(KyvernoPods.KEY, new KyvernoPods(List.of(
                new KyvernoPods.Template("admission-controller", "kyverno", "kyverno-admission-controller", resources))));
    }
}
