package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.bcm.LoginCategory;
import io.tightship.fact.kubernetes.ClusterNodes.ClusterNode;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the login setting of every category that holds nodes of a kind, by the inventory's word, by Base Command
 * Manager's, or as a live Node. A list that was not read is a member of its own: it may only add categories, so what is
 * known of the others stands.
 */
final class LoginCategoryReader implements Reader<PerSubject<LoginCategory>> {

    @Override
    public String family() {
        return LoginCategory.OF_CONTROL_PLANES.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<LoginCategory>> key, SiteView site) {
        List<Route> routes = new ArrayList<>();
        BcmLists.heads(site).forEach(head -> routes.add(Route.of(SessionId.node(head), BcmLists.CATEGORIES,
                BcmLists.DEVICES)));
        site.inventory().targets(Target.Cluster.class).forEach(cluster ->
                routes.add(Route.of(SessionId.kubernetes(cluster), ApiLists.NODES)));
        return routes;
    }

    /** Which nodes a fact is about. */
    private record Kind(boolean controlPlane) {
        static Kind of(FactKey<?> key) {
            return new Kind(key.equals(LoginCategory.OF_CONTROL_PLANES));
        }

        boolean wants(Target.Node node) {
            return controlPlane ? node.mayHoldEtcd() : !node.mayHoldEtcd() && !node.isHead()
                    && !node.roles().contains(NodeRole.LOGIN);
        }

        boolean wants(ClusterNode node) {
            return node.controlPlane() == controlPlane;
        }

        String words() {
            return controlPlane ? "control-plane node" : "compute node";
        }
    }

    @Override
    public Fact<PerSubject<LoginCategory>> read(Target target, FactKey<PerSubject<LoginCategory>> key, SiteView site,
                                                Readings readings) {
        Kind kind = Kind.of(key);
        Map<String, Fact<LoginCategory>> members = new TreeMap<>();
        Fact<List<Map<String, String>>> settings = BcmLists.rows(site, readings, BcmLists.CATEGORIES, "name",
                "usernodelogin");
        if (settings instanceof Fact.Unavailable<List<Map<String, String>>>(String where, Reason reason, String words)) {
            return Fact.unavailable(where, reason, words);
        }
        Map<String, String> categoryOf = new TreeMap<>();
        List<Source> sources = new ArrayList<>(known(settings).sources());
        Fact<List<Map<String, String>>> devices = BcmLists.rows(site, readings, BcmLists.DEVICES, "hostname", "type",
                "category", "ip");
        boolean devicesKnown = devices instanceof Fact.Known<List<Map<String, String>>>;
        if (devices instanceof Fact.Unavailable<List<Map<String, String>>>(String where, Reason reason, String words)) {
            members.put("devices of Base Command Manager", Fact.unavailable(where, reason, words));
        } else {
            known(devices).value().stream().filter(row -> row.get("type").endsWith("Node")).forEach(row ->
                    categoryOf.put(BcmLists.shortName(row.get("hostname")), row.get("category")));
            sources.addAll(known(devices).sources());
        }
        Map<String, SortedSet<String>> nodes = new TreeMap<>();
        for (Target.Node node : site.inventory().targets(Target.Node.class)) {
            if (kind.wants(node)) {
                Set<String> of = new TreeSet<>();
                node.category().ifPresent(of::add);
                category(categoryOf, node.name()).ifPresent(of::add);
                if (of.isEmpty() && node.isHead() && devicesKnown) {
                    members.put(node.name(), Fact.known(new LoginCategory("", new TreeSet<>(Set.of(node.name())), true),
                            sources));
                } else if (of.isEmpty()) {
                    members.put(node.name(), nowhere(site, kind, node.name(), devices));
                }
                of.forEach(name -> nodes.computeIfAbsent(name, n -> new TreeSet<>()).add(node.name()));
            }
        }
        live(kind, site, readings, members).forEach(name -> {
            Optional<Target.Node> listed = site.inventory().targets(Target.Node.class).stream().filter(node ->
                    BcmLists.shortName(node.name()).equals(BcmLists.shortName(name))).findFirst();
            if (listed.filter(node -> !kind.controlPlane() && !kind.wants(node)).isPresent()) {
                return; // a head node, login node or control plane by the inventory's word is no compute node
            }
            Optional<String> category = category(categoryOf, name);
            category.ifPresent(found -> nodes.computeIfAbsent(found, n -> new TreeSet<>())
                    .add(listed.map(Target.Node::name).orElse(name)));
            if (category.isEmpty() && listed.filter(kind::wants).isEmpty()) {
                members.put(name, nowhere(site, kind, name, devices));
            }
        });
        Map<String, String> logins = new TreeMap<>();
        known(settings).value().forEach(row -> logins.put(row.get("name"), row.get("usernodelogin")));
        nodes.forEach((name, held) -> members.put(name, Optional.ofNullable(logins.get(name))
                .filter(login -> login.matches("(?i)always|never|onlywhenjob"))
                .map(login -> Fact.known(new LoginCategory(login, held, false), sources))
                .orElseGet(() -> Fact.unavailable(sources.getFirst().target(), Reason.UNPARSABLE, "Base Command Manager "
                        + "does not say how users may log in to category " + name + (logins.containsKey(name)
                        ? ": " + logins.get(name) : ", and lists no such category")))));
        if (devices instanceof Fact.Unavailable<List<Map<String, String>>>(String where, Reason reason, String words)
                && members.values().stream().noneMatch(Fact.Known.class::isInstance)) {
            return Fact.unavailable(where, reason, words);
        }
        Set<String> strangers = new TreeSet<>(categoryOf.keySet());
        site.inventory().targets(Target.Node.class).forEach(node -> strangers.remove(BcmLists.shortName(node.name())));
        site.inventory().exclusions().forEach(known -> strangers.remove(BcmLists.shortName(known.name())));
        return whole(members, kind, site, sources, strangers);
    }

    private static Fact<PerSubject<LoginCategory>> whole(Map<String, Fact<LoginCategory>> members, Kind kind,
                                                          SiteView site, List<Source> sources,
                                                          Set<String> strangers) {
        if (members.isEmpty()) {
            return kind.controlPlane() || !strangers.isEmpty() ? Fact.unavailable(site.inventory().site().id(),
                    Reason.NOT_STATED, "the inventory lists no " + kind.words() + (strangers.isEmpty() ? ""
                    : ", and Base Command Manager lists nodes that it does not tell about: "
                    + String.join(", ", strangers))) 
                    : Fact.known(PerSubject.of(Map.of("", Fact.known(new LoginCategory("", new TreeSet<>(), false),
                    sources))), sources);
        }
        return Fact.known(PerSubject.of(members), sources);
    }

    /** The names of live Nodes of the kind; a cluster that does not tell becomes a member. */
    private static Set<String> live(Kind kind, SiteView site, Readings readings,
                                    Map<String, Fact<LoginCategory>> members) {
        Set<String> live = new TreeSet<>();
        for (Target.Cluster cluster : site.inventory().targets(Target.Cluster.class)) {
            switch (ApiLists.items(readings.get(SessionId.kubernetes(cluster), ApiLists.NODES))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> members.put(
                        "nodes of cluster " + cluster.name(), Fact.unavailable(where, reason, detail));
                case Fact.Known<List<Data>> nodes -> nodes.value().stream().map(KubernetesReaders::node)
                        .filter(kind::wants).forEach(node -> live.add(node.name()));
            }
        }
        return live;
    }

    private static Optional<String> category(Map<String, String> categoryOf, String host) {
        return Optional.ofNullable(categoryOf.get(BcmLists.shortName(host))).filter(name -> !name.isBlank());
    }

    private static Fact<LoginCategory> nowhere(SiteView site, Kind kind, String name,
                                               Fact<List<Map<String, String>>> devices) {
        return devices instanceof Fact.Unavailable<List<Map<String, String>>>(String where, Reason reason, String words)
                ? Fact.unavailable(where, reason, words)
                : Fact.unavailable(site.inventory().site().id(), Reason.NOT_COLLECTED, "neither Base Command Manager nor "
                + "the inventory names a category for the " + kind.words() + " " + name);
    }

    private static Fact.Known<List<Map<String, String>>> known(Fact<List<Map<String, String>>> fact) {
        return (Fact.Known<List<Map<String, String>>>) fact;
    }
}
