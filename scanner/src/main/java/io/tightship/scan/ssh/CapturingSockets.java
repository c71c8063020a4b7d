package io.tightship.scan.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;

/** Hands out plain sockets and remembers the last one, which can be closed while the library waits on it. */
final class CapturingSockets extends SocketFactory {
    private final AtomicReference<Socket> last;

    CapturingSockets(AtomicReference<Socket> last) {
        this.last = last;
    }

    @Override
    public Socket createSocket() {
        Socket socket = new Socket();
        last.set(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only unconnected sockets, so that connecting is bounded");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }
}
