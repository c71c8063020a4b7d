package io.tightship.scan.ssh;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.Inventory.NodeEntry;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.inventory.SwitchConnection;
import io.tightship.scan.net.Relays;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.ssh.SshConnection.Peer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Sessions with hosts over SSH. The connection to a jump host is made once and shared. */
public final class SshSessions implements SessionOpener {

    /** How long a shared connection may live: longer than any run. */
    private static final Duration SHARED = Duration.ofHours(12);
    private static final Duration JUMP = Duration.ofSeconds(15);

    private final Inventory inventory;
    private final Clock clock;
    private final Map<String, Jump> jumps = new TreeMap<>();
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ssh-watchdog").factory());
    private final ExecutorService closing =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("ssh-closing-", 0).factory());

    public SshSessions(Inventory inventory, Clock clock) {
        this.inventory = inventory;
        this.clock = clock;
        if (inventory.nodes().values().stream().anyMatch(node -> node.connection() instanceof NodeConnection.Ssh)
                || inventory.switches().values().stream().anyMatch(device ->
                device.connection() instanceof SwitchConnection.Ssh)) {
            SshConnection.prepare();
        }
    }

    @Override
    public Session open(SessionId id, Deadline deadline) throws SessionFailure {
        if (id.target() instanceof Target.Switch device) {
            SwitchEntry entry = inventory.entry(device);
            SwitchConnection.Ssh how = switch (entry.connection()) {
                case SwitchConnection.Ssh ssh -> ssh;
                case SwitchConnection.Rest rest -> throw new SessionFailure(Reason.INTERNAL, device.name()
                        + " is spoken to by its REST API and not over SSH");
            };
            return new SwitchShellSession(id, open(new Peer(device.name(), entry.address()), how.connection(), deadline),
                    clock);
        }
        NodeEntry entry = inventory.entry((Target.Node) id.target());
        NodeConnection.Ssh how = ssh(entry);
        SshConnection connection = open(peer(entry), how, deadline);
        return new SshSession(id, connection, how, clock, new Relays(id, clock, connection::relay, deadline));
    }

    private SshConnection open(Peer peer, NodeConnection.Ssh how, Deadline deadline) throws SessionFailure {
        Optional<SshConnection> jump = how.jump().isPresent() ? Optional.of(jump(how.jump().get(), deadline))
                : Optional.empty();
        return connect(peer, how, jump, deadline);
    }

    private static Peer peer(NodeEntry entry) {
        return new Peer(entry.node().name(), entry.host());
    }

    private SshConnection connect(Peer peer, NodeConnection.Ssh how, Optional<SshConnection> jump,
                                  Deadline deadline) throws SessionFailure {
        try {
            return SshConnection.open(peer, how, jump, deadline, watchdog, closing);
        } catch (SessionFailure failure) {
            if (failure.reason() != Reason.UNREACHABLE || deadline.passed() || Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            return SshConnection.open(peer, how, jump, deadline, watchdog, closing); // one retry of a connection
        }
    }

    /** The shared connection; a jump host that failed once is not tried again for each host behind it. */
    private SshConnection jump(String name, Deadline deadline) throws SessionFailure {
        Jump jump;
        synchronized (jumps) {
            jump = jumps.computeIfAbsent(name, Jump::new);
        }
        return jump.connection(deadline);
    }

    private static NodeConnection.Ssh ssh(NodeEntry entry) throws SessionFailure {
        return switch (entry.connection()) {
            case NodeConnection.Ssh ssh -> ssh;
            case NodeConnection.Local local -> throw new SessionFailure(Reason.INTERNAL,
                    entry.node().name() + " is the scanner's own machine and is not spoken to over SSH");
        };
    }

    @Override
    public List<Footprint> shared() {
        synchronized (jumps) {
            return jumps.values().stream().filter(jump -> jump.connections() > 0)
                    .map(jump -> new Footprint("node/" + jump.name, jump.connections(), 0, 0, 0)).toList();
        }
    }

    @Override
    public void close() {
        synchronized (jumps) {
            jumps.values().forEach(Jump::close);
        }
        watchdog.shutdownNow();
        closing.shutdown();
    }

    /** A jump host: connected to by whoever comes first, the others wait for the outcome. */
    private final class Jump {
        private final String name;
        private Optional<SshConnection> connection = Optional.empty();
        private Optional<SessionFailure> failure = Optional.empty();
        private int connections;

        Jump(String name) {
            this.name = name;
        }

        synchronized int connections() {
            return connections;
        }

        synchronized SshConnection connection(Deadline deadline) throws SessionFailure {
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (connection.isPresent() && !connection.get().alive() && connections == 1) {
                connection = Optional.empty(); // one retry of a connection
            }
            if (connection.isEmpty()) {
                NodeEntry entry = inventory.nodes().get(name);
                connections++;
                try {
                    NodeConnection.Ssh how = ssh(entry);
                    Optional<SshConnection> through = how.jump().isPresent()
                            ? Optional.of(jump(how.jump().get(), deadline)) : Optional.empty();
                    SshConnection opened = connect(peer(entry), how, through, deadline.atMost(JUMP));
                    opened.extend(Deadline.in(SHARED), watchdog);
                    connection = Optional.of(opened);
                } catch (SessionFailure why) {
                    throw fail(why);
                }
            }
            if (!connection.get().alive()) {
                throw fail(new SessionFailure(Reason.UNREACHABLE, "the connection to the jump host " + name
                        + " broke twice"));
            }
            return connection.get();
        }

        /** In the words that the host's own session would have: one cause for itself and for all behind it. */
        private SessionFailure fail(SessionFailure why) {
            SessionFailure one = SessionFailure.onTheWay(why.elsewhere().orElse("node/" + name), why.reason(),
                    why.getMessage());
            failure = Optional.of(one);
            return one;
        }

        synchronized void close() {
            connection.ifPresent(SshConnection::close);
        }
    }
}
