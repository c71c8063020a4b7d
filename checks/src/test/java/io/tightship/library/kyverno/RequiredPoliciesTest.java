package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kyverno.ChartPolicies;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Finding;
import io.tightship.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequiredPoliciesTest {

    static List<Case> compliant() {
        return List.of(Clusters.holding("as ClusterPolicy", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce"))),
                Clusters.holding("as ValidatingPolicy", new KyvernoPolicy("ValidatingPolicy", "disallow-host-path",
                        Optional.of(true), true, "Enforce", List.of(), List.of())));
    }

    static List<Case> violations() {
        return List.of(Clusters.holding("none"), Clusters.holding("another", new KyvernoPolicy("ClusterPolicy",
                "disallow-host-ports", Optional.of(true), true, "Enforce", List.of(), List.of())),
                Clusters.holding("one that the release brings was deleted", Clusters.policy("Audit", List.of(),
                        Clusters.rule("Enforce"))).withMembers(Clusters.ADMIN, ChartPolicies.KEY,
                        Clusters.bringing("restrict-sysctls")));
    }

    @Test
    void what_the_site_names_is_judged_although_the_release_may_not_be_read() {
        assertThat(Clusters.holding("", Clusters.policy("Audit", List.of(), Clusters.rule("Enforce"))).with(
                ChartPolicies.KEY, PerSubject.of(Map.of(ChartPolicies.RELEASE, Fact.unavailable("cluster", Reason.FORBIDDEN,
                        "secrets is forbidden")))).judge(new RequiredPolicies())).extracting(finding ->
                finding.subject() + " " + finding.outcome()).containsExactly("disallow-host-path PASS",
                "policies of the release ERROR");
    }

    @Test
    void the_five_of_the_guides_are_required_where_the_site_says_nothing() {
        assertThat(Case.of("default", Clusters.ADMIN).with(KyvernoPolicies.KEY, new KyvernoPolicies(List.of()))
                .withMembers(Clusters.ADMIN, ChartPolicies.KEY, Clusters.bringing()).judge(new RequiredPolicies())).extracting(Finding::subject).containsExactly("disallow-capabilities",
                "disallow-host-namespaces", "disallow-host-path", "disallow-host-ports",
                "disallow-privileged-containers");
    }
}
