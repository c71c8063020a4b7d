package io.tightship.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.model.Outcome;
import io.tightship.model.Target;
import io.tightship.report.Matrix.Deviation;
import io.tightship.report.Matrix.Peers;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private static final Matrix MATRIX = of(SampleAssessment.site());

    @Test
    void targets_that_ought_to_be_alike_stand_together() {
        assertThat(MATRIX.peers()).extracting(Peers::likeness).containsExactly(
                "node: worker, cluster user, category dgx-h200",
                "node: head, control plane, cluster admin, category head", "cluster", "switch", "site");
        assertThat(MATRIX.peers()).extracting(Peers::size).containsExactly(24, 3, 2, 2, 1);
    }

    @Test
    void targets_that_came_to_the_same_everywhere_are_one_group() {
        Peers dgx = MATRIX.peers().getFirst();
        assertThat(dgx.groups()).extracting(group -> group.targets().size()).containsExactly(20, 1, 1, 1, 1);
        assertThat(dgx.groups()).allSatisfy(group -> assertThat(group.outcomes().keySet())
                .containsExactlyInAnyOrderElementsOf(dgx.rules()));
        assertThat(dgx.groups().getFirst().outcome("kubelet-pod-pids-limited")).contains(Outcome.FAIL);
    }

    @Test
    void of_several_findings_the_worst_counts() {
        Peers dgx = MATRIX.peers().getFirst();
        assertThat(dgx.groups().getFirst().outcome("apiproxy-closed-to-user-space")).contains(Outcome.FAIL);
    }

    @Test
    void who_differs_from_most_of_its_peers_is_named_and_what_could_not_be_judged_differs_too() {
        assertThat(MATRIX.deviations().stream().filter(each -> each.rule().equals("kubelet-pod-pids-limited")))
                .extracting(Deviation::outcome, each -> each.targets().stream().map(Target::name).toList())
                .containsExactly(tuple(Outcome.ERROR, List.of("b05-p1-dgx-05-c07", "b05-p1-dgx-05-c09")),
                        tuple(Outcome.PASS, List.of("b05-p1-dgx-05-c02")));
    }

    @Test
    void where_two_disagree_there_is_no_usual_outcome_and_both_stand_out() {
        Peers switches = MATRIX.peers().get(3);
        assertThat(switches.usual()).doesNotContainKey("switches-acl-denies-the-rest");
        assertThat(switches.groups()).hasSize(2)
                .allMatch(group -> switches.standsOut(group, "switches-acl-denies-the-rest"))
                .noneMatch(group -> switches.standsOut(group, "switches-acl-saved"));
        assertThat(switches.common("switches-acl-saved")).contains(Outcome.PASS);
        assertThat(switches.common("switches-acl-denies-the-rest")).isEmpty();
    }

    @Test
    void a_peer_without_a_finding_stands_out() {
        List<Target> two = List.of(new Target.Switch("a"), new Target.Switch("b"), new Target.Switch("c"));
        Matrix matrix = of(SampleAssessment.of(two, List.of(
                SampleAssessment.pass(SampleRules.ALL.get(6), two.get(0), "x"),
                SampleAssessment.pass(SampleRules.ALL.get(6), two.get(1), "x"),
                SampleAssessment.pass(SampleRules.ALL.get(7), two.get(2), "x"))));
        Peers switches = matrix.peers().getFirst();
        assertThat(switches.groups()).extracting(group -> switches.standsOut(group, SampleRules.ALL.get(6).id()))
                .containsExactly(false, true);
    }

    private static Matrix of(SampleAssessment sample) {
        return Matrix.of(sample.findings(), Tally.of(sample.findings()));
    }
}
