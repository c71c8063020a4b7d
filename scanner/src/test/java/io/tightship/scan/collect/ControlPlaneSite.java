package io.tightship.scan.collect;

import io.tightship.catalog.Catalog;
import io.tightship.check.Evaluator;
import io.tightship.check.Facts;
import io.tightship.check.Values;
import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.data.Json;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Two clusters with three nodes, and readings that a test puts in by hand; anything else was not asked. */
final class ControlPlaneSite implements Readings {

    static final Target.Site SITE = new Target.Site("test");
    static final Target.Cluster ADMIN = new Target.Cluster("admin", Space.ADMIN);
    static final Target.Cluster USER = new Target.Cluster("user", Space.USER);
    static final Target.Node HEAD = node("head-1", Optional.empty(), NodeRole.HEAD, Space.ADMIN);
    static final Target.Node CP = node("cp-1", Optional.of("admin"), NodeRole.CONTROL_PLANE, Space.ADMIN);
    static final Target.Node CP2 = node("cp-2", Optional.of("admin"), NodeRole.CONTROL_PLANE, Space.ADMIN);
    static final Target.Node WORKER = node("dgx-01", Optional.of("user"), NodeRole.WORKER, Space.USER);

    private final Map<SessionId, Map<Probe, Reading>> readings = new HashMap<>();
    private final Map<ValueKey<?>, Object> values = new HashMap<>();
    private boolean configz;

    private static Target.Node node(String name, Optional<String> cluster, NodeRole role, Space space) {
        return new Target.Node(name, Set.of(role), cluster, space, Optional.empty(), false, Optional.empty());
    }

    ControlPlaneSite text(SessionId session, Probe probe, String body) {
        return bytes(session, probe, 0, "", body.getBytes(StandardCharsets.UTF_8));
    }

    ControlPlaneSite bytes(SessionId session, Probe probe, int exit, String words, byte[] body) {
        return put(Reading.read(session, probe, Instant.EPOCH, Duration.ZERO, exit, words, body));
    }

    ControlPlaneSite unread(SessionId session, Probe probe, Reason reason, String detail) {
        return put(Reading.unread(session, probe, Instant.EPOCH, Duration.ZERO, reason, detail));
    }

    ControlPlaneSite absent(SessionId session, Probe probe, String proof) {
        return put(Reading.absent(session, probe, Instant.EPOCH, Duration.ZERO, proof));
    }

    /** The node's process table, of which each command line is one argument list; ids count from 700. */
    @SafeVarargs
    final ControlPlaneSite processes(Target.Node node, List<String>... commandLines) {
        List<Object> processes = new ArrayList<>();
        for (List<String> arguments : commandLines) {
            processes.add(Map.of("id", 700 + processes.size(), "arguments", arguments));
        }
        return text(SessionId.node(node), new ProcessProbe.Processes(),
                Json.write(Map.of("firstProcessSeen", true, "processes", processes)));
    }

    <T> ControlPlaneSite value(ValueKey<T> key, T value) {
        values.put(key, value);
        return this;
    }

    /** The inventory says of each node that its kubelet is asked itself. */
    ControlPlaneSite configz() {
        configz = true;
        return this;
    }

    private ControlPlaneSite put(Reading reading) {
        readings.computeIfAbsent(reading.session(), session -> new HashMap<>()).put(reading.probe(), reading);
        return this;
    }

    @Override
    public Reading get(SessionId session, Probe probe) {
        return readings.getOrDefault(session, Map.of()).getOrDefault(probe, Reading.unread(session, probe,
                Instant.EPOCH, Duration.ZERO, Reason.NOT_ATTEMPTED, "not part of the test: " + probe));
    }

    <T> Fact<T> read(Target target, FactKey<T> key) {
        return new Readers().of(key).read(target, key, view(), this);
    }

    /** The members of a collection that is known. */
    <V> SortedMap<String, Fact<V>> members(Target target, FactKey<PerSubject<V>> key) {
        return switch (read(target, key)) {
            case Fact.Known<PerSubject<V>>(PerSubject<V> members, var sources) -> members.members();
            case Fact.Unavailable<PerSubject<V>> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    /** From these readings to the verdicts of a rule. */
    List<Finding> judge(Target target, String rule) {
        SiteView view = view();
        Facts facts = new Facts() {
            @Override
            public List<Target> targets() {
                return view.inventory().targets();
            }

            @Override
            public boolean statesNone(Class<? extends Target> kind) {
                return false;
            }

            @Override
            public <T> Fact<T> get(Target of, FactKey<T> key) {
                return read(of, key);
            }
        };
        return new Evaluator(facts, Instant.EPOCH).evaluate(Catalog.load().find(rule).orElseThrow(), target, view.values(), "");
    }

    SiteView view() {
        Credential key = new Credential.SshAgent("agent", "root", Optional.empty());
        SortedMap<String, Inventory.NodeEntry> nodes = new TreeMap<>();
        for (Target.Node node : List.of(HEAD, CP, CP2, WORKER)) {
            nodes.put(node.name(), new Inventory.NodeEntry(node,
                    node == CP ? Optional.of("10.0.0.4") : Optional.empty(),
                    node == HEAD ? List.of("192.0.2.9") : List.of(),
                    new NodeConnection.Ssh(22, key, Path.of("known_hosts"), Optional.empty(),
                            NodeConnection.Privilege.ROOT_LOGIN), Map.of(), configz));
        }
        SortedMap<String, Inventory.ClusterEntry> clusters = new TreeMap<>();
        for (Target.Cluster cluster : List.of(ADMIN, USER)) {
            clusters.put(cluster.name(),
                    new Inventory.ClusterEntry(cluster, new Credential.InCluster("pod"), Map.of()));
        }
        Inventory inventory = new Inventory(Path.of("site.yaml"), SITE,
                List.of(SITE, ADMIN, USER, HEAD, CP, CP2, WORKER), Set.of(), nodes, clusters, new TreeMap<>(),
                Optional.empty(), Map.of(), List.of());
        return new SiteView(inventory, new Values() {
            @Override
            @SuppressWarnings("unchecked") // value() stores what the key types
            public <T> Optional<T> get(ValueKey<T> value, Target target) {
                return values.containsKey(value) ? Optional.of((T) values.get(value)) : value.fallback();
            }
        });
    }
}
