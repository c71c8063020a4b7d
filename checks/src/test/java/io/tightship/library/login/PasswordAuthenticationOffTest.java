package io.tightship.library.login;

import io.tightship.check.Case;
import io.tightship.fact.linux.SshdConfiguration;
import java.util.List;
import java.util.Map;

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
                Map.of(Nodes.DAEMON, new SshdConfiguration(keywords))).remediedBy(settings -> sshd(name, Nodes.told(keywords,
                settings)));
    }
}
