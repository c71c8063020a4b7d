package io.tightship.scan.access;

import io.tightship.model.Digest;
import io.tightship.model.Target;
import io.tightship.scan.ScanPlan;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.inventory.NodeConnection.Privilege;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.HelperScript;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.ShellWords;
import io.tightship.scan.probe.SudoCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What hosts must grant a user who is not root, for one plan: sudo rules for each command, or a helper and the one rule
 * that runs it.
 */
public final class HostAccess {

    /** What the hosts of one way of getting rights are asked. */
    private static final class Asked {
        private final Set<String> helpers = new TreeSet<>();
        private final Set<NodeProbe> first = new LinkedHashSet<>();
        private final Set<Derived> second = new LinkedHashSet<>();
    }

    /** Rules first, remarks after them. */
    private static final Comparator<String> BY_TEXT = Comparator.comparing((String line) -> line.startsWith("#"))
            .thenComparing(Comparator.naturalOrder());

    /** By privilege and user. */
    private final Map<Privilege, Map<String, Asked>> asked = new TreeMap<>();

    private HostAccess() {
    }

    public static HostAccess of(ScanPlan plan, Inventory inventory) {
        HostAccess access = new HostAccess();
        for (ScanPlan.SessionPlan session : plan.sessions().values()) {
            if (session.session().kind() == SessionId.Kind.NODE
                    && inventory.entry((Target.Node) session.session().target()).connection()
                    instanceof NodeConnection.Ssh ssh) {
                access.add(session, ssh);
            }
        }
        return access;
    }

    private void add(ScanPlan.SessionPlan session, NodeConnection.Ssh ssh) {
        Asked all = asked.computeIfAbsent(ssh.privilege(), p -> new TreeMap<>())
                .computeIfAbsent(user(ssh.credential()), u -> new Asked());
        all.helpers.add(ssh.helper());
        session.first().forEach(probe -> all.first.add((NodeProbe) probe));
        all.second.addAll(session.second());
    }

    static String user(Credential credential) {
        return switch (credential) {
            case Credential.SshKey key -> key.user();
            case Credential.SshAgent agent -> agent.user();
            case Credential.Password password -> password.user();
            case Credential.Kubeconfig kubeconfig -> throw new IllegalArgumentException("not for hosts");
            case Credential.InCluster inCluster -> throw new IllegalArgumentException("not for hosts");
        };
    }

    /** The helper for all hosts whose connection says {@code privilege: helper}; empty where none does. */
    public Optional<String> helper() {
        Map<String, Asked> users = asked.getOrDefault(Privilege.HELPER, Map.of());
        if (users.isEmpty()) {
            return Optional.empty();
        }
        Set<NodeProbe> first = new LinkedHashSet<>();
        Set<Derived> second = new LinkedHashSet<>();
        users.values().forEach(all -> {
            first.addAll(all.first);
            second.addAll(all.second);
        });
        return Optional.of(HelperScript.of(first, second));
    }

    /**
     * A file for {@code /etc/sudoers.d}; empty where no connection says {@code privilege: helper} or
     * {@code privilege: commands}.
     *
     * @throws IllegalArgumentException where a user's name is not a plain one
     */
    public Optional<String> sudoers() {
        List<String> lines = new ArrayList<>();
        helper().ifPresent(script -> asked.get(Privilege.HELPER).forEach((user, all) -> all.helpers.forEach(path ->
                lines.add(plain(user) + " ALL=(root) NOPASSWD: sha256:"
                        + Digest.sha256(script.getBytes(StandardCharsets.UTF_8)) + " " + path + " \"\""))));
        asked.getOrDefault(Privilege.COMMANDS, Map.of()).forEach((user, all) -> {
            Set<NodeProbe> probes = new LinkedHashSet<>(all.first);
            all.second.forEach(derived -> probes.addAll(derived.usual()));
            probes.stream().flatMap(probe -> rule(probe, plain(user)).stream()).distinct().sorted(BY_TEXT)
                    .forEach(lines::add);
            all.second.stream().map(Derived::description).distinct().sorted().forEach(description ->
                    lines.add("# Where a host names another path than the usual ones above, sudo refuses it: "
                            + description.replaceAll("\\p{Cntrl}", " ")));
        });
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        lines.add(0, "# Generated by tightship. Install it in /etc/sudoers.d, owned by root with mode 0440, and check "
                + "it with visudo -cf.");
        return Optional.of(String.join("\n", lines) + "\n");
    }

    /** A command that no rule can name is left out with a word: it will be refused, and its findings say so. */
    private static Optional<String> rule(NodeProbe probe, String user) {
        try {
            return SudoCommand.rule(probe, user);
        } catch (IllegalArgumentException e) {
            return Optional.of("# Not granted, " + e.getMessage().replaceAll("\\p{Cntrl}", " ") + ": "
                    + ShellWords.quoted(probe.words()).replaceAll("\\p{Cntrl}", " "));
        }
    }

    private static String plain(String user) {
        if (!user.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("no sudo rule can be written for a user called '" + user + "'");
        }
        return user;
    }
}
