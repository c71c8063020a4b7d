package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SshdUsesPamTest {

    static List<Case> compliant() {
        return List.of(sshd("yes", Map.of("usepam", "yes")));
    }

    static List<Case> violations() {
        return List.of(sshd("no", Map.of("usepam", "no")), sshd("built without PAM", Map.of("port", "22")));
    }

    @Test
    void each_daemon_is_a_subject_and_its_own_file_is_mended() {
        Case two = Case.of("two", Nodes.CONTROL).withMembers(Nodes.CONTROL, SshdConfiguration.FOR_UNAPPROVED_USER,
                Map.of(Nodes.DAEMON, new SshdConfiguration(Map.of("usepam", "yes")),
                        "sshd (/etc/ssh/sshd_config.backup)", new SshdConfiguration(Map.of("usepam", "no"))));
        List<Finding> findings = two.judge(new SshdUsesPam());
        assertThat(findings).extracting(Finding::outcome).containsExactly(Outcome.PASS, Outcome.FAIL);
        assertThat(findings.get(1).remediation()).contains(
                Step.setting(Step.Place.file("/etc/ssh/sshd_config.backup"), "UsePAM yes"));
    }

    private static Case sshd(String name, Map<String, String> keywords) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, SshdConfiguration.FOR_UNAPPROVED_USER,
                Map.of(Nodes.DAEMON, new SshdConfiguration(keywords))).remediedBy(settings -> sshd(name, Nodes.told(keywords,
                settings)));
    }
}
