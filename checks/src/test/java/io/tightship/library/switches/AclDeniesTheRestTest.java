package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AclDeniesTheRestTest {

    private static final String ACL = "acl acl-kubeapi rule ";

    static List<Case> compliant() {
        return List.of(Border.guide().judging(Border.ONE),
                Border.guide().one("nv unset " + ACL + "50 match").judging(Border.ONE)
                        .named("a deny without any match"),
                Border.guide().one("nv set " + ACL + "50 match ip dest-ip 7.241.28.8/29").judging(Border.ONE)
                        .named("a deny whose destination holds every protected host"),
                Border.guide().one("nv set " + ACL + "50 match ip source-ip 0.0.0.0/1\nnv set " + ACL
                        + "51 match ip tcp dest-port 6443\nnv set " + ACL + "51 match ip source-ip 128.0.0.0/1\nnv set "
                        + ACL + "51 action deny").judging(Border.ONE).named("two denies that together hold everyone"),
                Border.guide().one("nv set acl storage type ipv4\nnv set acl storage rule 10 match ip tcp dest-port "
                        + "2049\nnv set acl storage rule 10 action permit\nnv set interface swp3s1 acl storage "
                        + "outbound").judging(Border.ONE).named("another ACL for another port"),
                Border.guide().one(OPEN + "nv set interface swp3s1 acl open inbound").judging(Border.ONE)
                        .named("another ACL inbound"),
                Border.guide().one(OPEN + VLANS + "nv set interface vlan20 acl open outbound").judging(Border.ONE)
                        .named("another ACL on the interface of another VLAN"),
                Border.guide().one(OPEN + "nv set interface swp9 acl open outbound").judging(Border.ONE)
                        .named("another ACL on the port of another host"));
    }

    private static final String VLANS = """
            nv set interface bond1 bridge domain br_default access 10
            nv set interface swp9 bridge domain br_default access 20
            """;

    private static final String OPEN = """
            nv set acl open type ipv4
            nv set acl open rule 10 match ip protocol tcp
            nv set acl open rule 10 action permit
            """;

    static List<Case> violations() {
        return broken().map(border -> border.judging(Border.ONE)).toList();
    }

    private static Stream<Border> broken() {
        return Stream.of(
                Border.guide().one("nv unset acl acl-kubeapi").named("no ACL"),
                Border.guide().one("nv unset " + ACL + "50").named("no catch-all"),
                Border.guide().one("nv set " + ACL + "50 action permit").named("a catch-all that permits"),
                Border.guide().one("nv set " + ACL + "50 match ip source-ip 7.0.0.0/8").named("a deny with a source"),
                Border.guide().one("nv set " + ACL + "50 match ip dest-ip 7.241.28.12/31")
                        .named("a deny that leaves a protected host out"),
                Border.guide().one("nv set " + ACL + "50 match ip connection-state new")
                        .named("a deny that asks for more"),
                Border.guide().one("nv unset " + ACL + "50 match ip tcp\nnv set " + ACL
                        + "50 match ip udp dest-port 6443").named("a deny for UDP"),
                Border.guide().one("nv unset " + ACL + "50 match ip tcp\nnv set " + ACL
                        + "50 match ip tcp dest-port 6000:7000").named("a deny for a range, which outbound rules lack"),
                Border.guide().one("nv set " + ACL + "30 match ip source-ip 7.0.0.0/8").named("a wide permit first"),
                Border.guide().one("nv set " + ACL + "45 action permit").named("a permit of everything first"),
                Border.guide().one("nv set " + ACL + "45 action set dscp 10").named("a rule that may end the list"),
                other("swp3s1"), other("bond1"), other("swp3s1.100"),
                Border.guide().one(OPEN + VLANS + "nv set interface vlan10 acl open outbound")
                        .named("another ACL on the interface of the host's VLAN"),
                Border.guide().one(OPEN + VLANS + "nv set interface admin vlan 10\nnv set interface admin acl open outbound")
                        .named("the interface of the VLAN under another name"));
    }

    private static Border other(String place) {
        return Border.guide().one(OPEN + "nv set interface " + place + " acl open outbound")
                .named("another ACL on " + place);
    }

    @Test
    void without_a_catch_all_the_switch_forwards_by_default() {
        assertThat(judged(Border.guide().one("nv unset " + ACL + "50")).get("catch-all")).startsWith("FAIL: packets "
                + "from 0.0.0.0/6, 4.0.0.0/7, 6.0.0.0/8, 7.0.0.0/9 and ").endsWith(" to port 6443 of 7.241.28.12 "
                + "(admin-1) and of 3 more reach no deny that is certain to match, so the switch forwards them");
    }

    @Test
    void a_deny_that_leaves_a_protected_host_out_names_it() {
        assertThat(judged(Border.guide().one("nv set " + ACL + "50 match ip dest-ip 7.241.28.12/31")).get("catch-all"))
                .contains("7.241.28.14 (admin-3) and of 1 more");
    }

    @Test
    void rules_of_a_snippet_beside_nvues_own_are_a_question_and_other_files_are_none() {
        assertThat(judged(Border.guide().one("nv set system config snippet more file /etc/cumulus/acl/policy.d/40_more.rules"))
                .get("")).startsWith("MANUAL: ").contains("/etc/cumulus/acl/policy.d/40_more.rules");
        assertThat(judged(Border.guide().one("nv set system config snippet limits file /etc/sysctl.d/limits.conf")).get(""))
                .startsWith("PASS: ");
    }

    @Test
    void another_acl_on_the_same_port_may_be_asked_first() {
        assertThat(judged(other("swp3s1"))).containsOnlyKeys("swp3s1 open").extractingByKey("swp3s1 open").asString()
                .startsWith("FAIL: the ACL open, bound outbound to swp3s1 as well, may let ")
                .endsWith(" through by rule 10 before acl-kubeapi is asked");
        assertThat(judged(other("bond1"))).containsOnlyKeys("bond1 open");
    }

    @Test
    void t67_a_permit_with_a_lower_number_lets_through_what_the_deny_would_stop() {
        assertThat(judged(Border.guide().one("nv set " + ACL + "30 match ip source-ip 7.0.0.0/8")))
                .containsOnlyKeys("rule 30").extractingByKey("rule 30").asString()
                .contains("before anything denies it");
    }

    @Test
    void a_deny_at_100_is_asked_after_the_permit_at_20() {
        Border renumbered = Border.guide().one("nv unset " + ACL + "50\nnv set " + ACL
                + "100 match ip tcp dest-port 6443\nnv set " + ACL + "100 action deny");
        assertThat(judged(renumbered).values()).allMatch(words -> words.startsWith("PASS"));
    }

    @Test
    void the_steps_make_it_pass() {
        broken().forEach(border -> assertThat(border.followed(new AclDeniesTheRest(), Border.ONE).judging(Border.ONE)
                .judge(new AclDeniesTheRest())).as(border.name()).allMatch(f -> f.outcome() == Outcome.PASS));
    }

    private static Map<String, String> judged(Border border) {
        return Border.words(border.judging(Border.ONE).judge(new AclDeniesTheRest()));
    }
}
