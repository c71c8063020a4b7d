package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A probe's own words, run by sudo under a rule that names exactly these. */
public final class SudoCommand {

    private static final Set<String> OF_THE_SYSTEM = Set.of("sshd", "ip", "nft", "iptables-save", "ip6tables-save",
            "iptables-legacy-save", "ip6tables-legacy-save", "ipset", "shorewall");

    /** Programs that run others: a rule for one of them would be read as a rule for a shell. */
    private static final Set<String> RUNNERS = Set.of("sh", "bash", "dash", "env", "find", "xargs", "timeout", "sudo");

    private SudoCommand() {
    }

    /** What is sent; the program by its path, since sudo looks names up in a path of its own. */
    static List<String> words(NodeProbe probe) {
        if (!probe.privileged()) {
            return probe.words();
        }
        List<String> words = new ArrayList<>(List.of("sudo", "-n", program(probe.words().getFirst())));
        words.addAll(probe.words().subList(1, probe.words().size()));
        return words;
    }

    /**
     * The sudoers rule for a user. sudo itself ends the command a second after the scanner's limit, since the user may
     * not end what runs as root.
     *
     * @return empty for a probe that needs no rule
     * @throws IllegalArgumentException where a rule could not name exactly these words, or would run another program
     */
    public static Optional<String> rule(NodeProbe probe, String user) {
        if (!probe.privileged()) {
            return Optional.empty();
        }
        if (RUNNERS.contains(probe.words().getFirst())) {
            throw new IllegalArgumentException("no sudo rule is made for " + probe.words().getFirst());
        }
        StringBuilder rule = new StringBuilder(user).append(" ALL=(root) TIMEOUT=").append(probe.seconds() + 1)
                .append("s NOPASSWD: ").append(program(probe.words().getFirst()));
        for (String word : probe.words().subList(1, probe.words().size())) {
            if (!word.matches("[A-Za-z0-9_@%+=:,./;{}\\[\\]*? -]+") || word.isBlank()) {
                throw new IllegalArgumentException("no sudo rule can name the word '" + word + "' exactly");
            }
            rule.append(' ').append(word.replaceAll("[:=,\\[\\]*?]", "\\\\$0"));
        }
        // A rule without words would allow any: two quotes allow none.
        return Optional.of(probe.words().size() == 1 ? rule + " \"\"" : rule.toString());
    }

    private static String program(String name) {
        return name.equals("cmsh") ? "/cm/local/apps/cmd/bin/cmsh"
                : OF_THE_SYSTEM.contains(name) ? "/usr/sbin/" + name : "/usr/bin/" + name;
    }

    /** sudo's own refusal: it speaks before the command does, and where the command speaks too it was run. */
    static Optional<String> refusal(String words) {
        List<String> lines = words.lines().map(String::strip).filter(line -> !line.isEmpty()
                && !line.startsWith("sudo: unable to resolve host ")).toList();
        return lines.stream().allMatch(SudoCommand::refuses) ? lines.stream().findFirst() : Optional.empty();
    }

    private static boolean refuses(String line) {
        return line.startsWith("sudo: ") || line.startsWith("Sorry, user ")
                || line.contains(" is not in the sudoers file") || line.contains(" is not allowed to run sudo");
    }
}
