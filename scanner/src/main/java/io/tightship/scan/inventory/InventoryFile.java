package io.tightship.scan.inventory;

import io.tightship.catalog.Catalog;
import io.tightship.fact.IpAddress;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.data.Located;
import io.tightship.scan.inventory.Inventory.ClusterEntry;
import io.tightship.scan.inventory.Inventory.Exclusion;
import io.tightship.scan.inventory.Inventory.NodeEntry;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads an inventory file: strictly, and with every problem's file and line. */
public final class InventoryFile {

    private final Path folder;
    private final Form form;
    private final NamedFiles named;
    private final SortedMap<String, ValueKey<?>> valueKeys;
    private final Connections connections;
    private final SortedMap<String, ClusterEntry> clusters = new TreeMap<>();
    private final SortedMap<String, NodeEntry> nodes = new TreeMap<>();
    private final SortedMap<String, SwitchEntry> switches = new TreeMap<>();
    private final Set<Class<? extends Target>> statedNone = new HashSet<>();

    private InventoryFile(Path file, Catalog catalog, NamedFiles named) {
        this.named = named;
        this.folder = file.toAbsolutePath().normalize().getParent();
        this.form = new Form(file);
        this.valueKeys = catalog.values();
        this.connections = new Connections(form, folder);
    }

    /** @throws InventoryException with all problems */
    public static Inventory load(Path file, Catalog catalog) throws InventoryException {
        return parse(file, text(file), catalog);
    }

    /** @throws InventoryException where it cannot be read */
    public static String text(Path file) throws InventoryException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InventoryException(List.of(file + ": there is no such file; write one with: tightship init"));
        } catch (CharacterCodingException e) {
            throw new InventoryException(List.of(file + ": is not UTF-8 text"));
        } catch (IOException e) {
            throw new InventoryException(List.of(file + ": " + (Files.isDirectory(file)
                    ? "is a folder; expected a file" : "cannot be read: " + e.getMessage())));
        }
    }

    /** Files that an inventory names, beside it or as the evidence of a run keeps them. */
    @FunctionalInterface
    public interface NamedFiles {
        /** @throws IOException where it cannot be read */
        String text(Path file) throws IOException;
    }

    /** @param file named in problems; relative paths are relative to its folder */
    public static Inventory parse(Path file, String text, Catalog catalog) throws InventoryException {
        return parse(file, text, catalog, Files::readString);
    }

    /** @param named for what the inventory names */
    public static Inventory parse(Path file, String text, Catalog catalog, NamedFiles named) throws InventoryException {
        Located document;
        try {
            document = Located.parse(text);
        } catch (Located.SyntaxError e) {
            throw new InventoryException(List.of(file + ":" + e.line() + ": " + e.getMessage()));
        }
        return new InventoryFile(file, catalog, named).read(file, document);
    }

    private Inventory read(Path file, Located document) throws InventoryException {
        Form.Section top = form.section(document, "the inventory", "site", "values", "credentials", "connections",
                "head-nodes", "vip", "clusters", "nodes", "switches", "exclude", "advisories");
        Target.Site site = new Target.Site(top.required("site"));
        Map<String, List<String>> values = values(top);
        connections.read(top);
        top.get("clusters").ifPresent(this::clusters);
        NodeEntries entries = new NodeEntries(form, connections, this::values, clusters, nodes);
        top.get("head-nodes").ifPresent(entries::headNodes);
        top.get("nodes").ifPresent(value -> entries.nodes(value, statedNone));
        entries.chooseVantage();
        top.get("switches").ifPresent(this::switches);
        Optional<String> vip = top.text("vip");
        vip.filter(text -> !text.equals("none") && IpAddress.parse(text).isEmpty()).ifPresent(text ->
                form.problem(top.line("vip"), "'vip' is '" + text + "'; expected an address or none"));
        connections.checkJumps(nodes.keySet());
        List<Exclusion> exclusions = new ArrayList<>();
        top.get("exclude").ifPresent(value -> {
            for (Located item : form.items(value, "'exclude'")) {
                Form.Section exclusion = form.section(item, "an item of exclude", "name", "reason");
                exclusions.add(new Exclusion(exclusion.required("name"), exclusion.required("reason")));
            }
        });
        Advisories advisories = advisories(top);
        form.check();
        Set<Target> targets = new TreeSet<>();
        targets.add(site);
        clusters.values().forEach(entry -> targets.add(entry.cluster()));
        nodes.values().forEach(entry -> targets.add(entry.node()));
        switches.values().forEach(entry -> targets.add(entry.device()));
        return new Inventory(file, site, List.copyOf(targets), statedNone, nodes, clusters, switches, vip, values,
                exclusions, advisories);
    }

    private Advisories advisories(Form.Section top) {
        Advisories shipped = Advisories.shipped();
        Optional<Path> own = top.text("advisories").map(connections::path);
        if (own.isEmpty()) {
            return shipped;
        }
        try {
            return shipped.with(own.get(), named.text(own.get()));
        } catch (InventoryException e) {
            form.include(e);
        } catch (NoSuchFileException e) {
            form.problem(top.line("advisories"), "'advisories' names " + own.get() + ": there is no such file");
        } catch (CharacterCodingException e) {
            form.problem(top.line("advisories"), "'advisories' names " + own.get() + ", which is not UTF-8 text");
        } catch (IOException e) {
            form.problem(top.line("advisories"), "'advisories' names " + own.get() + ", which cannot be read: "
                    + e.getMessage());
        }
        return shipped;
    }

    /** Values, each checked against its type. */
    private Map<String, List<String>> values(Form.Section section) {
        Map<String, List<String>> values = section.values("values");
        Map<String, Located> located = section.get("values").map(value -> form.named(value, "values"))
                .orElse(Map.of());
        values.forEach((id, written) -> {
            int line = located.get(id).line();
            ValueKey<?> key = valueKeys.get(id);
            if (key == null) {
                form.problem(line, "unknown value '" + id + "'; expected one of "
                        + String.join(", ", valueKeys.keySet()));
                return;
            }
            try {
                key.type().parse().apply(written);
            } catch (IllegalArgumentException e) {
                form.problem(line, "value " + id + ": " + e.getMessage() + "; expected " + key.type().form());
            }
        });
        return values;
    }

    private void clusters(Located value) {
        Map<String, Located> named = form.named(value, "'clusters'");
        if (named.isEmpty()) {
            statedNone.add(Target.Cluster.class);
        }
        named.forEach((name, body) -> {
            Form.Section section = form.section(body, "cluster " + name, "space", "credential", "values");
            section.required("space");
            Space space = section.word("space", "admin", "user").filter("admin"::equals).map(word -> Space.ADMIN)
                    .orElse(Space.USER);
            Optional<Credential> credential = connections.credential(section,
                    List.of(Credential.Kubeconfig.class, Credential.InCluster.class));
            Map<String, List<String>> values = values(section);
            credential.ifPresent(found -> clusters.put(name, new ClusterEntry(new Target.Cluster(name, space), found,
                    values)));
        });
    }

    private void switches(Located value) {
        List<Located> items = form.items(value, "'switches'");
        if (items.isEmpty()) {
            statedNone.add(Target.Switch.class);
        }
        for (Located item : items) {
            Form.Section section = form.section(item, "an item of switches", "name", "address", "port", "transport",
                    "credential", "certificate-sha256", "authorities", "connection", "ports", "values");
            String name = section.required("name");
            String address = section.required("address");
            Optional<SwitchConnection> connection = section.word("transport", "nvue-rest", "ssh")
                    .filter("ssh"::equals).isPresent() ? overSsh(section, name) : byRest(section, name);
            SortedMap<String, List<String>> ports = new TreeMap<>();
            section.get("ports").ifPresent(listed -> form.named(listed, "'ports' of switch " + name)
                    .forEach((host, written) -> {
                        if (!nodes.containsKey(host)) {
                            form.problem(written.line(), "'ports' of switch " + name + " names the host '" + host
                                    + "', which is not a node of this inventory");
                        }
                        List<String> expanded = new ArrayList<>();
                        form.written(written, "the ports of " + host)
                                .forEach(text -> expanded.addAll(hosts(text, written.line())));
                        ports.put(host, List.copyOf(expanded));
                    }));
            Map<String, List<String>> values = values(section);
            if (connection.isPresent() && switches.put(name, new SwitchEntry(new Target.Switch(name), address,
                    connection.get(), ports, values)) != null) {
                form.problem(section.line(), "the switch '" + name + "' is listed twice");
            }
        }
    }

    private Optional<SwitchConnection> byRest(Form.Section section, String name) {
        if (section.text("connection").isPresent()) {
            form.problem(section.line("connection"), "'connection' of switch " + name
                    + " is for transport: ssh; the REST API needs a 'credential'");
        }
        Optional<String> pin = section.text("certificate-sha256")
                .map(text -> text.replace(":", "").toLowerCase(java.util.Locale.ROOT));
        pin.filter(text -> !text.matches("[0-9a-f]{64}")).ifPresent(text -> form.problem(
                section.line("certificate-sha256"), "'certificate-sha256' of switch " + name
                        + " is not 64 hex digits"));
        return connections.credential(section, List.of(Credential.Password.class))
                .map(credential -> new SwitchConnection.Rest(section.port("port", 8765), (Credential.Password) credential,
                        pin, section.text("authorities").map(connections::path)));
    }

    /** The user that logs in runs NVUE's command; nothing on a switch is run by sudo. */
    private Optional<SwitchConnection> overSsh(Form.Section section, String name) {
        for (String key : List.of("port", "credential", "certificate-sha256", "authorities")) {
            if (section.get(key).isPresent()) {
                form.problem(section.line(key), "'" + key + "' of switch " + name
                        + " is for the REST API; over SSH the 'connection' says it");
            }
        }
        return connections.of(section).flatMap(found -> switch (found) {
            case NodeConnection.Ssh ssh when ssh.privilege() == NodeConnection.Privilege.NONE
                    || ssh.privilege() == NodeConnection.Privilege.ROOT_LOGIN ->
                    Optional.of(new SwitchConnection.Ssh(ssh));
            case NodeConnection.Ssh ssh -> {
                form.problem(section.line(), "the connection of switch " + name
                        + " gets rights by sudo; on a switch the user that logs in must do (privilege: none)");
                yield Optional.empty();
            }
            case NodeConnection.Local local -> {
                form.problem(section.line(), "the connection of switch " + name + " is local; expected one over SSH");
                yield Optional.empty();
            }
        });
    }

    private List<String> hosts(String text, int line) {
        try {
            return HostList.expand(text);
        } catch (IllegalArgumentException e) {
            form.problem(line, e.getMessage());
            return List.of();
        }
    }

    /** The roles as the inventory writes them. */
    static Optional<NodeRole> role(String word) {
        return switch (word) {
            case "control-plane" -> Optional.of(NodeRole.CONTROL_PLANE);
            case "etcd" -> Optional.of(NodeRole.ETCD);
            case "worker" -> Optional.of(NodeRole.WORKER);
            case "login" -> Optional.of(NodeRole.LOGIN);
            default -> Optional.empty();
        };
    }
}
