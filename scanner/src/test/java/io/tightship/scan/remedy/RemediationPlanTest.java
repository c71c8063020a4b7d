package io.tightship.scan.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.scan.remedy.RemediationPlan.Area;
import io.tightship.scan.remedy.RemediationPlan.Group;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each step once, where it is done, and what others end with at the end. */
class RemediationPlanTest {

    private static final Target SWITCH = new Target.Switch("btor-01");
    private static final List<Target> NODES = List.of(node("c1", "dgx"), node("c2", "dgx"), node("h1", "head"));

    @Test
    void a_step_that_several_findings_end_with_stands_after_all_that_it_is_for() {
        Step apply = Step.command("btor-01", "nv config apply");
        RemediationPlan plan = plan(fail("a-low", SWITCH, Severity.LOW, Step.command("btor-01", "nv set one"), apply),
                fail("b-high", SWITCH, Severity.HIGH, Step.command("btor-01", "nv set two"), apply));
        List<Group> groups = plan.groups(Area.SWITCHES, List.of(SWITCH));
        assertThat(groups).singleElement().satisfies(group -> {
            assertThat(group.where()).isEqualTo("btor-01");
            assertThat(group.entries()).extracting(entry -> ((Step.Command) entry.step()).text()).containsExactly(
                    "nv set two", "nv set one", "nv config apply");
            assertThat(group.entries().getLast().rules()).containsExactly("a-low", "b-high");
            assertThat(group.entries().getLast().worst()).isEqualTo(Severity.HIGH);
        });
        assertThat(plan.size()).isEqualTo(3);
        assertThat(plan.failures()).isEqualTo(2);
    }

    @Test
    void the_same_command_on_each_node_of_a_category_is_one_step_for_the_category() {
        RemediationPlan plan = plan(fail("a-b", NODES.get(0), Severity.HIGH, Step.command("c1", "chmod 600 /etc/x")),
                fail("a-b", NODES.get(1), Severity.HIGH, Step.command("c2", "chmod 600 /etc/x")),
                fail("a-b", NODES.get(2), Severity.HIGH, Step.command("h1", "chmod 600 /etc/y")));
        assertThat(plan.groups(Area.NODES, NODES)).extracting(Group::where)
                .containsExactly("category dgx (2 nodes)", "h1");
        assertThat(plan.size()).isEqualTo(2);
    }

    @Test
    void what_the_management_does_for_all_nodes_stands_once_and_first() {
        Step.Place role = Step.Place.cmsh("configurationoverlay; use user; roles; use kubelet");
        RemediationPlan plan = plan(fail("a-b", NODES.get(0), Severity.HIGH, Step.setting(role, "set podpidslimit 8192"),
                Step.command("the head node", "cmsh -c commit")), fail("a-b", NODES.get(1), Severity.HIGH,
                Step.setting(role, "set podpidslimit 8192"), Step.command("the head node", "cmsh -c commit")));
        assertThat(plan.groups(Area.MANAGEMENT, NODES)).singleElement().satisfies(group ->
                assertThat(group.entries()).hasSize(2).allMatch(entry -> entry.targets().size() == 2));
        assertThat(plan.groups(Area.NODES, NODES)).isEmpty();
    }

    @Test
    void values_of_a_chart_stand_with_the_cluster_that_it_is_for() {
        Target cluster = new Target.Cluster("k8s-user", Space.USER);
        RemediationPlan plan = plan(fail("a-b", cluster, Severity.HIGH, Step.setting(Step.Place.file("values-user.yaml"),
                "clusterType.user: true"), Step.command("the head node", "helm upgrade x")));
        assertThat(plan.groups(Area.OBJECTS, NODES)).singleElement().satisfies(group -> {
            assertThat(group.where()).isEqualTo("k8s-user");
            assertThat(group.entries()).hasSize(2);
        });
        assertThat(plan.groups(Area.NODES, NODES)).isEmpty();
    }

    @Test
    void waived_failures_errors_and_passes_ask_for_nothing_and_a_failure_without_steps_is_named() {
        Finding waived = fail("a-b", SWITCH, Severity.HIGH, Step.command("btor-01", "nv set x"))
                .waivedBy(new Waiver("waiver", "x", LocalDate.EPOCH));
        RemediationPlan plan = plan(waived, fail("c-d", SWITCH, Severity.LOW));
        assertThat(plan.size()).isZero();
        assertThat(plan.failures()).isEqualTo(1);
        assertThat(plan.byHand()).containsExactly(java.util.Map.entry("c-d", 1));
    }

    private static RemediationPlan plan(Finding... findings) {
        return RemediationPlan.of(List.of(findings));
    }

    private static Target node(String name, String category) {
        return new Target.Node(name, Set.of(NodeRole.WORKER), Optional.empty(), Space.USER, Optional.of(category), false,
                Optional.empty());
    }

    private static Finding fail(String rule, Target target, Severity severity, Step... steps) {
        return new Finding(Finding.identity(rule, target, "", ""), rule, target, "", "", Outcome.FAIL, severity, "seen",
                "wanted", "message", Optional.empty(), List.of(steps), List.of(), Optional.empty());
    }
}
