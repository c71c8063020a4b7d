package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.bcm.LoginCategory;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
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
 * Reads the login setting of every category that holds control-plane nodes, by the inventory's word, by
 * BCM's, or as a live Node. BCM
 * keeps one database: it is asked on every head node, and the first answer counts.
 */
final class LoginCategoryReader implements Reader<PerSubject<LoginCategory>> {

    private static final NodeProbe CATEGORIES = new NodeProbe.Cmsh(CmshQuestion.CATEGORIES);
    private static final NodeProbe DEVICES = new NodeProbe.Cmsh(CmshQuestion.DEVICES);

    @Override
    public String family() {
        return LoginCategory.OF_CONTROL_PLANES.family();
    }

    private static List<Target.Node> heads(SiteView site) {
        return site.inventory().targets(Target.Node.class).stream().filter(Target.Node::isHead).toList();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<LoginCategory>> key, SiteView site) {
        List<Route> routes = new ArrayList<>();
        heads(site).forEach(head -> routes.add(Route.of(SessionId.node(head), CATEGORIES, DEVICES)));
        site.inventory().targets(Target.Cluster.class).forEach(cluster ->
                routes.add(Route.of(SessionId.kubernetes(cluster), ApiLists.NODES)));
        return routes;
    }

    @Override
    public Fact<PerSubject<LoginCategory>> read(Target target, FactKey<PerSubject<LoginCategory>> key, SiteView site,
                                                Readings readings) {
        Set<String> live = new TreeSet<>();
        for (Target.Cluster cluster : site.inventory().targets(Target.Cluster.class)) {
            switch (ApiLists.items(readings.get(SessionId.kubernetes(cluster), ApiLists.NODES))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>> nodes -> nodes.value().stream().map(KubernetesReaders::node)
                        .filter(ClusterNodes.ClusterNode::controlPlane).forEach(node -> live.add(node.name()));
            }
        }
        Fact<PerSubject<LoginCategory>> last = Fact.unavailable(target.id(), Reason.NOT_STATED,
                "the inventory lists no head node, so there is nobody to ask for BCM's categories");
        for (Target.Node head : heads(site)) {
            Fact<PerSubject<LoginCategory>> answer = from(head, site, readings, live);
            if (answer instanceof Fact.Known<PerSubject<LoginCategory>>) {
                return answer;
            }
            last = answer;
        }
        return last;
    }

    private static Fact<PerSubject<LoginCategory>> from(Target.Node head, SiteView site, Readings readings,
                                                         Set<String> live) {
        SessionId session = SessionId.node(head);
        Reading categories = readings.get(session, CATEGORIES);
        Reading devices = readings.get(session, DEVICES);
        for (Reading reading : List.of(categories, devices)) {
            if (reading.status() instanceof Reading.Status.Unread unread) {
                return reading.unavailable(unread.reason(), unread.detail());
            }
        }
        Map<String, String> logins = new TreeMap<>();
        Map<String, String> categoryOf = new TreeMap<>();
        try {
            CmshTable.rows(categories.text(), "name", "usernodelogin")
                    .forEach(row -> logins.put(row.get("name"), row.get("usernodelogin")));
        } catch (MalformedDocument e) {
            return categories.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        try {
            CmshTable.rows(devices.text(), "hostname", "category")
                    .forEach(row -> categoryOf.put(shortName(row.get("hostname")), row.get("category")));
        } catch (MalformedDocument e) {
            return devices.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        Map<String, SortedSet<String>> nodes = new TreeMap<>();
        Map<String, Fact<LoginCategory>> members = new TreeMap<>();
        List<Source> sources = List.of(categories.source(Witness.DESIRED), devices.source(Witness.DESIRED));
        for (Target.Node node : site.inventory().targets(Target.Node.class)) {
            if (!node.runsControlPlane()) {
                continue;
            }
            Set<String> of = new TreeSet<>();
            node.category().ifPresent(of::add);
            Optional.ofNullable(categoryOf.get(shortName(node.name()))).filter(name -> !name.isBlank())
                    .ifPresent(of::add);
            if (of.isEmpty()) {
                members.put(node.name(), node.isHead() ? Fact.known(new LoginCategory("", new TreeSet<>(
                        Set.of(node.name())), true), sources) : devices.unavailable(Reason.NOT_COLLECTED,
                        "neither BCM nor the inventory names a category for the control-plane node " + node.name()));
            }
            of.forEach(name -> nodes.computeIfAbsent(name, n -> new TreeSet<>()).add(node.name()));
        }
        for (String name : live) { // a live control plane that the inventory does not know as one
            boolean known = site.inventory().targets(Target.Node.class).stream().anyMatch(node ->
                    node.runsControlPlane() && shortName(node.name()).equals(shortName(name)));
            Optional<String> category = Optional.ofNullable(categoryOf.get(shortName(name)))
                    .filter(text -> !text.isBlank());
            category.ifPresent(found -> nodes.computeIfAbsent(found, n -> new TreeSet<>()).add(shortName(name)));
            if (!known && category.isEmpty()) {
                members.put(name, devices.unavailable(Reason.NOT_COLLECTED, "neither BCM nor the inventory names a "
                        + "category for the live control-plane node " + name));
            }
        }
        nodes.forEach((name, held) -> members.put(name, Optional.ofNullable(logins.get(name))
                .filter(login -> login.matches("[A-Za-z]+"))
                .map(login -> Fact.known(new LoginCategory(login, held, false), sources))
                .orElseGet(() -> categories.unavailable(Reason.UNPARSABLE, "BCM does not say how users may log in to "
                        + "category " + name + (logins.containsKey(name) ? ": " + logins.get(name)
                        : ", and lists no such category")))));
        return members.isEmpty() ? Fact.unavailable("site/" + site.inventory().site().name(), Reason.NOT_STATED,
                "the inventory lists no control-plane nodes") : Fact.known(PerSubject.of(members), sources);
    }

    private static String shortName(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? host : host.substring(0, dot);
    }
}
