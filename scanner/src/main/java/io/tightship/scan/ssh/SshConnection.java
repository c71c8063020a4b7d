package io.tightship.scan.ssh;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.Inventory.NodeEntry;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.userauth.UserAuthException;

/**
 * One logged-in SSH connection. The library's own timeouts do not hold through a jump and do not bound reads, so a
 * watchdog closes the connection at the deadline, whatever it is doing then.
 */
final class SshConnection implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final SSHClient client;
    private final AtomicReference<Socket> socket = new AtomicReference<>();
    private final AtomicReference<DirectConnection> tunnel = new AtomicReference<>();
    private final AtomicBoolean late = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Executor closing;
    private Optional<ScheduledFuture<?>> guard = Optional.empty();

    private SshConnection(Executor closing) {
        this.closing = closing;
        Config config = new DefaultConfig();
        this.client = new SSHClient(config);
    }

    /**
     * Connects and logs in.
     *
     * @param jump     the connection that this one goes through
     * @param watchdog closes it at the deadline
     */
    static SshConnection open(NodeEntry entry, NodeConnection.Ssh how, Optional<SshConnection> jump,
                              Deadline deadline, ScheduledExecutorService watchdog, Executor closing)
            throws SessionFailure {
        SshConnection connection = new SshConnection(closing);
        connection.guard = Optional.of(watchdog.schedule(() -> {
            connection.late.set(true);
            connection.close();
        }, deadline.remaining().toMillis(), TimeUnit.MILLISECONDS));
        try {
            connection.connect(entry, how, jump, deadline);
            return connection;
        } catch (SessionFailure failure) {
            connection.close();
            throw failure;
        }
    }

    private void connect(NodeEntry entry, NodeConnection.Ssh how, Optional<SshConnection> jump, Deadline deadline)
            throws SessionFailure {
        String where = entry.host() + ":" + how.port();
        String user = Authentication.user(how.credential());
        if (how.privilege() == NodeConnection.Privilege.ROOT_LOGIN && !user.equals("root")) {
            throw new SessionFailure(Reason.AUTHENTICATION, "privilege root-login needs a credential of user root, "
                    + "and " + how.credential().name() + " is of " + user);
        }
        HostKeys keys = new HostKeys(how.knownHosts());
        try {
            client.addHostKeyVerifier(keys);
            client.setSocketFactory(new Capturing(socket));
            client.setConnectTimeout((int) Math.max(1, deadline.atMost(CONNECT).remaining().toMillis()));
            client.setTimeout((int) Math.max(1, deadline.remaining().toMillis()));
            client.getTransport().setTimeoutMs((int) Math.max(1, deadline.remaining().toMillis()));
            if (jump.isPresent()) {
                DirectConnection through = jump.get().client.newDirectConnection(entry.host(), how.port());
                tunnel.set(through);
                client.connectVia(through);
            } else {
                client.connect(entry.host(), how.port());
            }
            client.getConnection().setTimeoutMs((int) Math.max(1, deadline.remaining().toMillis()));
            client.auth(user, Authentication.methods(client, how.credential()));
        } catch (IOException | RuntimeException e) {
            throw failure(e, keys, where, user, jump.isPresent());
        }
    }

    private SessionFailure failure(Exception e, HostKeys keys, String where, String user, boolean jumped) {
        if (!keys.refusal().isEmpty()) {
            return new SessionFailure(Reason.HOST_KEY, keys.refusal());
        }
        if (late.get()) {
            return new SessionFailure(Reason.TIMED_OUT, where + " gave no complete answer in time");
        }
        if (closed.get()) {
            return new SessionFailure(Reason.INTERRUPTED, "the connection to " + where + " was ended");
        }
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            if (root instanceof OpenFailException || root instanceof UserAuthException) {
                break;
            }
            root = root.getCause();
        }
        String words = Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName())
                .replaceAll("\\s+", " ");
        if (root instanceof OpenFailException refused) {
            return refused.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED
                    ? new SessionFailure(Reason.FORBIDDEN, "the jump host does not forward to " + where + ": " + words)
                    : new SessionFailure(Reason.UNREACHABLE, "the jump host could not connect to " + where + ": "
                    + words);
        }
        return switch (root) {
            case UserAuthException refused -> new SessionFailure(Reason.AUTHENTICATION, where
                    + " does not let user " + user + " in: " + words);
            case UnknownHostException unknown -> new SessionFailure(Reason.UNREACHABLE, "the name " + where
                    + " cannot be resolved");
            case SocketTimeoutException slow -> new SessionFailure(Reason.TIMED_OUT, where + " does not answer");
            case java.util.concurrent.TimeoutException slow -> new SessionFailure(Reason.TIMED_OUT, where
                    + " does not answer" + (jumped ? " through the jump host" : ""));
            case ConnectException refused -> new SessionFailure(Reason.UNREACHABLE, where
                    + " cannot be connected to: " + words);
            case NoRouteToHostException none -> new SessionFailure(Reason.UNREACHABLE, where
                    + " cannot be connected to: " + words);
            case SSHException broken -> new SessionFailure(Reason.UNREACHABLE, "the SSH connection to " + where
                    + " broke: " + words);
            default -> new SessionFailure(Reason.UNREACHABLE, "the SSH connection to " + where + " broke: " + words);
        };
    }

    /** Moves the deadline. */
    void extend(Deadline deadline, ScheduledExecutorService watchdog) {
        guard.ifPresent(watch -> watch.cancel(false));
        guard = Optional.of(watchdog.schedule(this::close, deadline.remaining().toMillis(), TimeUnit.MILLISECONDS));
        client.getTransport().setTimeoutMs(0);
        client.getConnection().setTimeoutMs((int) CONNECT.toMillis());
        Socket direct = socket.get();
        if (direct != null) {
            try {
                direct.setSoTimeout(0);
            } catch (IOException e) {
                close();
            }
        }
    }

    SSHClient client() {
        return client;
    }

    /** Why it is over, for what was asked and not answered. */
    SessionFailure end() {
        if (late.get()) {
            return new SessionFailure(Reason.TIMED_OUT, "the host did not answer in time");
        }
        return closed.get() ? new SessionFailure(Reason.INTERRUPTED, "the session was ended")
                : new SessionFailure(Reason.NOT_ATTEMPTED, "the host ended the session before this was answered");
    }

    /** Returns at once: a library that waits for the other side's goodbye waits in a thread of its own. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            guard.ifPresent(watch -> watch.cancel(false));
            Socket direct = socket.get();
            if (direct != null) {
                quietly(direct);
            }
            closing.execute(() -> {
                if (client.isConnected()) {
                    client.getTransport().die(new IOException("ended"));
                }
                DirectConnection through = tunnel.get();
                if (through != null) {
                    quietly(through.getInputStream());
                    quietly(through);
                }
                quietly(client);
            });
        }
    }

    private static void quietly(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            // It is being thrown away: nobody waits for its last words.
        }
    }

    /** Hands out plain sockets and remembers the last one, which can be closed while the library waits on it. */
    private static final class Capturing extends SocketFactory {
        private final AtomicReference<Socket> last;

        Capturing(AtomicReference<Socket> last) {
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
        public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort)
                throws IOException {
            return createSocket(host, port);
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port) throws IOException {
            return createSocket(host.getHostAddress(), port);
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress local, int localPort)
                throws IOException {
            return createSocket(host, port);
        }
    }
}
