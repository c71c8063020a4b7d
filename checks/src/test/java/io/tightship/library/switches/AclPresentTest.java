package io.tightship.library.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AclPresentTest {

    static List<Case> compliant() {
        return List.of(Border.guide().judging(Border.ONE),
                Border.guide().one("nv unset acl acl-kubeapi\nnv set acl api type ipv4").judging(Border.ONE)
                        .named("the site calls it otherwise").value(SwitchesValues.ACL_NAME, "api"));
    }

    static List<Case> violations() {
        return broken().map(border -> border.judging(Border.ONE)).toList();
    }

    private static Stream<Border> broken() {
        return Stream.of(
                Border.guide().one("nv unset acl acl-kubeapi").named("no ACL"),
                Border.guide().one("nv set acl acl-kubeapi type ipv6").named("an ACL for IPv6"),
                Border.guide().one("nv unset acl acl-kubeapi type").named("an ACL without a type"),
                Border.guide().one("nv config save\nnv unset acl acl-kubeapi").named("saved and not applied"));
    }

    @Test
    void t67_an_acl_that_is_only_in_the_startup_configuration_is_not_there() {
        assertThat(Border.guide().one("nv config save\nnv unset acl acl-kubeapi").judging(Border.ONE)
                .judge(new AclPresent())).singleElement().satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
                    assertThat(finding.message()).isEqualTo("btor-1 applies no ACL acl-kubeapi");
                });
    }

    @Test
    void the_steps_make_it_pass() {
        broken().forEach(border -> assertThat(border.followed(new AclPresent(), Border.ONE).judging(Border.ONE)
                .judge(new AclPresent())).as(border.name()).allMatch(f -> f.outcome() == Outcome.PASS));
    }
}
