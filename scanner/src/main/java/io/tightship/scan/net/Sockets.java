package io.tightship.scan.net;

import io.tightship.fact.reach.Connection;
import io.tightship.model.Reason;
import io.tightship.scan.probe.Deadline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Makes, counts and ends connections; every wait has a deadline. */
final class Sockets {

    /** Who has let a connection in is there, and on a loaded host may need longer for an answer than its kernel for that. */
    private static final int HANDSHAKE = 3;

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean closed;

    /** What became of a connect, closed at once. */
    Connection tryConnect(InetAddress address, int port, Deadline deadline) throws ExchangeFailure {
        try {
            end(connect(Endpoint.of(address, port), deadline));
            return Connection.CONNECTED;
        } catch (IOException e) {
            return connection(e);
        }
    }

    /** Open where one of the addresses is; else what the first of them says stands for all that are closed; none is no way. */
    Connection tryConnect(List<InetAddress> addresses, int port, Deadline session, Duration patience)
            throws ExchangeFailure {
        Connection first = Connection.UNREACHABLE;
        boolean tried = false;
        for (InetAddress address : addresses) {
            Connection connection = tryConnect(address, port, session.atMost(patience));
            if (connection.open()) {
                return connection;
            }
            first = tried ? first : connection;
            tried = true;
        }
        return first;
    }

    /** Sends one hello over a connection of its own, and reads the answer. */
    ServerAnswer exchange(Endpoint endpoint, byte[] hello, Deadline session, Duration patience)
            throws ExchangeFailure {
        Socket socket = connected(endpoint, session.atMost(patience));
        Duration longer = patience.multipliedBy(HANDSHAKE);
        Deadline answer = session.atMost(longer);
        try {
            socket.getOutputStream().write(hello);
            bytes.addAndGet(hello.length);
            return ServerAnswer.read(new Timed(socket, answer));
        } catch (SocketTimeoutException e) {
            throw new ExchangeFailure(Reason.TIMED_OUT, "it did not answer a TLS hello within "
                    + longer.toMillis() + " ms");
        } catch (IOException e) {
            return new ServerAnswer.Closed();
        } finally {
            end(socket);
        }
    }

    /** What is done over a connection of its own; every read of it ends with the patience. */
    interface Conversation {
        void with(Socket socket) throws IOException;
    }

    void with(Conversation conversation, Endpoint endpoint, Deadline session, Duration patience)
            throws ExchangeFailure, IOException {
        Socket socket = connected(endpoint, session.atMost(patience));
        try {
            socket.setSoTimeout(Endpoint.milliseconds(session.atMost(patience)));
            conversation.with(socket);
        } finally {
            end(socket);
        }
    }

    private Socket connected(Endpoint endpoint, Deadline deadline) throws ExchangeFailure {
        try {
            return connect(endpoint, deadline);
        } catch (IOException e) {
            Connection connection = connection(e);
            throw new ExchangeFailure(connection == Connection.TIMED_OUT ? Reason.TIMED_OUT : Reason.UNREACHABLE,
                    "the connect " + connection.words());
        }
    }

    private Socket connect(Endpoint endpoint, Deadline deadline) throws IOException, ExchangeFailure {
        connections.incrementAndGet();
        try {
            return endpoint.connect(deadline, this::begun);
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private void begun(Socket socket) {
        open.add(socket);
        if (closed) {
            end(socket); // what it is used for will say so
        }
    }

    /** Only what the network said counts; an error of this machine is no word about the other one. */
    private static Connection connection(IOException failure) throws ExchangeFailure {
        String words = String.valueOf(failure.getMessage());
        return switch (failure) {
            case SocketTimeoutException e -> Connection.TIMED_OUT;
            case NoRouteToHostException e -> Connection.UNREACHABLE;
            case ConnectException e when words.contains("refused") -> Connection.REFUSED;
            case ConnectException e when words.contains("timed out") -> Connection.TIMED_OUT;
            case SocketException e when words.contains("unreachable") -> Connection.UNREACHABLE;
            default -> throw new ExchangeFailure(Reason.UNREACHABLE, "the connect could not be tried: " + words);
        };
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    int connections() {
        return connections.get();
    }

    /** Sent and received, without what the protocols below need. */
    long bytes() {
        return bytes.get();
    }

    void close() {
        closed = true;
        open.forEach(this::end);
    }

    /** Lets no sender stretch the deadline by sending little by little. */
    private final class Timed extends FilterInputStream {
        private final Socket socket;
        private final Deadline deadline;

        Timed(Socket socket, Deadline deadline) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
            this.deadline = deadline;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            socket.setSoTimeout(Endpoint.milliseconds(deadline));
            InputStream stream = in;
            int count = stream.read(into, offset, length);
            bytes.addAndGet(Math.max(0, count));
            return count;
        }
    }
}
