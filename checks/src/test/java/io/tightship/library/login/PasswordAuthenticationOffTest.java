package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PasswordAuthenticationOffTest {

    static List<Case> compliant() {
        return List.of(sshd("both off", Map.of("passwordauthentication", "no", "kbdinteractiveauthentication", "no")),
                sshd("an older release", Map.of("passwordauthentication", "no", "challengeresponseauthentication", "no")));
    }

    static List<Case> violations() {
        return List.of(sshd("passwords", Map.of("passwordauthentication", "yes", "kbdinteractiveauthentication", "no")),
                sshd("the same by another name", Map.of("passwordauthentication", "no", "kbdinteractiveauthentication",
                        "yes")), sshd("older", Map.of("passwordauthentication", "no", "challengeresponseauthentication",
                        "yes")), sshd("not said", Map.of("port", "22")));
    }

    private static Case sshd(String name, Map<String, String> keywords) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, SshdConfiguration.FOR_USERS,
                Map.of(Nodes.DAEMON, new SshdConfiguration(keywords)));
    }

    @Test
    void the_steps_make_it_pass() {
        Map<String, String> keywords = new TreeMap<>();
        violations().getFirst().judge(new PasswordAuthenticationOff()).getFirst().remediation().forEach(step -> {
            if (step instanceof Step.Setting(Step.Place place, String literal)) {
                keywords.put(literal.split(" ")[0].toLowerCase(Locale.ROOT), literal.split(" ")[1]);
            }
        });
        assertThat(sshd("repaired", keywords).judge(new PasswordAuthenticationOff()))
                .allMatch(finding -> finding.outcome() == Outcome.PASS);
    }
}
