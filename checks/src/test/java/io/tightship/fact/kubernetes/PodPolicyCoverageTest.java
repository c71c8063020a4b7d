package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.kubernetes.PodPolicyCoverage.Approvals;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Exemption.Kind;
import io.tightship.fact.kubernetes.PodPolicyCoverage.Guard;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodPolicyCoverageTest {

    private static final Guard BY_KYVERNO = new Guard(List.of("ClusterPolicy/x"), List.of(), "");
    private static final Guard BUT = new Guard(List.of(), List.of(new Exemption(Kind.EXCLUSION, "x: namespace a"),
            new Exemption(Kind.NAMESPACE, "a")), "leaves out");

    @Test
    void baseline_is_all_eleven_controls() {
        assertThat(BaselineControl.values()).hasSize(11);
        assertThat(coverage(BaselineControl.SYSCTLS, BY_KYVERNO).baseline()).isTrue();
        assertThat(coverage(BaselineControl.SYSCTLS, new Guard(List.of(), List.of(), "none")).baseline()).isFalse();
        assertThat(coverage(BaselineControl.SYSCTLS, BUT).baseline()).isFalse();
    }

    @Test
    void an_exemption_holds_only_where_all_of_it_is_approved() {
        Set<BaselineControl> all = Set.of(BaselineControl.values());
        assertThat(coverage(BaselineControl.SYSCTLS, BUT).open(all, Approvals.NONE))
                .containsExactly(BaselineControl.SYSCTLS);
        assertThat(coverage(BaselineControl.SYSCTLS, BUT).open(all, new Approvals(Map.of(Kind.EXCLUSION,
                Set.of("x: namespace a"))))).containsExactly(BaselineControl.SYSCTLS);
        assertThat(coverage(BaselineControl.SYSCTLS, BUT).open(all, new Approvals(Map.of(Kind.EXCLUSION,
                Set.of("x: namespace a"), Kind.NAMESPACE, Set.of("a"))))).isEmpty();
        assertThat(coverage(BaselineControl.SYSCTLS, new Guard(List.of(), List.of(), "none")).open(all,
                new Approvals(Map.of(Kind.EXCLUSION, Set.of("x: namespace a"))))).isNotEmpty();
    }

    private static PodPolicyCoverage coverage(BaselineControl control, Guard guard) {
        Map<BaselineControl, Guard> guards = new EnumMap<>(BaselineControl.class);
        for (BaselineControl each : BaselineControl.values()) {
            guards.put(each, each == control ? guard : BY_KYVERNO);
        }
        return new PodPolicyCoverage(guards);
    }
}
