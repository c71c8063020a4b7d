package io.tightship.library.login;

import io.tightship.fact.linux.SshdBlocks;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The names by which the facts tell the sshd daemons of a node apart, and how their configuration is changed. */
final class SshdDaemon {

    private SshdDaemon() {
    }

    /** The file of {@code sshd (/etc/ssh/sshd_config), root from admin space}. */
    static String configuration(String daemon) {
        return daemon.replaceFirst("^[^(]*\\(([^)]*)\\).*$", "$1");
    }

    /** A member of {@link SshdBlocks#KEY} and one of its blocks, as the subject of a finding. */
    static String subject(String blocks, SshdBlocks.Block block) {
        return blocks.replaceFirst(", Match blocks$", "") + ", Match " + block.criteria();
    }

    /**
     * What is to be done about the blocks that set one of the keywords for whom a finding is about: a value at the top of
     * the file does not reach them.
     *
     * @param blocks   by the names of their daemons
     * @param keywords in lower case
     */
    static List<Step> unset(String subject, Map<String, SshdBlocks> blocks, Collection<String> keywords) {
        List<Step> steps = new ArrayList<>();
        blocks.forEach((name, of) -> {
            if (subject.startsWith(name.replaceFirst(", Match blocks$", ""))) {
                of.blocks().stream().filter(block -> block.keywords().keySet().stream().anyMatch(keywords::contains))
                        .forEach(block -> steps.add(Step.prose("Take " + String.join(" and ", block.keywords().keySet().stream()
                                .filter(keywords::contains).toList()) + " out of the block Match " + block.criteria() + " ("
                                + block.path() + ":" + block.line() + "), or set it there as well: a block overrides what "
                                + "stands outside of it.")));
            }
        });
        return steps;
    }

    static Step reload(String node, String daemon) {
        // Debian and Ubuntu call the service ssh, others sshd.
        return Step.command(node, "sshd -t -f " + configuration(daemon) + " && { systemctl reload ssh || systemctl reload sshd; }");
    }

    /** @param lines keyword and value */
    static List<Step> set(String node, String daemon, List<String> lines) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("At the top of the file, before Include and every Match: sshd takes the first value that it finds."));
        lines.forEach(line -> steps.add(Step.setting(Step.Place.file(configuration(daemon)), line)));
        steps.add(reload(node, daemon));
        return steps;
    }
}
