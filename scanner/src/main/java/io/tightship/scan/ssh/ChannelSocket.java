package io.tightship.scan.ssh;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/**
 * A connection that a host made on for us, as a socket, so that TLS is spoken over it as over any other. The library's
 * reads have no timeout: one that takes longer than allowed ends the connection.
 */
final class ChannelSocket extends Socket {

    private final DirectConnection channel;
    private final ScheduledExecutorService watchdog;
    private final Executor closing;
    private volatile int timeout;
    private volatile boolean late;
    private volatile boolean ended;

    ChannelSocket(DirectConnection channel, ScheduledExecutorService watchdog, Executor closing) {
        this.channel = channel;
        this.watchdog = watchdog;
        this.closing = closing;
    }

    @Override
    public InputStream getInputStream() {
        return new Timed(channel.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() {
        return new Unbuffered(channel.getOutputStream());
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        timeout = milliseconds;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // The host decides over its own connection.
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return ended;
    }

    @Override
    public boolean isInputShutdown() {
        return ended;
    }

    @Override
    public boolean isOutputShutdown() {
        return ended;
    }

    @Override
    public void shutdownInput() {
        close();
    }

    @Override
    public void shutdownOutput() {
        // What was written is sent already, and the end comes with close.
    }

    /** Returns at once: the library waits for the host's goodbye. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            closing.execute(() -> {
                SshConnection.quietly(channel.getInputStream());
                SshConnection.quietly(channel);
            });
        }
    }

    /** The library keeps what is written until it is told to send it. */
    private final class Unbuffered extends FilterOutputStream {
        Unbuffered(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
            out.flush();
        }

        @Override
        public void close() {
            ChannelSocket.this.close();
        }
    }

    /** Every read ends with the timeout. */
    private final class Timed extends FilterInputStream {
        Timed(InputStream from) {
            super(from);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            InputStream stream = in;
            Optional<ScheduledFuture<?>> watch = timeout == 0 ? Optional.empty() : Optional.of(watchdog.schedule(() -> {
                late = true;
                close();
            }, timeout, TimeUnit.MILLISECONDS));
            try {
                int count = stream.read(into, offset, length);
                if (count < 0 && late) {
                    throw new SocketTimeoutException("no answer in time");
                }
                return count;
            } catch (IOException e) {
                throw late ? new SocketTimeoutException("no answer in time") : e;
            } finally {
                watch.ifPresent(end -> end.cancel(false));
            }
        }

        @Override
        public void close() {
            ChannelSocket.this.close();
        }
    }
}
