package io.tightship.scan.net;

import io.tightship.fact.reach.Connection;
import io.tightship.model.Reason;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.SessionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks TLS endpoints over connections that a session with a node makes. Of an endpoint that may be reached without it,
 * one connect of the scanner's own says first whether a filter stands before it. A place that was refused to us is not
 * asked for again.
 */
public final class Relays implements AutoCloseable {

    /** How a session has its node connect. */
    public interface Way {
        /** A connected socket, the caller's to close. */
        Socket connect(String host, int port, Deadline deadline) throws ExchangeFailure;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final SessionId id;
    private final Clock clock;
    private final Way way;
    private final Deadline deadline;
    private final Names names = new Names(InetAddress::getAllByName);
    private final Sockets relayed = new Sockets();
    private final Sockets direct = new Sockets();
    private final Map<String, Connection> directly = new HashMap<>();
    private final Map<String, ExchangeFailure> refused = new HashMap<>();
    private volatile boolean closed;

    /** @param deadline of the session */
    public Relays(SessionId id, Clock clock, Way way, Deadline deadline) {
        this.id = id;
        this.clock = clock;
        this.way = way;
        this.deadline = deadline;
    }

    /** Of the machine that the scanner runs on: its loopback addresses are the scanner's own. */
    public static Relays here(SessionId id, Clock clock, Deadline deadline) {
        return new Relays(id, clock, (host, port, until) -> {
            try {
                Socket socket = new Socket();
                socket.connect(new InetSocketAddress(host, port), Endpoint.milliseconds(until));
                return socket;
            } catch (IOException e) {
                throw new ExchangeFailure(e instanceof SocketTimeoutException ? Reason.TIMED_OUT : Reason.UNREACHABLE,
                        "the connect failed: " + e.getMessage());
            }
        }, deadline);
    }

    /** One reading per probe, in their order. */
    public List<Reading> run(List<RelayProbe> probes) {
        List<Reading> readings = new ArrayList<>();
        probes.forEach(probe -> readings.add(answer(probe)));
        return readings;
    }

    private Reading answer(RelayProbe probe) {
        Instant at = clock.instant();
        long start = System.nanoTime();
        try {
            if (deadline.passed()) {
                throw new ExchangeFailure(Reason.TIMED_OUT, "the time of the session was used up");
            }
            if (probe.filtered()) {
                requireFilter(probe);
            }
            return Reading.read(id, probe, at, since(start), 0, "", ask(probe));
        } catch (ExchangeFailure e) {
            return unread(probe, at, start, e.reason(), probe.place() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unread(probe, at, start, Reason.INTERRUPTED, "the session was ended");
        } catch (RuntimeException e) {
            return unread(probe, at, start, Reason.INTERNAL, probe.place() + ": " + e);
        }
    }

    private byte[] ask(RelayProbe probe) throws ExchangeFailure {
        if (refused.containsKey(probe.endpoint())) {
            throw refused.get(probe.endpoint());
        }
        Endpoint endpoint = (until, made) -> {
            Socket socket = way.connect(probe.host(), probe.port(), until);
            made.accept(socket);
            return socket;
        };
        TlsQuestions questions = new TlsQuestions(relayed, deadline, PATIENCE);
        try {
            return switch (probe.question()) {
                case OFFER -> questions.offer(endpoint, probe.host());
                case CERTIFICATES -> questions.certificates(endpoint, probe.host(), probe.port());
            };
        } catch (ExchangeFailure e) {
            if (e.reason() == Reason.FORBIDDEN) {
                refused.put(probe.endpoint(), e);
            }
            throw e;
        }
    }

    /** What answers the scanner itself, be it with a refusal, is not asked for through the node. */
    private void requireFilter(RelayProbe probe) throws ExchangeFailure, InterruptedException {
        Connection connection = directly.get(probe.endpoint());
        if (connection == null) {
            connection = direct.tryConnect(addresses(probe.host()), probe.port(), deadline, PATIENCE);
            directly.put(probe.endpoint(), connection);
        }
        switch (connection) {
            case TIMED_OUT, UNREACHABLE -> { }
            case CONNECTED, REFUSED -> throw new ExchangeFailure(Reason.NOT_COLLECTED,
                    "the node was not asked, since the scanner's own connect " + connection.words());
        }
    }

    /** None for a name that only the node's own network knows, as behind a jump host: no way leads there either. */
    private List<InetAddress> addresses(String host) throws InterruptedException {
        try {
            return names.addresses(host, deadline.atMost(PATIENCE));
        } catch (ExchangeFailure e) {
            return List.of();
        }
    }

    private Reading unread(RelayProbe probe, Instant at, long start, Reason reason, String detail) {
        return Reading.unread(id, probe, at, since(start), closed ? Reason.INTERRUPTED : reason,
                closed ? "the session was ended" : detail);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Connections that the node was asked to make, and connects that told whether it had to be asked. */
    public int connections() {
        return relayed.connections() + direct.connections();
    }

    public long bytes() {
        return relayed.bytes();
    }

    @Override
    public void close() {
        closed = true;
        relayed.close();
        direct.close();
    }
}
