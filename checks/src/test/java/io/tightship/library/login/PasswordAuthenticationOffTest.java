package io.tightship.library.login;

import io.tightship.check.Case;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.fact.linux.SshdConfiguration;
import java.util.List;
import java.util.Map;

class PasswordAuthenticationOffTest {

    static List<Case> compliant() {
        return List.of(sshd("both off", Map.of("passwordauthentication", "no", "kbdinteractiveauthentication", "no")),
                sshd("an older release", Map.of("passwordauthentication", "no", "challengeresponseauthentication", "no")),
                sshd("a block that closes", OFF, block("User root", Map.of("passwordauthentication", "no"))));
    }

    static List<Case> violations() {
        return List.of(sshd("a block opens to a group", OFF, block("Group hpc", Map.of("passwordauthentication", "yes"))),
                sshd("a block asks for the same by another name", OFF, block("Address 10.0.0.0/8",
                        Map.of("kbdinteractiveauthentication", "yes"))),
                sshd("passwords", Map.of("passwordauthentication", "yes", "kbdinteractiveauthentication", "no")),
                sshd("the same by another name", Map.of("passwordauthentication", "no", "kbdinteractiveauthentication",
                        "yes")), sshd("older", Map.of("passwordauthentication", "no", "challengeresponseauthentication",
                        "yes")), sshd("not said", Map.of("port", "22")));
    }

    private static final Map<String, String> OFF = Map.of("passwordauthentication", "no", "kbdinteractiveauthentication", "no");

    private static SshdBlocks.Block block(String criteria, Map<String, String> keywords) {
        return new SshdBlocks.Block(criteria, "/etc/ssh/sshd_config.d/50-site.conf", 3, keywords);
    }

    private static Case sshd(String name, Map<String, String> keywords, SshdBlocks.Block... blocks) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, SshdConfiguration.FOR_USERS,
                Map.of(Nodes.DAEMON, new SshdConfiguration(keywords))).withMembers(Nodes.CONTROL, SshdBlocks.KEY,
                Nodes.blocks(blocks)).remediedBy(settings -> sshd(name, Nodes.told(keywords, settings), blocks));
    }
}
