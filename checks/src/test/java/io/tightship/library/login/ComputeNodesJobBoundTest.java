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

class ComputeNodesJobBoundTest {

    private static final Target.Site SITE = new Target.Site("test");

    static List<Case> compliant() {
        return List.of(category("onlywhenjob"), category("never"), category("OnlyWhenJob"));
    }

    static List<Case> violations() {
        return List.of(category("always"), category("ALWAYS"));
    }

    @Test
    void the_literal_step_makes_it_pass() {
        Step.Setting step = (Step.Setting) category("always").judge(new ComputeNodesJobBound()).getFirst().remediation()
                .getFirst();
        assertThat(step.place()).isEqualTo(Step.Place.cmsh("category; use dgx-gb200"));
        assertThat(category(step.literal().replaceFirst("^set usernodelogin ", "")).judge(new ComputeNodesJobBound()))
                .extracting(Finding::outcome).containsExactly(Outcome.PASS);
    }

    @Test
    void a_site_without_compute_nodes_has_nothing_to_bind() {
        assertThat(Case.of("none", SITE).withMembers(SITE, LoginCategory.OF_COMPUTE_NODES, Map.of("",
                new LoginCategory("", new TreeSet<>(), false)))
                .judge(new ComputeNodesJobBound())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
    }

    private static Case category(String login) {
        return Case.of(login, SITE).withMembers(SITE, LoginCategory.OF_COMPUTE_NODES, Map.of("dgx-gb200",
                new LoginCategory(login, new TreeSet<>(Set.of("b05-p1-dgx-05-c01")), false)));
    }
}
