package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootLoginRestrictedTest {

    static List<Case> compliant() {
        return List.of(root("no"), root("without-password"), root("forced-commands-only"));
    }

    static List<Case> violations() {
        return List.of(root("yes"), root(""), root("without-password").named("the site wants no root at all")
                .value(LoginValues.ROOT_LOGIN, Set.of("no")));
    }

    private static Case root(String value) {
        return Case.of(value, Nodes.CONTROL).withMembers(Nodes.CONTROL, SshdConfiguration.FOR_ROOT, Map.of(Nodes.DAEMON,
                new SshdConfiguration(value.isEmpty() ? Map.of("port", "22") : Map.of("permitrootlogin", value)))).remediedBy(settings -> root(Nodes.told(Map.of("permitrootlogin", value),
                settings).get("permitrootlogin")));
    }

    @Test
    void the_step_makes_it_pass_and_sshd_prints_it_by_its_older_name() {
        assertThat(root("yes").judge(new RootLoginRestricted()).getFirst().remediation()).contains(
                Step.setting(Step.Place.file("/etc/ssh/sshd_config"), "PermitRootLogin prohibit-password"));
        assertThat(root("yes").value(LoginValues.ROOT_LOGIN, Set.of("no")).judge(new RootLoginRestricted()).getFirst()
                .remediation()).contains(Step.setting(Step.Place.file("/etc/ssh/sshd_config"), "PermitRootLogin no"));
        assertThat(root("without-password").judge(new RootLoginRestricted()).getFirst().message())
                .contains("prohibit-password");
    }
}
