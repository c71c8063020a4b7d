package io.tightship.library.login;

import io.tightship.fact.linux.SshdBlocks;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The node that the tests of this package judge. */
final class Nodes {

    static final String DAEMON = "sshd (/etc/ssh/sshd_config)";

    static final Target.Node CONTROL = new Target.Node("c01-p1-user-x86-01", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("k8s-user"), Space.USER, Optional.of("k8s-system-user"), false, Optional.empty());

    private Nodes() {
    }

    /** The Match blocks of the daemon. */
    static Map<String, SshdBlocks> blocks(SshdBlocks.Block... blocks) {
        return Map.of(DAEMON + ", Match blocks", new SshdBlocks(List.of(blocks)));
    }

    /** What {@code sshd -T} prints after the lines were put on top: keywords in lower case, the first line of each counts. */
    static Map<String, String> told(Map<String, String> before, List<Step.Setting> lines) {
        Map<String, String> told = new TreeMap<>();
        for (Step.Setting line : lines) {
            String[] words = line.literal().split("[ \t=]+", 2);
            told.putIfAbsent(words[0].toLowerCase(Locale.ROOT), words[1]);
        }
        before.forEach(told::putIfAbsent);
        return told;
    }
}
