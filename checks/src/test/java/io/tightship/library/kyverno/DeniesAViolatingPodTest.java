package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.DryRunAnswer;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeniesAViolatingPodTest {

    static List<Case> compliant() {
        return List.of(of("by the webhook", new DryRunAnswer.Denied("team-a", "webhook validate.kyverno.svc-fail",
                "disallow-host-path")));
    }

    static List<Case> violations() {
        return List.of(of("admitted", new DryRunAnswer.Admitted("team-a")));
    }

    @Test
    void what_was_not_allowed_is_a_question_with_the_command() {
        assertThat(of("off", new DryRunAnswer.NotAllowed("kubectl run x --dry-run=server"))
                .judge(new DeniesAViolatingPod())).singleElement().satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                    assertThat(finding.message()).contains("--allow-dry-run", "kubectl run x --dry-run=server");
                });
    }

    private static Case of(String name, DryRunAnswer answer) {
        return Case.of(name, Clusters.ADMIN).with(DryRunAnswer.KEY, answer);
    }
}
