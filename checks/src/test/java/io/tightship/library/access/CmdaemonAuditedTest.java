package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.CmdDirectives;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CmdaemonAuditedTest {

    static List<Case> compliant() {
        return List.of(cmd(Map.of("cmdaemonaudit", "yes")), cmd(Map.of("cmdaemonaudit", "\"1\"")),
                cmd(Map.of("cmdaemonaudit", "True")));
    }

    static List<Case> violations() {
        return List.of(cmd(Map.of()), cmd(Map.of("cmdaemonaudit", "no")), cmd(Map.of("cmdaemonaudit", "maybe")),
                cmd(Map.of("cmdaemonauditorfile", "\"/var/log/audit\"")));
    }

    @Test
    void the_step_makes_it_pass() {
        assertThat(cmd(Map.of()).judge(new CmdaemonAudited()).getFirst().remediation()).contains(Step.setting(
                Step.Place.file("/cm/local/apps/cmd/etc/cmd.conf"), "CMDaemonAudit = yes"));
    }

    private static Case cmd(Map<String, String> directives) {
        return Case.of(directives.toString(), Stats.HEAD).with(CmdDirectives.KEY,
                new CmdDirectives(new TreeMap<>(directives)));
    }
}
