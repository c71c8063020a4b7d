package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.LoginCategory;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CategoryDeniesUsersTest {

    private static final Target.Site SITE = new Target.Site("test");

    static List<Case> compliant() {
        return List.of(category("never"), category("NEVER"));
    }

    static List<Case> violations() {
        return List.of(category("always"), category("onlywhenjob"));
    }

    @Test
    void a_head_node_with_a_control_plane_has_no_category() {
        Case head = Case.of("head", SITE).withMembers(SITE, LoginCategory.OF_CONTROL_PLANES, Map.of("head-01",
                new LoginCategory("", new TreeSet<>(Set.of("head-01")), true)));
        assertThat(head.judge(new CategoryDeniesUsers())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
    }

    @Test
    void the_remediation_is_in_the_sites_own_names() {
        assertThat(category("always").judge(new CategoryDeniesUsers()).getFirst().remediation())
                .contains(Step.setting(Step.Place.cmsh("category; use k8s-system-user"), "set usernodelogin never; commit"));
        assertThat(category("never").judge(new CategoryDeniesUsers())).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS);
    }

    private static Case category(String login) {
        return Case.of(login, SITE).withMembers(SITE, LoginCategory.OF_CONTROL_PLANES, Map.of("k8s-system-user",
                new LoginCategory(login, new TreeSet<>(Set.of("c01-p1-user-x86-01")), false)));
    }
}
