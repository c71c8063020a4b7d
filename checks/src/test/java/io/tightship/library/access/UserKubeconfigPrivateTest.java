package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserKubeconfigPrivateTest {

    private static final List<String> PATTERNS = List.of("/home/*/.kube/config", "/home/*");

    static List<Case> compliant() {
        return List.of(Stats.of("the user's alone", PATTERNS, Stats.file("/home/ann/.kube/config", 0600, 1001),
                new PathStat("/home/ann", 'd', 0750, 1001, 1001)));
    }

    static List<Case> violations() {
        return List.of(Stats.of("readable by all", PATTERNS, Stats.file("/home/ann/.kube/config", 0644, 1001),
                        new PathStat("/home/ann", 'd', 0750, 1001, 1001)),
                Stats.of("another user's file", PATTERNS, Stats.file("/home/ann/.kube/config", 0600, 1002),
                        new PathStat("/home/ann", 'd', 0750, 1001, 1001)),
                Stats.of("root's file in a user's home", PATTERNS, Stats.file("/home/ann/.kube/config", 0600, 0),
                        new PathStat("/home/ann", 'd', 0750, 1001, 1001)),
                Stats.of("a home of root's", PATTERNS, Stats.file("/home/ann/.kube/config", 0600, 0),
                        new PathStat("/home/ann", 'd', 0750, 0, 0)));
    }

    @Test
    void where_no_home_holds_one_the_rule_does_not_apply() {
        assertThat(Stats.of("none", PATTERNS, new PathStat("/home/ann", 'd', 0750, 1001, 1001))
                .judge(new UserKubeconfigPrivate())).singleElement().satisfies(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    @Test
    void the_command_of_the_steps_gives_the_file_to_the_owner_of_the_home() {
        assertThat(violations().getFirst().judge(new UserKubeconfigPrivate()).getFirst().remediation().toString())
                .contains("chown --reference=/home/ann /home/ann/.kube/config");
    }
}
