package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NamespaceMarkedTest {

    static List<Case> compliant() {
        return List.of(labels(Map.of("zarf.dev/agent", "ignore")));
    }

    static List<Case> violations() {
        return List.of(labels(Map.of()), labels(Map.of("zarf.dev/agent", "")), labels(Map.of("zarf.dev/agent", "Ignore")),
                labels(Map.of()).with(KyvernoInstallation.KEY, new KyvernoInstallation(List.of())).named("no Kyverno"));
    }

    @Test
    void the_step_makes_it_pass() {
        assertThat(labels(Map.of()).judge(new NamespaceMarked()).getFirst().remediation()).contains(Step.setting(
                Step.Place.object("namespaces/kyverno"), "metadata: {labels: {zarf.dev/agent: ignore}}"));
    }

    private static Case labels(Map<String, String> labels) {
        return Case.of(labels.toString(), Clusters.ADMIN).with(ClusterNamespaces.KEY, new ClusterNamespaces(new TreeMap<>(
                Map.of("kyverno", labels)))).with(KyvernoInstallation.KEY, new KyvernoInstallation(List.of(
                new KyvernoInstallation.Controller("admission-controller", "kyverno", "kyverno", 3, 3))));
    }
}
