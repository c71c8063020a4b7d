package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AclBoundOutboundTest {

    private static final String BINDING = "interface swp3s1 acl acl-kubeapi";

    static List<Case> compliant() {
        return List.of(Border.guide().judging(Border.ONE),
                Border.guide().one("nv set interface bond1 acl acl-kubeapi outbound").judging(Border.ONE)
                        .named("on the bond as well"),
                Border.guide().one("nv set " + BINDING + " inbound").judging(Border.ONE).named("inbound as well"),
                Border.guide().one("nv unset " + BINDING + "\nnv set interface swp3s0-2 acl acl-kubeapi outbound")
                        .judging(Border.ONE).named("by a range"));
    }

    static List<Case> violations() {
        return Stream.concat(broken(), Stream.of(
                Border.guide().withoutInterface("swp3s1").named("the breakout was changed"),
                Border.guide().withPorts(Border.ONE, Map.of("admin-1", List.of("bond1"))).named("a bond is listed")))
                .map(border -> border.judging(Border.ONE)).toList();
    }

    /** Those whose steps are commands. */
    private static Stream<Border> broken() {
        return Stream.of(
                Border.guide().one("nv unset " + BINDING).named("not bound"),
                Border.guide().one("nv unset " + BINDING + "\nnv set " + BINDING + " inbound").named("inbound"),
                Border.guide().one("nv set " + BINDING + " outbound control-plane").named("control-plane only"),
                Border.guide().one("nv unset " + BINDING + "\nnv set interface bond1 acl acl-kubeapi outbound")
                        .named("on the bond only"));
    }

    @Test
    void t67_each_wrong_binding_has_its_own_words() {
        assertThat(broken().map(border -> judged(border).get("admin-1 swp3s1"))).containsExactly(
                "FAIL: acl-kubeapi is not bound to swp3s1, which leads to admin-1",
                "FAIL: acl-kubeapi is bound to swp3s1 inbound: it filters what admin-1 sends, not what it receives",
                "FAIL: acl-kubeapi is bound to swp3s1 for the switch's own packets alone (outbound control-plane): "
                        + "what is forwarded to admin-1 passes",
                "FAIL: acl-kubeapi is bound to the bond bond1 and not to its member swp3s1, where it would be "
                        + "enforced");
    }

    @Test
    void only_the_port_that_is_wrong_fails() {
        assertThat(judged(Border.guide().one("nv unset " + BINDING)))
                .containsOnlyKeys("admin-1 swp3s1", "admin-1 swp3s2", "admin-2 swp2s2", "admin-3 swp6s3",
                        "head-1 swp5s0")
                .containsEntry("admin-1 swp3s2", "PASS: acl-kubeapi filters what leaves by swp3s2 to admin-1");
    }

    @Test
    void a_port_that_does_not_exist_now_fails_although_it_is_configured() {
        assertThat(judged(Border.guide().withoutInterface("swp6s3")).get("admin-3 swp6s3"))
                .startsWith("FAIL: btor-1 has no interface swp6s3 now");
    }

    @Test
    void a_host_without_stated_ports_is_an_error_and_the_others_are_judged() {
        Case partly = Border.guide().judging(Border.ONE).eachWithOneFactLess().stream()
                .filter(less -> less.toString().contains(SwitchPorts.OF_PROTECTED_HOSTS + " admin-2 of switch/btor-1"))
                .findFirst().orElseThrow();
        assertThat(partly.judge(new AclBoundOutbound())).extracting(Finding::subject, Finding::outcome)
                .contains(org.assertj.core.groups.Tuple.tuple("admin-2", Outcome.ERROR),
                        org.assertj.core.groups.Tuple.tuple("admin-1 swp3s1", Outcome.PASS));
    }

    @Test
    void the_steps_make_it_pass() {
        broken().forEach(border -> assertThat(border.followed(new AclBoundOutbound(), Border.ONE).judging(Border.ONE)
                .judge(new AclBoundOutbound())).as(border.name()).allMatch(f -> f.outcome() == Outcome.PASS));
    }

    @Test
    void where_the_inventory_is_wrong_the_steps_say_so_and_set_nothing() {
        Stream.of(Border.guide().withoutInterface("swp3s1"),
                Border.guide().withPorts(Border.ONE, Map.of("admin-1", List.of("bond1"))))
                .flatMap(border -> border.judging(Border.ONE).judge(new AclBoundOutbound()).stream())
                .filter(finding -> finding.outcome() == Outcome.FAIL)
                .forEach(finding -> assertThat(finding.remediation()).noneMatch(Step.Setting.class::isInstance)
                        .anyMatch(step -> step instanceof Step.Prose(String text) && text.contains("inventory")));
    }

    private static Map<String, String> judged(Border border) {
        return Border.words(border.judging(Border.ONE).judge(new AclBoundOutbound()));
    }
}
