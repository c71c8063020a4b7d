package io.tightship.library.login;

import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;

/** The names by which the facts tell the sshd daemons of a node apart, and how their configuration is changed. */
final class SshdDaemon {

    private SshdDaemon() {
    }

    /** The file of {@code sshd (/etc/ssh/sshd_config), root from admin space}. */
    static String configuration(String daemon) {
        return daemon.replaceFirst("^[^(]*\\(([^)]*)\\).*$", "$1");
    }

    /** @param lines keyword and value */
    static List<Step> set(String node, String daemon, List<String> lines) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("At the top of the file, before Include and every Match: sshd takes the first value that it finds."));
        lines.forEach(line -> steps.add(Step.setting(Step.Place.file(configuration(daemon)), line)));
        steps.add(Step.command(node, "sshd -t && systemctl reload ssh"));
        return steps;
    }
}
