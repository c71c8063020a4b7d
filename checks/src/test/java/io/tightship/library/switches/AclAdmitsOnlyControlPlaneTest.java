package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.Cidr;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AclAdmitsOnlyControlPlaneTest {

    private static final String ACL = "acl acl-kubeapi rule ";

    static List<Case> compliant() {
        return List.of(Border.guide().judging(Border.ONE),
                Border.guide().one("nv set " + ACL + "40 match ip source-ip 7.241.28.14/31").judging(Border.ONE)
                        .named("a wider prefix that the site approves")
                        .value(SwitchesValues.APPROVED_PREFIXES, List.of(Cidr.parse("7.241.28.0/28").orElseThrow())),
                Border.guide().one("nv set " + ACL + "45 match ip tcp dest-port ssh\nnv set " + ACL
                        + "45 action permit").judging(Border.ONE).named("a permit for another port"),
                Border.guide().one("nv set " + ACL + "60 match ip tcp dest-port 6443\nnv set " + ACL
                        + "60 action permit").judging(Border.ONE).named("a permit that nobody reaches"),
                Border.guide().one("nv set " + ACL + "5 match ip tcp dest-port 6443\nnv set " + ACL
                        + "5 action police rate 100").judging(Border.ONE).named("a policer first, which ends nothing"),
                Border.guide().one("nv unset " + ACL + "10 match ip tcp\nnv set " + ACL
                        + "10 match ip protocol tcp\nnv set " + ACL + "10 match ip dest-port 6443").judging(Border.ONE)
                        .named("the form of Cumulus Linux 5.6 and before"));
    }

    static List<Case> violations() {
        return broken().map(border -> border.judging(Border.ONE)).toList();
    }

    private static Stream<Border> broken() {
        return Stream.of(
                Border.guide().one("nv unset acl acl-kubeapi").named("no ACL"),
                Border.guide().one("nv set acl acl-kubeapi type ipv6").named("an ACL for IPv6"),
                missing(),
                Border.guide().one("nv unset " + ACL + "20").named("no permit for the virtual address"),
                wide(),
                Border.guide().one("nv unset " + ACL + "30 match ip source-ip").named("a permit without a source"),
                shadowed(),
                Border.guide().one("nv set " + ACL + "45 match ip tcp dest-port 6443\nnv set " + ACL
                        + "45 match ip connection-state established\nnv set " + ACL + "45 action permit")
                        .named("a permit that asks for more, from anywhere"),
                Border.guide().one("nv set " + ACL + "30 match ip connection-state new")
                        .named("the permit of a control-plane node asks for more"),
                Border.guide().one("nv set " + ACL + "5 match ip tcp dest-port 6443\nnv set " + ACL
                        + "5 match ip dscp 10\nnv set " + ACL + "5 action deny")
                        .named("a deny that asks for more, before the permits"),
                Border.guide().one("nv set " + ACL + "45 action log").named("a rule that may end the list"),
                Border.guide().one("nv set " + ACL + "45 action permit").named("a permit without any match"),
                Border.guide().one("nv set " + ACL + "40 match ip dest-ip 7.241.28.12/32")
                        .named("a permit to one control-plane node alone"),
                Border.guide().one("nv unset acl acl-kubeapi rule").named("an ACL without rules"));
    }

    private static Border missing() {
        return Border.guide().one("nv set " + ACL + "30 match ip source-ip 7.241.28.12/32").named("a missing source");
    }

    private static Border wide() {
        return Border.guide().one("nv set " + ACL + "30 match ip source-ip 7.0.0.0/8").named("a source of /8");
    }

    private static Border shadowed() {
        return Border.guide().one("nv set " + ACL + "25 match ip tcp dest-port 6443\nnv set " + ACL
                + "25 match ip source-ip 7.241.28.12/30\nnv set " + ACL + "25 action deny")
                .named("a deny before permits");
    }

    @Test
    void a_missing_source_is_named_with_its_host_and_the_rule_that_denies_it() {
        assertThat(judged(missing())).containsExactly(Map.entry("missing 7.241.28.13",
                "FAIL: rule 50 denies 7.241.28.13 (admin-2), and no rule permits it"));
    }

    @Test
    void a_source_of_8_bits_is_named_with_its_rule() {
        assertThat(judged(wide())).containsOnlyKeys("rule 30").extractingByKey("rule 30").asString()
                .startsWith("FAIL: rule 30 lets 7.0.0.0/8 through; not approved of that: 7.0.0.0/9, ");
    }

    @Test
    void t67_a_deny_with_a_lower_number_shadows_the_permits_behind_it() {
        assertThat(judged(shadowed())).containsExactly(
                Map.entry("shadowed 7.241.28.12",
                        "FAIL: rule 25 denies 7.241.28.12 (admin-1) before rule 30 permits it"),
                Map.entry("shadowed 7.241.28.13",
                        "FAIL: rule 25 denies 7.241.28.13 (admin-2) before rule 30 permits it"),
                Map.entry("shadowed 7.241.28.14",
                        "FAIL: rule 25 denies 7.241.28.14 (admin-3) before rule 40 permits it"));
    }

    @Test
    void rule_numbers_are_numbers_so_100_comes_after_20() {
        Border renumbered = Border.guide().one("nv unset " + ACL + "50\nnv set " + ACL
                + "100 match ip tcp dest-port 6443\nnv set " + ACL + "100 action deny");
        assertThat(judged(renumbered).values()).allMatch(words -> words.startsWith("PASS"));
    }

    @Test
    void a_permit_that_asks_for_more_counts_against_the_list_and_never_for_it() {
        Border against = Border.guide().one("nv set " + ACL + "45 match ip tcp dest-port 6443\nnv set " + ACL
                + "45 match ip dscp 10\nnv set " + ACL + "45 action permit");
        assertThat(judged(against).get("rule 45")).contains("may let any source through");
        Border forIt = Border.guide().one("nv set " + ACL + "40 match ip dscp 10");
        assertThat(judged(forIt)).containsOnlyKeys("missing 7.241.28.14");
    }

    @Test
    void the_steps_name_the_sites_addresses_and_keep_rules_for_other_ports() {
        Border wide = wide().one("nv set " + ACL + "10 match ip tcp dest-port 6443\nnv set " + ACL
                + "20 match ip tcp dest-port ssh\nnv unset " + ACL + "20 match ip tcp dest-port 6443");
        Finding failed = wide.judging(Border.ONE).judge(new AclAdmitsOnlyControlPlane()).getFirst();
        assertThat(failed.remediation()).filteredOn(Step.Setting.class::isInstance).singleElement().satisfies(step -> {
            String commands = ((Step.Setting) step).literal();
            assertThat(commands).contains("nv unset acl acl-kubeapi rule 30\n").doesNotContain("rule 20")
                    .contains("nv set acl acl-kubeapi rule 10 match ip source-ip 7.241.28.8/32\n")
                    .contains("nv set acl acl-kubeapi rule 30 match ip source-ip 7.241.28.9/32\n")
                    .endsWith("rule 80 action deny");
        });
    }

    @Test
    void the_steps_of_any_finding_make_the_whole_list_pass() {
        broken().forEach(border -> border.judging(Border.ONE).judge(new AclAdmitsOnlyControlPlane())
                .forEach(finding -> assertThat(border.after(finding).judging(Border.ONE)
                        .judge(new AclAdmitsOnlyControlPlane())).as(border.name() + " " + finding.subject())
                        .allMatch(after -> after.outcome() == Outcome.PASS)));
    }

    private static Map<String, String> judged(Border border) {
        return Border.words(border.judging(Border.ONE).judge(new AclAdmitsOnlyControlPlane()));
    }
}
