package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdminKubeconfigRootOnlyTest {

    private static final List<String> PATTERNS = List.of("/root/.kube/config*", "/etc/kubernetes/admin.conf",
            "/etc/kubernetes/super-admin.conf");

    /** The files of modules stand under a key of their own. */
    private static Case module(String name, PathStat module, PathStat... files) {
        return Stats.of(name, PATTERNS, files).withMembers(Stats.HEAD, PathStat.OF_MODULES, Map.of(module.path(), module));
    }

    private static Case files(String name, PathStat... files) {
        return Stats.of(name, PATTERNS, files).withMembers(Stats.HEAD, PathStat.OF_MODULES, Map.of());
    }

    static List<Case> compliant() {
        return List.of(files("root's alone", Stats.file("/root/.kube/config-k8s-admin", 0600, 0)),
                module("a module's, too", Stats.file("/cm/shared/kube/admin", 0600, 0),
                        Stats.file("/root/.kube/config-k8s-admin", 0600, 0)),
                module("a module names the usual one", Stats.file("/root/.kube/config-k8s-admin", 0600, 0),
                        Stats.file("/root/.kube/config-k8s-admin", 0600, 0)),
                files("an approved group reads it", Stats.file("/root/.kube/config-k8s-admin", 0640, 0))
                        .value(AdminKubeconfigRootOnly.READERS, Set.of(0L)),
                files("t50: fewer bits are as good", Stats.file("/root/.kube/config-k8s-admin", 0400, 0)));
    }

    static List<Case> violations() {
        return List.of(module("a module's is readable by all", Stats.file("/cm/shared/kube/admin", 0644, 0)),
                files("readable by the group", Stats.file("/root/.kube/config-k8s-admin", 0640, 0)),
                files("readable by all", Stats.file("/root/.kube/config-k8s-admin", 0644, 0)),
                files("readable by a group that nobody approved", Stats.file("/root/.kube/config-k8s-admin", 0640, 0))
                        .value(AdminKubeconfigRootOnly.READERS, Set.of(4711L)),
                files("writable by an approved group", Stats.file("/root/.kube/config-k8s-admin", 0660, 0))
                        .value(AdminKubeconfigRootOnly.READERS, Set.of(0L)),
                files("readable by all beside an approved group", Stats.file("/root/.kube/config-k8s-admin", 0644, 0))
                        .value(AdminKubeconfigRootOnly.READERS, Set.of(0L)),
                files("no group may be approved for kubeadm's", Stats.file("/etc/kubernetes/admin.conf", 0640, 0))
                        .value(AdminKubeconfigRootOnly.READERS, Set.of(0L)),
                files("of another user", Stats.file("/root/.kube/config-k8s-admin", 0600, 1000)));
    }

    @Test
    void t49_where_none_is_there_the_rule_does_not_apply() {
        assertThat(files("none").judge(new AdminKubeconfigRootOnly())).singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    @Test
    void an_approved_group_is_named() {
        Case approved = files("approved", Stats.file("/root/.kube/config", 0640, 0)).value(AdminKubeconfigRootOnly.READERS,
                AdminKubeconfigRootOnly.READERS.type().parseText("0, 4711"));
        assertThat(approved.judge(new AdminKubeconfigRootOnly())).singleElement().satisfies(finding -> assertThat(
                finding.message()).isEqualTo("/root/.kube/config has owner 0, mode 0640, readable by the approved group 0, "
                + "as expected"));
    }

    @Test
    void the_commands_of_the_steps_make_it_pass() {
        violations().forEach(violation -> violation.judge(new AdminKubeconfigRootOnly()).forEach(finding ->
                assertThat(finding.remediation().toString()).contains("chown root:root " + finding.subject(),
                        "chmod 0600 " + finding.subject())));
    }
}
