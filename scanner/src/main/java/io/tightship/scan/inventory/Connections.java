package io.tightship.scan.inventory;

import io.tightship.scan.data.Located;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The credentials and connections of an inventory, and what refers to them. */
final class Connections {

    private final Form form;
    private final Path folder;
    private final Map<String, Credential> credentials = new TreeMap<>();
    private final Map<String, NodeConnection> connections = new TreeMap<>();
    private final Map<String, Integer> jumpLines = new TreeMap<>();

    Connections(Form form, Path folder) {
        this.form = form;
        this.folder = folder;
        connections.put("local", new NodeConnection.Local());
    }

    void read(Form.Section top) {
        top.get("credentials").ifPresent(value -> form.named(value, "'credentials'").forEach((name, body) ->
                credential(name, body).ifPresent(credential -> credentials.put(name, credential))));
        top.get("connections").ifPresent(value -> form.named(value, "'connections'").forEach(this::connection));
    }

    private Optional<Credential> credential(String name, Located body) {
        String where = "credential " + name;
        String kind = body instanceof Located.Members members && members.members().get("kind")
                instanceof Located.Text text ? text.text() : "";
        switch (kind) {
            case "ssh-key" -> {
                Form.Section section = form.section(body, where, "kind", "user", "key-file", "passphrase-file",
                        "passphrase-environment");
                return Optional.of(new Credential.SshKey(name, section.required("user"),
                        path(section.required("key-file")), secret(section, "passphrase", false)));
            }
            case "ssh-agent" -> {
                Form.Section section = form.section(body, where, "kind", "user", "socket");
                return Optional.of(new Credential.SshAgent(name, section.required("user"),
                        section.text("socket").map(this::path)));
            }
            case "password" -> {
                Form.Section section = form.section(body, where, "kind", "user", "password-file",
                        "password-environment");
                String user = section.required("user");
                return secret(section, "password", true).map(secret -> new Credential.Password(name, user, secret));
            }
            case "kubeconfig" -> {
                Form.Section section = form.section(body, where, "kind", "file", "context", "allow-exec");
                return Optional.of(new Credential.Kubeconfig(name, path(section.required("file")),
                        section.text("context"), section.bool("allow-exec").orElse(false)));
            }
            case "in-cluster" -> {
                form.section(body, where, "kind");
                return Optional.of(new Credential.InCluster(name));
            }
            default -> {
                form.problem(body.line(), where + (kind.isEmpty() ? " lacks its 'kind'" : " is of kind '" + kind
                        + "'") + "; expected one of ssh-key, ssh-agent, password, kubeconfig, in-cluster");
                return Optional.empty();
            }
        }
    }

    private Optional<Credential.Secret> secret(Form.Section section, String what, boolean needed) {
        Optional<Credential.Secret> file = section.text(what + "-file")
                .map(text -> new Credential.Secret.InFile(path(text)));
        Optional<Credential.Secret> variable = section.text(what + "-environment")
                .map(Credential.Secret.InEnvironment::new);
        if (file.isPresent() && variable.isPresent() || needed && file.isEmpty() && variable.isEmpty()) {
            form.problem(section.line(), "expected exactly one of " + what + "-file and " + what + "-environment");
        }
        return file.isPresent() ? file : variable;
    }

    private void connection(String name, Located body) {
        Form.Section section = form.section(body, "connection " + name, "transport", "credential", "port",
                "known-hosts", "jump", "privilege", "helper");
        if (section.word("transport", "ssh", "local").orElse("ssh").equals("local")) {
            connections.put(name, new NodeConnection.Local());
            return;
        }
        NodeConnection.Privilege privilege = section.word("privilege", "none", "root-login", "helper", "commands")
                .map(word -> NodeConnection.Privilege.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                .orElse(NodeConnection.Privilege.NONE);
        String helper = helper(section, privilege);
        Optional<String> jump = section.text("jump");
        jump.ifPresent(node -> jumpLines.put(name, section.line("jump")));
        Path knownHosts = path(section.text("known-hosts").orElse("~/.ssh/known_hosts"));
        int port = section.port("port", 22);
        credential(section, List.of(Credential.SshKey.class, Credential.SshAgent.class, Credential.Password.class))
                .ifPresent(credential -> connections.put(name, new NodeConnection.Ssh(port, credential, knownHosts,
                        jump, privilege, helper)));
    }

    private String helper(Form.Section section, NodeConnection.Privilege privilege) {
        Optional<String> stated = section.text("helper");
        stated.ifPresent(path -> {
            if (privilege != NodeConnection.Privilege.HELPER) {
                form.problem(section.line("helper"), "'helper' is stated, but 'privilege' is not helper");
            }
            if (!path.matches("(/[A-Za-z0-9_][A-Za-z0-9._-]*)+")) {
                form.problem(section.line("helper"), "'helper' is '" + path
                        + "'; expected an absolute path of letters, digits, dots, dashes and underscores");
            }
        });
        return stated.orElse(NodeConnection.Ssh.HELPER);
    }

    /** The credential that a section names; of another kind, or none, is a problem. */
    Optional<Credential> credential(Form.Section section, List<Class<? extends Credential>> kinds) {
        String name = section.required("credential");
        Credential found = credentials.get(name);
        if (found == null) {
            if (!name.isEmpty()) {
                form.problem(section.line("credential"), "the credential '" + name + "' is not defined; expected one "
                        + "of " + String.join(", ", credentials.keySet()));
            }
            return Optional.empty();
        }
        if (kinds.stream().noneMatch(kind -> kind.isInstance(found))) {
            form.problem(section.line("credential"), "the credential '" + name + "' is not of a kind that serves here");
            return Optional.empty();
        }
        return Optional.of(found);
    }

    /** The connection that a section names, else the one called {@code ssh}. */
    Optional<NodeConnection> of(Form.Section section) {
        String name = section.text("connection").orElse("ssh");
        NodeConnection found = connections.get(name);
        if (found == null) {
            form.problem(section.line("connection"), name.equals("ssh")
                    ? "no connection is named and 'connections' defines none called ssh"
                    : "the connection '" + name + "' is not defined; expected one of "
                    + String.join(", ", connections.keySet()));
        }
        return Optional.ofNullable(found);
    }

    /** Every jump names a node, and no jump leads back to itself. */
    void checkJumps(Set<String> nodes) {
        connections.forEach((name, connection) -> {
            if (connection instanceof NodeConnection.Ssh ssh && ssh.jump().isPresent()
                    && !nodes.contains(ssh.jump().get())) {
                form.problem(jumpLines.get(name), "connection " + name + " jumps through '" + ssh.jump().get()
                        + "', which is not a node of this inventory");
            }
        });
    }

    /** A node's way must end: {@code true} where its jumps go in a circle. */
    static boolean circular(NodeConnection connection, Map<String, NodeConnection> byNode) {
        Set<String> seen = new HashSet<>();
        NodeConnection at = connection;
        while (at instanceof NodeConnection.Ssh ssh && ssh.jump().isPresent()) {
            if (!seen.add(ssh.jump().get())) {
                return true;
            }
            at = byNode.get(ssh.jump().get());
        }
        return false;
    }

    /** Relative to the inventory's folder; {@code ~} is the user's home. */
    Path path(String text) {
        String expanded = text.equals("~") || text.startsWith("~/") ? System.getProperty("user.home")
                + text.substring(1) : text;
        return folder.resolve(expanded).normalize();
    }
}
