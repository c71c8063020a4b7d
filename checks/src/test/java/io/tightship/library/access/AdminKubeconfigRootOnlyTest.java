package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdminKubeconfigRootOnlyTest {

    private static final List<String> PATTERNS = List.of("/root/.kube/config*", "/etc/kubernetes/admin.conf",
            "/etc/kubernetes/super-admin.conf");

    static List<Case> compliant() {
        return List.of(Stats.of("root's alone", PATTERNS, Stats.file("/root/.kube/config-k8s-admin", 0600, 0)),
                Stats.of("t50: fewer bits are as good", PATTERNS, Stats.file("/root/.kube/config-k8s-admin", 0400, 0)));
    }

    static List<Case> violations() {
        return List.of(Stats.of("readable by the group", PATTERNS, Stats.file("/root/.kube/config-k8s-admin", 0640, 0)),
                Stats.of("readable by all", PATTERNS, Stats.file("/root/.kube/config-k8s-admin", 0644, 0)),
                Stats.of("of another user", PATTERNS, Stats.file("/root/.kube/config-k8s-admin", 0600, 1000)));
    }

    @Test
    void t49_where_none_is_there_the_rule_does_not_apply() {
        assertThat(Stats.of("none", PATTERNS).judge(new AdminKubeconfigRootOnly())).singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    @Test
    void the_commands_of_the_steps_make_it_pass() {
        violations().forEach(violation -> violation.judge(new AdminKubeconfigRootOnly()).forEach(finding ->
                assertThat(finding.remediation().toString()).contains("chown root:root /root/.kube/config-k8s-admin",
                        "chmod 0600 /root/.kube/config-k8s-admin")));
    }
}
