package io.tightship.scan.ssh;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/**
 * A connection that a host made on for us, as a socket, so that TLS is spoken over it as over any other. The library's
 * reads have no timeout: one that takes longer than allowed ends this connection, and no other.
 */
final class ChannelSocket extends Socket {

    private final DirectConnection channel;
    private final Executor threads;
    private volatile int timeout;
    private volatile boolean ended;

    /** @param threads as many as it takes: each may wait as long as the connection lives */
    ChannelSocket(DirectConnection channel, Executor threads) {
        this.channel = channel;
        this.threads = threads;
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

    /**
     * Returns at once: the library waits for the host's goodbye. The stream stays open until then, since the library takes
     * what the host may still send to a closed one for a fault of the whole connection.
     */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            threads.execute(() -> SshConnection.quietly(channel));
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

    /** Every read ends with the timeout: it is made in a thread of its own, which ends with the channel. */
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
            byte[] own = new byte[length];
            CompletableFuture<Integer> reading = new CompletableFuture<>();
            threads.execute(() -> {
                try {
                    reading.complete(stream.read(own, 0, length));
                } catch (IOException | RuntimeException e) {
                    reading.completeExceptionally(e);
                }
            });
            try {
                int count = timeout == 0 ? reading.get() : reading.get(timeout, TimeUnit.MILLISECONDS);
                System.arraycopy(own, 0, into, offset, Math.max(0, count));
                return count;
            } catch (TimeoutException e) {
                ChannelSocket.this.close(); // what comes later would be lost
                throw new SocketTimeoutException("no answer in time");
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void close() {
            ChannelSocket.this.close();
        }
    }
}
