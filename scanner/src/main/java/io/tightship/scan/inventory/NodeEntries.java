package io.tightship.scan.inventory;

import io.tightship.fact.IpAddress;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.data.Located;
import io.tightship.scan.inventory.Inventory.ClusterEntry;
import io.tightship.scan.inventory.Inventory.NodeEntry;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.function.Function;

/** The nodes of an inventory, head nodes among them. */
final class NodeEntries {

    private final Form form;
    private final Connections connections;
    private final Function<Form.Section, Map<String, List<String>>> values;
    private final Map<String, ClusterEntry> clusters;
    private final Map<String, NodeEntry> nodes;
    private final List<String> order = new ArrayList<>();
    private final Map<String, String> groups = new HashMap<>();
    private boolean vantageStated;

    NodeEntries(Form form, Connections connections, Function<Form.Section, Map<String, List<String>>> values,
                Map<String, ClusterEntry> clusters, Map<String, NodeEntry> nodes) {
        this.form = form;
        this.connections = connections;
        this.values = values;
        this.clusters = clusters;
        this.nodes = nodes;
    }

    void headNodes(Located value) {
        List<Located> items = value instanceof Located.Text text ? List.of(text)
                : form.items(value, "'head-nodes'");
        for (Located item : items) {
            Located body = item instanceof Located.Text text ? new Located.Members(text.line(),
                    Map.of("hosts", text), Map.of("hosts", text.line())) : item;
            entry(form.section(body, "an item of head-nodes", "hosts", "addresses", "further-addresses", "cluster", "roles",
                    "category", "connection", "vantage", "maintenance-until", "values"), true);
        }
    }

    void nodes(Located value, Set<Class<? extends Target>> statedNone) {
        List<Located> items = form.items(value, "'nodes'");
        if (items.isEmpty() && nodes.isEmpty()) {
            statedNone.add(Target.Node.class);
        }
        for (Located item : items) {
            entry(form.section(item, "an item of nodes", "hosts", "addresses", "further-addresses", "cluster", "roles",
                    "space", "category", "connection", "vantage", "witness", "maintenance-until", "values"), false);
        }
    }

    private void entry(Form.Section section, boolean head) {
        List<String> hosts = expand(section, "hosts", section.required("hosts"));
        List<String> addresses = section.text("addresses").map(text -> expand(section, "addresses", text))
                .orElse(List.of());
        if (section.get("addresses").isPresent() && addresses.size() != hosts.size()) {
            form.problem(section.line("addresses"), "'addresses' holds " + addresses.size() + " for " + hosts.size()
                    + " hosts; expected one for each");
            return;
        }
        Optional<String> cluster = section.text("cluster");
        cluster.filter(name -> !clusters.containsKey(name)).ifPresent(name -> form.problem(section.line("cluster"),
                "the cluster '" + name + "' is not defined; expected one of " + String.join(", ", clusters.keySet())));
        Set<NodeRole> roles = roles(section, head, cluster);
        Space space = space(section, head, roles, cluster);
        Optional<Boolean> vantage = section.bool("vantage");
        vantageStated |= vantage.isPresent();
        boolean configz = section.word("witness", "running", "configz").filter("configz"::equals).isPresent();
        Optional<LocalDate> until = section.text("maintenance-until").flatMap(text -> date(section, text));
        Optional<NodeConnection> connection = connections.of(section);
        Map<String, List<String>> stated = values.apply(section);
        Map<String, List<String>> further = furtherAddresses(section, hosts);
        for (int i = 0; i < hosts.size(); i++) {
            String name = hosts.get(i);
            Target.Node node = new Target.Node(name, roles, cluster, space, section.text("category"),
                    vantage.orElse(false), until);
            Optional<String> address = addresses.isEmpty() ? Optional.empty() : Optional.of(addresses.get(i));
            if (nodes.containsKey(name)) {
                form.problem(section.line("hosts"), "the node '" + name + "' is listed twice");
            } else if (connection.isPresent()) {
                nodes.put(name, new NodeEntry(node, address, further.getOrDefault(name, List.of()), connection.get(),
                        stated, configz));
                order.add(name);
                groups.put(name, section.text("category").orElse("line " + section.line()));
            }
        }
    }

    /** By host; names of other hosts and what is no address are problems. */
    private Map<String, List<String>> furtherAddresses(Form.Section section, List<String> hosts) {
        Map<String, List<String>> further = section.values("further-addresses");
        further.forEach((host, addresses) -> {
            if (!hosts.contains(host)) {
                form.problem(section.line("further-addresses"), "'further-addresses' names '" + host
                        + "'; expected one of " + String.join(", ", hosts));
            }
            addresses.stream().filter(address -> IpAddress.parse(address).isEmpty()).forEach(address ->
                    form.problem(section.line("further-addresses"), "'further-addresses' of " + host + " holds '" + address
                            + "'; expected an address such as 10.1.2.3"));
        });
        return further;
    }

    private Set<NodeRole> roles(Form.Section section, boolean head, Optional<String> cluster) {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        if (head) {
            roles.add(NodeRole.HEAD);
        }
        section.get("roles").ifPresent(written -> form.written(written, "roles").forEach(word ->
                InventoryFile.role(word).ifPresentOrElse(roles::add, () -> form.problem(written.line(), "the role '"
                        + word + "' is not known; expected control-plane, etcd, worker or login"))));
        if (!head && cluster.isPresent() && section.get("roles").isEmpty()) {
            roles.add(NodeRole.WORKER);
        }
        if (cluster.isEmpty() && Stream.of(NodeRole.CONTROL_PLANE, NodeRole.ETCD, NodeRole.WORKER).anyMatch(roles::contains)) {
            form.problem(section.line(), "a node with the role control-plane, etcd or worker needs its 'cluster'");
        }
        return roles;
    }

    private Space space(Form.Section section, boolean head, Set<NodeRole> roles, Optional<String> cluster) {
        Optional<Space> stated = section.get("space").isEmpty() ? Optional.empty()
                : section.word("space", "admin", "user").map(word -> word.equals("admin") ? Space.ADMIN : Space.USER);
        boolean admin = head || (roles.contains(NodeRole.CONTROL_PLANE) || roles.contains(NodeRole.ETCD))
                && cluster.map(clusters::get).filter(entry -> entry.cluster().space() == Space.ADMIN).isPresent();
        return stated.orElse(admin ? Space.ADMIN : Space.USER);
    }

    private Optional<LocalDate> date(Form.Section section, String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            form.problem(section.line("maintenance-until"), "'maintenance-until' is '" + text
                    + "'; expected a date such as 2026-12-31");
            return Optional.empty();
        }
    }

    private List<String> expand(Form.Section section, String key, String text) {
        try {
            return text.isEmpty() ? List.of() : HostList.expand(text);
        } catch (IllegalArgumentException e) {
            form.problem(section.line(key), "'" + key + "': " + e.getMessage());
            return List.of();
        }
    }

    /** Where nobody says which nodes connects are tried from: the first of each category of user space. */
    void chooseVantage() {
        Map<String, NodeConnection> ways = new HashMap<>();
        nodes.forEach((name, entry) -> ways.put(name, entry.connection()));
        nodes.forEach((name, entry) -> {
            if (Connections.circular(entry.connection(), ways)) {
                form.problem(1, "the way to node '" + name + "' jumps in a circle");
            }
        });
        if (vantageStated) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String name : order) {
            NodeEntry entry = nodes.get(name);
            Target.Node node = entry.node();
            if (node.space() == Space.USER && seen.add(groups.get(name))) {
                nodes.put(name, new NodeEntry(new Target.Node(node.name(), node.roles(), node.cluster(), node.space(),
                        node.category(), true, node.maintenanceUntil()), entry.address(), entry.further(),
                        entry.connection(), entry.values(), entry.configz()));
            }
        }
    }
}
