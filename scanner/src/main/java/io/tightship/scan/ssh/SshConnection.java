package io.tightship.scan.ssh;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.net.ExchangeFailure;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthMethod;

/**
 * One logged-in SSH connection. The library's own timeouts do not hold through a jump and do not bound reads, so a
 * watchdog closes the connection at the deadline, whatever it is doing then.
 */
final class SshConnection implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Only ever read; making one tries every cipher, which is not worth it for each connection. */
    private static final Config CONFIG = new DefaultConfig();

    private static final String LATE = "the host did not answer in time";

    private final SSHClient client;
    private final Optional<SshConnection> jump;
    private final AtomicReference<Socket> socket = new AtomicReference<>();
    private final AtomicReference<DirectConnection> tunnel = new AtomicReference<>();
    private final AtomicBoolean late = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Executor closing;
    private Optional<ScheduledFuture<?>> guard = Optional.empty();

    private SshConnection(Optional<SshConnection> jump, Executor closing) {
        this.jump = jump;
        this.closing = closing;
        this.client = new SSHClient(CONFIG);
    }

    /**
     * Whom to connect to.
     *
     * @param name the inventory's
     * @param host an address, or a name to resolve
     */
    record Peer(String name, String host) {
    }

    /** Loads the library, which takes a second of a processor and must not count for the first hosts' deadlines. */
    static void prepare() {
        CONFIG.getVersion();
    }

    /**
     * Connects and logs in.
     *
     * @param jump     the connection that this one goes through
     * @param watchdog closes it at the deadline
     */
    static SshConnection open(Peer peer, NodeConnection.Ssh how, Optional<SshConnection> jump,
                              Deadline deadline, ScheduledExecutorService watchdog, Executor closing)
            throws SessionFailure {
        SshConnection connection = new SshConnection(jump, closing);
        connection.guard = Optional.of(watchdog.schedule(() -> {
            connection.late.set(true);
            connection.close();
        }, deadline.remaining().toMillis(), TimeUnit.MILLISECONDS));
        try {
            connection.connect(peer, how, deadline);
            return connection;
        } catch (SessionFailure failure) {
            connection.close();
            throw failure;
        }
    }

    private void connect(Peer peer, NodeConnection.Ssh how, Deadline deadline) throws SessionFailure {
        String endpoint = peer.host() + ":" + how.port();
        String where = peer.host().equals(peer.name()) ? endpoint : peer.name() + " (" + endpoint + ")";
        String user = Authentication.user(how.credential());
        if (how.privilege() == NodeConnection.Privilege.ROOT_LOGIN && !user.equals("root")) {
            throw new SessionFailure(Reason.AUTHENTICATION, "privilege root-login needs a credential of user root, "
                    + "and " + how.credential().name() + " is of " + user);
        }
        HostKeys keys = new HostKeys(how.knownHosts());
        try {
            client.addHostKeyVerifier(keys);
            client.setSocketFactory(new CapturingSockets(socket));
            client.setConnectTimeout((int) Math.max(1, deadline.atMost(CONNECT).remaining().toMillis()));
            client.setTimeout((int) Math.max(1, deadline.remaining().toMillis()));
            client.getTransport().setTimeoutMs((int) Math.max(1, deadline.remaining().toMillis()));
            if (jump.isPresent()) {
                DirectConnection through = jump.get().onward(peer.host(), how.port(), deadline);
                tunnel.set(through);
                client.connectVia(through);
            } else {
                client.connect(peer.host(), how.port());
            }
            client.getConnection().setTimeoutMs((int) Math.max(1, deadline.remaining().toMillis()));
            logIn(user, Authentication.methods(client, how.credential()), where);
        } catch (IOException | RuntimeException e) {
            throw failure(e, keys, where, user);
        }
    }

    /** Has the host connect on. The library would wait for its answer without regard to our deadline. */
    private DirectConnection onward(String host, int port, Deadline deadline) throws IOException {
        DirectConnection through = new DirectConnection(client.getConnection(), host, port);
        CompletableFuture<DirectConnection> opening = new CompletableFuture<>();
        closing.execute(() -> {
            try {
                through.open();
                if (!opening.complete(through)) {
                    quietly(through); // it came too late: nobody waits for it any more
                }
            } catch (IOException | RuntimeException e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(deadline.atMost(CONNECT).remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            opening.cancel(false);
            throw new SocketTimeoutException("it did not connect on in time");
        } catch (InterruptedException e) {
            opening.cancel(false);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A connection that the host makes on for us: over this one, and without executing anything there. */
    Socket relay(String host, int port, Deadline deadline) throws ExchangeFailure {
        try {
            return new ChannelSocket(onward(host, port, deadline), closing);
        } catch (SocketTimeoutException e) {
            throw new ExchangeFailure(Reason.TIMED_OUT, "the node did not say in time whether it connected");
        } catch (IOException e) {
            if (e.getCause() instanceof OpenFailException failure) {
                throw refusal(failure);
            }
            SessionFailure end = end(e);
            throw new ExchangeFailure(end.reason(), end.getMessage());
        }
    }

    private static ExchangeFailure refusal(OpenFailException failure) {
        String words = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        return switch (failure.getReason()) {
            case ADMINISTRATIVELY_PROHIBITED, UNKNOWN_CHANNEL_TYPE -> new ExchangeFailure(Reason.FORBIDDEN,
                    "its sshd does not let this user connect there (" + words + "): AllowTcpForwarding local and "
                            + "PermitOpen with this very place grant it, and no more; tightship access sshd prints them");
            case CONNECT_FAILED, RESOURCE_SHORTAGE, UNKNOWN -> new ExchangeFailure(Reason.UNREACHABLE,
                    "the node itself could not connect: " + words);
        };
    }

    /** Each way in turn. A password that the host has refused once is not tried in another way: accounts get locked. */
    private void logIn(String user, List<AuthMethod> methods, String where) throws IOException, SessionFailure {
        List<String> refused = new ArrayList<>();
        List<String> allowed = new ArrayList<>();
        for (AuthMethod method : methods) {
            if (method.getName().equals("keyboard-interactive") && refused.contains("password")
                    && allowed.contains("password")) {
                break;
            }
            try {
                client.auth(user, List.of(method));
                return;
            } catch (UserAuthException e) {
                if (late.get() || closed.get() || !client.getTransport().isRunning() || broken(e)) {
                    throw e;
                }
                refused.add(method.getName() + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")"));
                allowed.clear();
                client.getUserAuth().getAllowedMethods().forEach(allowed::add);
            }
        }
        throw new SessionFailure(Reason.AUTHENTICATION, where + " does not let user " + user + " in by "
                + String.join(", ", refused.stream().distinct().toList()) + (allowed.isEmpty() ? ""
                : "; it allows " + String.join(", ", allowed)));
    }

    private SessionFailure failure(Exception e, HostKeys keys, String where, String user) {
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
        Optional<String> farewell = Optional.empty();
        while (root.getCause() != null && root.getCause() != root && !(root instanceof OpenFailException)) {
            root = root.getCause();
            if (root instanceof SSHException said && said.getDisconnectReason() != DisconnectReason.UNKNOWN) {
                farewell = Optional.ofNullable(said.getMessage());
            }
        }
        String words = Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName())
                .replaceAll("\\s+", " ");
        if (jump.isPresent() && !jump.get().alive() && !(root instanceof OpenFailException)) {
            return new SessionFailure(Reason.UNREACHABLE, "the connection to the jump host broke: " + words);
        }
        if (e instanceof UserAuthException && farewell.isPresent()) {
            return new SessionFailure(Reason.AUTHENTICATION, where + " does not let user " + user + " in: "
                    + farewell.get().replaceAll("\\s+", " "));
        }
        if (root instanceof OpenFailException refused) {
            return refused.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED
                    ? new SessionFailure(Reason.FORBIDDEN, "the jump host does not forward to " + where + ": " + words)
                    : new SessionFailure(Reason.UNREACHABLE, "the jump host could not connect to " + where + ": "
                    + words);
        }
        return switch (root) {
            case UnknownHostException unknown -> new SessionFailure(Reason.UNREACHABLE, "the name " + where
                    + " cannot be resolved");
            case SocketTimeoutException slow -> slow(where);
            case TimeoutException slow -> slow(where);
            case ConnectException refused -> new SessionFailure(Reason.UNREACHABLE, where
                    + " cannot be connected to: " + words);
            case NoRouteToHostException none -> new SessionFailure(Reason.UNREACHABLE, where
                    + " cannot be connected to: " + words);
            case SSHException broken -> new SessionFailure(Reason.UNREACHABLE, "the SSH connection to " + where
                    + " broke: " + words);
            default -> new SessionFailure(Reason.UNREACHABLE, "the SSH connection to " + where + " broke: " + words);
        };
    }

    private SessionFailure slow(String where) {
        return new SessionFailure(Reason.TIMED_OUT, where + " does not answer"
                + (jump.isPresent() ? " through the jump host" : ""));
    }

    /** False once it has broken or was closed. */
    boolean alive() {
        return !closed.get() && client.getTransport().isRunning();
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

    /** Why it is over, where the library threw. */
    SessionFailure end(Exception thrown) {
        SessionFailure end = end();
        if (end.reason() != Reason.NOT_ATTEMPTED) {
            return end;
        }
        return timedOut(thrown) ? new SessionFailure(Reason.TIMED_OUT, LATE)
                : new SessionFailure(Reason.NOT_ATTEMPTED, end.getMessage() + ": " + thrown.getMessage());
    }

    /** Whether the connection or the deadline ended the login, and not the host's word. */
    private static boolean broken(Throwable thrown) {
        return timedOut(thrown) || thrown instanceof TransportException
                || thrown.getCause() != null && broken(thrown.getCause());
    }

    private static boolean timedOut(Throwable thrown) {
        return thrown instanceof TimeoutException || thrown instanceof SocketTimeoutException
                || thrown.getCause() != null && timedOut(thrown.getCause());
    }

    /** Why it is over, for what was asked and not answered. */
    SessionFailure end() {
        if (late.get()) {
            return new SessionFailure(Reason.TIMED_OUT, LATE);
        }
        return closed.get() ? new SessionFailure(Reason.INTERRUPTED, "the session was ended")
                : jump.isPresent() && !jump.get().alive()
                ? new SessionFailure(Reason.UNREACHABLE, "the connection to the jump host broke")
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

    static void quietly(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            // It is being thrown away: nobody waits for its last words.
        }
    }
}
