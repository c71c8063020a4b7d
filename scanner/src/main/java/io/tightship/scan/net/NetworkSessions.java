package io.tightship.scan.net;

import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;

/** Opens the session in which the scanner itself connects; opening it sends nothing. */
public final class NetworkSessions implements SessionOpener {

    /** For a connect, and again for the answer to a hello. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Clock clock;
    private final Names names;
    private final Duration patience;

    public NetworkSessions(Clock clock) {
        this(clock, InetAddress::getAllByName, PATIENCE);
    }

    NetworkSessions(Clock clock, Names.Resolver resolver, Duration patience) {
        this.clock = clock;
        this.names = new Names(resolver);
        this.patience = patience;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) {
        if (id.kind() != SessionId.Kind.NETWORK) {
            throw new IllegalArgumentException("no session of the network: " + id);
        }
        return new NetworkSession(id, clock, names, patience, deadline);
    }

    /** Sessions share nothing. */
    @Override
    public void close() {
    }
}
