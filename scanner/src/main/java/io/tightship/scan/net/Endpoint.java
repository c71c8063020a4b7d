package io.tightship.scan.net;

import io.tightship.scan.probe.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;

/** Somewhere to connect to, as often as there are hellos. */
interface Endpoint {

    /**
     * A connected socket, the caller's to close; where it throws, none is left open.
     *
     * @param made gets the socket as soon as there is one, so that it can be closed while it connects
     * @throws IOException     as a socket's connect does
     * @throws ExchangeFailure where who connects has words of its own
     */
    Socket connect(Deadline deadline, Consumer<Socket> made) throws IOException, ExchangeFailure;

    /** Connected to by the scanner itself. */
    static Endpoint of(InetAddress address, int port) {
        return (deadline, made) -> {
            Socket socket = new Socket();
            made.accept(socket);
            try {
                socket.connect(new InetSocketAddress(address, port), milliseconds(deadline));
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        };
    }

    /** What a socket takes as a timeout. */
    static int milliseconds(Deadline deadline) throws SocketTimeoutException {
        long left = deadline.remaining().toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline has passed"); // 0 would mean to wait for ever
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
