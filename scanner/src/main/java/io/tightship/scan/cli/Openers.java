package io.tightship.scan.cli;

import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.inventory.SwitchConnection;
import io.tightship.scan.kube.KubernetesSessions;
import io.tightship.scan.local.LocalSessions;
import io.tightship.scan.net.NetworkSessions;
import io.tightship.scan.nvue.SwitchSessions;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.ssh.SshSessions;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Who opens sessions of which kind. */
final class Openers {

    private Openers() {
    }

    static Map<SessionId.Kind, SessionOpener> of(Inventory inventory, Clock clock, DryRun dryRun) {
        Map<SessionId.Kind, SessionOpener> openers = new EnumMap<>(SessionId.Kind.class);
        SshSessions ssh = new SshSessions(inventory, clock);
        openers.put(SessionId.Kind.NODE, new Nodes(inventory, ssh, new LocalSessions(clock)));
        openers.put(SessionId.Kind.NETWORK, new NetworkSessions(clock));
        openers.put(SessionId.Kind.KUBERNETES, new KubernetesSessions(inventory, clock, dryRun));
        openers.put(SessionId.Kind.SWITCH, new Switches(inventory, ssh, new SwitchSessions(inventory, clock,
                Duration.ofSeconds(10), Duration.ofSeconds(30))));
        return openers;
    }

    /** A node is spoken to over SSH, or is the scanner's own machine. */
    private record Nodes(Inventory inventory, SshSessions ssh, LocalSessions local) implements SessionOpener {
        @Override
        public Session open(SessionId id, Deadline deadline) throws SessionFailure {
            return switch (inventory.entry((Target.Node) id.target()).connection()) {
                case NodeConnection.Ssh how -> ssh.open(id, deadline);
                case NodeConnection.Local how -> local.open(id, deadline);
            };
        }

        @Override
        public List<io.tightship.model.Assessment.Footprint> shared() {
            return ssh.shared();
        }

        @Override
        public void close() {
            ssh.close();
            local.close();
        }
    }

    /** A switch is spoken to by its REST API, or over SSH; jump hosts and their connections are those of the nodes. */
    private record Switches(Inventory inventory, SshSessions ssh, SwitchSessions rest) implements SessionOpener {
        @Override
        public Session open(SessionId id, Deadline deadline) throws SessionFailure {
            return switch (inventory.entry((Target.Switch) id.target()).connection()) {
                case SwitchConnection.Rest how -> rest.open(id, deadline);
                case SwitchConnection.Ssh how -> ssh.open(id, deadline);
            };
        }

        /** What is shared over SSH is counted and closed with the nodes. */
        @Override
        public void close() {
            rest.close();
        }
    }
}
