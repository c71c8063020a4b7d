package io.tightship.scan.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.DirectTcpipFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** An SSH server of a test's own: a real shell behind real protocol, and each way to misbehave. */
final class TestHost implements AutoCloseable {

    /** Where a host stops answering. */
    enum Stage {
        SILENT_FROM_THE_START, AFTER_ITS_BANNER, WHILE_LOGGING_IN, AFTER_THE_LOGIN, AFTER_THE_EXECUTION, MID_ANSWER
    }

    /** Logs in as {@code root} by this key. */
    static final KeyPair CLIENT = key();

    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey = key();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger executions = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private final List<Socket> held = new ArrayList<>();
    private ServerSocket mute;

    private TestHost() {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, offered, session) -> user.equals("root")
                && KeyUtils.compareKeys(offered, CLIENT.getPublic()));
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        shell("");
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                connections.incrementAndGet();
            }
        });
    }

    static TestHost normal() {
        return new TestHost();
    }

    static TestHost hanging(Stage stage) {
        TestHost host = new TestHost();
        switch (stage) {
            case SILENT_FROM_THE_START -> host.mute("");
            case AFTER_ITS_BANNER -> host.mute("SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13\r\n");
            case WHILE_LOGGING_IN -> host.server.setPublickeyAuthenticator((user, key, session) -> host.wait(true));
            case AFTER_THE_LOGIN -> host.server.setChannelFactories(List.of(new ChannelSessionFactory() {
                @Override
                public ChannelSession createChannel(Session session) {
                    return new ChannelSession() {
                        @Override
                        public OpenFuture open(long recipient, long window, long packet, Buffer buffer) {
                            return new DefaultOpenFuture(this, this); // nobody ever completes it
                        }
                    };
                }
            }));
            case AFTER_THE_EXECUTION -> host.server.setCommandFactory((channel, line) -> new Saying(""));
            case MID_ANSWER -> host.shell("", " | head -n 5; exec sleep 60");
        }
        return host;
    }

    /** What a login shell prints before it comes to the command. */
    TestHost shell(String chatter) {
        return shell(chatter, "");
    }

    private TestHost shell(String chatter, String then) {
        server.setCommandFactory((channel, line) -> {
            executions.incrementAndGet();
            String script = chatter + "\n" + (then.isEmpty() ? line : "( " + line + " )" + then);
            return new ProcessShellFactory(script, "/bin/sh", "-c", script).createShell(channel);
        });
        return this;
    }

    TestHost banner(String text) {
        CoreModuleProperties.WELCOME_BANNER.set(server, text);
        return this;
    }

    /** Lets {@code auditor} in by this password, in one of the two ways that the protocol has. */
    TestHost password(String password, boolean interactive) {
        server.setPasswordAuthenticator((user, offered, session) -> {
            logins.incrementAndGet();
            return user.equals("auditor") && offered.equals(password);
        });
        server.setUserAuthFactoriesNames(interactive ? "keyboard-interactive" : "password");
        return this;
    }

    TestHost keysOnly() {
        server.setUserAuthFactoriesNames("publickey");
        return this;
    }

    TestHost bothWays() {
        server.setUserAuthFactoriesNames("password", "keyboard-interactive");
        return this;
    }

    TestHost forbidForwarding() {
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        return this;
    }

    /** Is asked to connect on and never says what became of it. */
    TestHost neverConnectsOn() {
        server.setForwardingFilter(new RejectAllForwardingFilter() {
            @Override
            public boolean canConnect(Type type, org.apache.sshd.common.util.net.SshdSocketAddress address,
                                      Session session) {
                return TestHost.this.wait(false);
            }
        });
        return this;
    }

    TestHost start() throws IOException {
        if (mute == null) {
            if (server.getChannelFactories() != null && server.getChannelFactories().size() == 1) {
                server.setChannelFactories(List.of(server.getChannelFactories().getFirst(),
                        DirectTcpipFactory.INSTANCE));
            }
            server.start();
        }
        return this;
    }

    private boolean wait(boolean result) {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return result;
    }

    private void mute(String banner) {
        try {
            mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = mute.accept();
                    synchronized (held) {
                        held.add(socket);
                    }
                    socket.getOutputStream().write(banner.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
    }

    int port() {
        return mute == null ? server.getPort() : mute.getLocalPort();
    }

    /** Connections that were made to it. */
    int connections() {
        return connections.get();
    }

    int executions() {
        return executions.get();
    }

    /** How often a password was judged. */
    int logins() {
        return logins.get();
    }

    /** Ends all connections and takes new ones. */
    void cut() {
        List<? extends IoSession> sessions = List.copyOf(server.getActiveSessions().stream()
                .map(Session::getIoSession).toList());
        sessions.forEach(session -> session.close(true));
    }

    /** Nothing listens any more. */
    void stop() throws IOException {
        server.stop(true);
    }

    /** Its line of a known_hosts file. */
    String known() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n";
    }

    static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        if (mute != null) {
            mute.close();
            synchronized (held) {
                for (Socket socket : held) {
                    socket.close();
                }
            }
        }
        server.stop(true);
    }

    /** Is started, says something, and never ends. */
    private static final class Saying implements Command {
        private final String text;
        private OutputStream out;

        Saying(String text) {
            this.text = text;
        }

        @Override
        public void setInputStream(InputStream in) {
            // Nothing is read.
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream err) {
            // Nothing is said there.
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            // It never ends.
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public void destroy(ChannelSession channel) {
            // Holds nothing.
        }
    }
}
