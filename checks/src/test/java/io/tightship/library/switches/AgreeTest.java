package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AgreeTest {

    private static final String ACL = "acl acl-kubeapi";

    static List<Case> compliant() {
        return List.of(Border.guide().judging(Border.SITE),
                Border.guide().named("the same hosts on other ports").on(Border.TWO,
                        "nv unset interface swp2s2\nnv set interface swp7 " + ACL + " outbound")
                        .withPorts(Border.TWO, Map.of("admin-1", List.of("swp3s1", "swp3s2"), "admin-2",
                                List.of("swp7"), "admin-3", List.of("swp6s3"), "head-1", List.of("swp5s0")))
                        .judging(Border.SITE),
                Border.guide().on(Border.TWO, "nv unset " + ACL + " rule 50\nnv set " + ACL
                        + " rule 100 match ip tcp dest-port 6443\nnv set " + ACL + " rule 100 action deny")
                        .judging(Border.SITE).named("the same rules under other numbers"),
                Border.guide().on(Border.TWO, "nv set " + ACL + " rule 20 match ip source-ip 7.241.28.10")
                        .judging(Border.SITE).named("the same address, written otherwise"));
    }

    static List<Case> violations() {
        return Stream.concat(broken(), Stream.of(
                Border.guide().withoutSwitch(Border.TWO).named("one switch"),
                Border.guide().one("nv unset " + ACL).on(Border.TWO, "nv unset " + ACL).named("no ACL anywhere"),
                Border.guide().withPorts(Border.TWO, Map.of("admin-1", List.of("swp3s1", "swp3s2"), "admin-2",
                        List.of("swp2s2"), "admin-3", List.of("swp6s3"))).named("a head node on one switch only")))
                .map(border -> border.judging(Border.SITE)).toList();
    }

    private static Stream<Border> broken() {
        return Stream.of(
                Border.guide().on(Border.TWO, "nv set " + ACL + " rule 30 match ip source-ip 7.0.0.0/8")
                        .named("another source on one switch"),
                Border.guide().on(Border.TWO, "nv unset " + ACL + " rule 50").named("a rule less on one switch"),
                Border.guide().one("nv unset " + ACL).named("no ACL on one switch"),
                Border.guide().on(Border.TWO, "nv set " + ACL + " type ipv6").named("another type"),
                Border.guide().on(Border.TWO, "nv unset interface swp2s2 " + ACL).named("a host open on one switch"),
                Border.guide().one("nv unset interface swp3s2 " + ACL).named("a host half open on one switch"));
    }

    @Test
    void each_difference_is_named() {
        assertThat(broken().flatMap(border -> judged(border).entrySet().stream())
                .filter(entry -> entry.getValue().startsWith("FAIL")).map(Map.Entry::toString)).containsExactly(
                "rules=FAIL: rule 30 of btor-1 (action permit; match ip source-ip 7.241.28.12/31; match ip tcp "
                        + "dest-port 6443) differs from rule 30 of btor-2 (action permit; match ip source-ip "
                        + "7.0.0.0/8; match ip tcp dest-port 6443)",
                "rules=FAIL: btor-2 lacks what is rule 50 on btor-1",
                "rules=FAIL: btor-1 applies no ACL acl-kubeapi",
                "rules=FAIL: acl-kubeapi has another type on btor-2 than on btor-1",
                "admin-2=FAIL: the ports of admin-2 are filtered on btor-1, unfiltered on btor-2",
                "admin-1=FAIL: the ports of admin-1 are filtered in part on btor-1, filtered on btor-2");
    }

    @Test
    void one_switch_alone_cannot_agree() {
        assertThat(judged(Border.guide().withoutSwitch(Border.TWO)).get("")).startsWith("FAIL: only one switch");
    }

    @Test
    void the_steps_make_it_pass() {
        broken().forEach(border -> assertThat(border.followed(new Agree(), Border.SITE).judging(Border.SITE)
                .judge(new Agree())).as(border.name()).allMatch(f -> f.outcome() == Outcome.PASS));
    }

    private static Map<String, String> judged(Border border) {
        return Border.words(border.judging(Border.SITE).judge(new Agree()));
    }
}
