package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExistingViolationsTest {

    static List<Case> compliant() {
        return List.of(allowed("disallow-host-path/host-path", true), allowed("disallow-host-path/host-path", false)
                .value(ExistingViolations.ALLOWED, "false"));
    }

    static List<Case> violations() {
        return List.of(allowed("disallow-host-path/host-path", false), allowed("disallow-host-path/host-path", true)
                .value(ExistingViolations.ALLOWED, "false").named("refused by the site"));
    }

    @Test
    void the_step_names_the_rule_and_other_policies_are_not_judged() {
        assertThat(violations().getFirst().judge(new ExistingViolations()).getFirst().remediation()).contains(Step.setting(
                Step.Place.object("clusterpolicies.kyverno.io/disallow-host-path"),
                "spec.rules[host-path].validate.allowExistingViolations: true"));
        assertThat(allowed("another/rule", false).judge(new ExistingViolations())).allMatch(finding ->
                finding.outcome() == Outcome.NOT_APPLICABLE);
    }

    private static Case allowed(String rule, boolean allowed) {
        return Case.of(rule + " " + allowed, Clusters.ADMIN).withMembers(Clusters.ADMIN,
                io.tightship.fact.kyverno.ChartPolicies.KEY, Clusters.bringing()).with(io.tightship.fact.kyverno.ExistingViolations.KEY,
                new io.tightship.fact.kyverno.ExistingViolations(new TreeMap<>(Map.of(rule, allowed))));
    }
}
