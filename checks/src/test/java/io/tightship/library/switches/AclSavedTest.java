package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.nvue.NvueRevision;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AclSavedTest {

    private static final String ACL = "acl acl-kubeapi";

    static List<Case> compliant() {
        return List.of(Border.guide().judging(Border.ONE),
                Border.guide().one("nv set acl other type ipv4").judging(Border.ONE)
                        .named("a difference that is not of this ACL"),
                Border.guide().one("nv unset interface swp3s1 " + ACL + "\nnv unset interface swp3s2 " + ACL
                        + "\nnv set interface swp3s1-2 " + ACL + " outbound").judging(Border.ONE)
                        .named("the same ports, folded into a range"),
                Border.guide().one("nv set " + ACL + " rule 10 remark heads").judging(Border.ONE)
                        .named("only a remark differs"));
    }

    static List<Case> violations() {
        return Stream.concat(broken(), Stream.of(Border.guide().one("nv unset " + ACL + "\nnv config save")
                .named("neither"))).map(border -> border.judging(Border.ONE)).toList();
    }

    private static Stream<Border> broken() {
        return Stream.of(
                Border.guide().one("nv config save\nnv unset " + ACL).named("saved and not applied"),
                Border.guide().one("nv unset " + ACL + "\nnv config save\n"
                        + Border.GUIDE.replace("nv config save", "")).named("applied and not saved"),
                Border.guide().one("nv set " + ACL + " rule 30 match ip source-ip 7.0.0.0/8")
                        .named("another source is saved"),
                Border.guide().one("nv unset interface swp3s1 " + ACL).named("a binding that is saved and not applied"),
                Border.guide().one("nv set interface swp2s3 " + ACL + " outbound")
                        .named("a binding that is applied and not saved"),
                Border.guide().one("nv set interface swp3s1 " + ACL + " outbound control-plane")
                        .named("another binding is saved"));
    }

    @Test
    void t67_each_difference_is_named() {
        assertThat(broken().flatMap(border -> judged(border).entrySet().stream())
                .filter(entry -> entry.getValue().startsWith("FAIL")).map(Map.Entry::toString)).containsExactly(
                "acl acl-kubeapi=FAIL: the ACL acl-kubeapi is saved and not applied: it filters nothing now",
                "acl acl-kubeapi=FAIL: the ACL acl-kubeapi is applied and not saved: the next start loses it",
                "acl acl-kubeapi=FAIL: the ACL acl-kubeapi is saved otherwise than it is applied: rule 30 is applied "
                        + "as (action permit; match ip source-ip 7.0.0.0/8; match ip tcp dest-port 6443) and saved as "
                        + "(action permit; match ip source-ip 7.241.28.12/31; match ip tcp dest-port 6443)",
                "interface swp3s1=FAIL: acl-kubeapi on swp3s1 is applied as none and saved as outbound",
                "interface swp2s3=FAIL: acl-kubeapi on swp2s3 is applied as outbound and saved as none",
                "interface swp3s1=FAIL: acl-kubeapi on swp3s1 is applied as outbound control-plane and saved as "
                        + "outbound");
    }

    @Test
    void the_steps_make_it_pass() {
        broken().forEach(border -> assertThat(border.followed(new AclSaved(), Border.ONE).judging(Border.ONE)
                .judge(new AclSaved())).as(border.name()).allMatch(f -> f.outcome() == Outcome.PASS));
    }

    @Test
    void changes_that_wait_are_named_and_asked_about() {
        assertThat(waiting(Map.of())).isEqualTo("PASS: no change waits to be applied or confirmed");
        assertThat(waiting(Map.of("7", new NvueRevision("7", "pending")))).isEqualTo("MANUAL: changes wait to be applied: "
                + "revision 7 (pending); does any of them change acl-kubeapi or its bindings? `nv config diff applied "
                + "REVISION` shows it");
        assertThat(waiting(Map.of("7", new NvueRevision("7", "pending"), "8", new NvueRevision("8", "confirm"))))
                .startsWith("MANUAL: what is applied awaits its confirmation and is undone without it: revision 7 (pending), "
                        + "revision 8 (confirm); ");
        assertThat(waiting(Map.of("", NvueRevision.unlisted("HTTP 404")))).startsWith("MANUAL: the switch does not list its "
                + "revisions (HTTP 404): does a change of acl-kubeapi");
        assertThat(waiting(IntStream.range(1, 8).boxed().collect(Collectors.toMap(String::valueOf, number ->
                new NvueRevision(String.valueOf(number), "pending"))))).contains("revision 5 (pending) and 2 more; ");
    }

    private static String waiting(Map<String, NvueRevision> revisions) {
        return Border.words(Border.guide().judging(Border.ONE).withMembers(Border.ONE, NvueRevision.UNSETTLED, revisions)
                .judge(new AclSaved())).get("pending changes");
    }

    private static Map<String, String> judged(Border border) {
        return Border.words(border.judging(Border.ONE).judge(new AclSaved()));
    }
}
