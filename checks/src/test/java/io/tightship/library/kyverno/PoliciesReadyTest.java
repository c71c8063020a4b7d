package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesReadyTest {

    static List<Case> compliant() {
        return List.of(Clusters.holding("ready", ready(Optional.of(true))));
    }

    static List<Case> violations() {
        return List.of(Clusters.holding("t68 not ready", ready(Optional.of(false))),
                Clusters.holding("no condition", ready(Optional.empty())), Clusters.holding("no policy at all"),
                Clusters.holding("only another one is there", new KyvernoPolicy("ClusterPolicy", "another",
                        Optional.of(true), true, "Audit", List.of(), List.of())),
                Clusters.holding("t68 one of two kinds is not ready", ready(Optional.of(true)),
                        new KyvernoPolicy("ValidatingPolicy", "disallow-host-path", Optional.empty(), true, "Enforce",
                                List.of(), List.of())));
    }

    @Test
    void a_required_policy_that_is_absent_stands_beside_those_that_are_ready() {
        assertThat(Clusters.holding("", new KyvernoPolicy("ClusterPolicy", "another", Optional.of(true), true, "Audit",
                List.of(), List.of())).judge(new PoliciesReady())).extracting(Finding::subject, Finding::outcome)
                .containsExactly(tuple("ClusterPolicy/another", Outcome.PASS),
                        tuple("disallow-host-path", Outcome.FAIL));
    }

    @Test
    void a_policy_that_became_an_admission_policy_may_be_in_force_without_being_called_ready() {
        KyvernoPolicy generated = new KyvernoPolicy("ValidatingPolicy", "disallow-host-path", Optional.of(false), true,
                "Enforce", List.of(), List.of(Clusters.rule("Enforce")), true, true);
        assertThat(Clusters.holding("", generated).judge(new PoliciesReady())).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(io.tightship.model.Outcome.MANUAL);
            assertThat(finding.message()).contains("Ready is False", "is that ValidatingAdmissionPolicy there");
        });
    }

    private static KyvernoPolicy ready(Optional<Boolean> ready) {
        return new KyvernoPolicy("ClusterPolicy", "disallow-host-path", ready, true, "Enforce", List.of(),
                List.of(Clusters.rule("Enforce")));
    }
}
