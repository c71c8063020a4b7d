package io.tightship.library.nim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.BaselineControl;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.PodPolicyCoverage;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
}
