package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.tightship.model.Reason;
import io.tightship.scan.probe.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer as it arrives: never more of it in memory than the network handed over last, never longer than
 * its cap, never waited for beyond its deadline.
 */
final class BodyStream extends InputStream {

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Deadline deadline;
    private final long cap;
    private volatile Optional<AsyncBody> source = Optional.empty();
    private volatile boolean ended;
    private List<ByteBuffer> current = List.of();
    private boolean complete;
    private long count;
    private Optional<Answer.Trouble<Void>> trouble = Optional.empty();

    /** What arrived, or how it stopped. */
    private sealed interface Part {
        record Bytes(List<ByteBuffer> buffers) implements Part {
        }

        record End() implements Part {
        }

        record Broken(Throwable cause) implements Part {
        }
    }

    /** @param cap bytes */
    BodyStream(Deadline deadline, long cap) {
        this.deadline = deadline;
        this.cap = cap;
    }

    /** Takes what the client hands over; the next part is asked for once this one is used up. */
    void arrive(List<ByteBuffer> buffers) {
        parts.add(new Part.Bytes(buffers));
    }

    void from(AsyncBody body) {
        source = Optional.of(body);
        body.done().whenComplete((nothing, failure) -> parts.add(failure == null ? new Part.End()
                : new Part.Broken(failure)));
        if (ended) {
            body.cancel();
        }
    }

    /** Ends the waiting of whoever reads. */
    void end() {
        ended = true;
        source.ifPresent(AsyncBody::cancel);
        parts.add(new Part.End());
    }

    /** Bytes that arrived so far. */
    long count() {
        return count;
    }

    /** Why the body was not read to its end, where that is not the reader's doing. */
    Optional<Answer.Trouble<Void>> trouble() {
        return trouble;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (current.isEmpty()) {
            if (complete) {
                return -1;
            }
            next();
        }
        ByteBuffer buffer = current.getFirst();
        int taken = Math.min(length, buffer.remaining());
        buffer.get(into, offset, taken);
        if (!buffer.hasRemaining()) {
            current = current.subList(1, current.size());
        }
        return taken;
    }

    private void next() throws IOException {
        Part part;
        try {
            source.ifPresent(AsyncBody::consume);
            part = parts.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(Reason.INTERRUPTED, "was ended");
        }
        if (ended) {
            throw stopped(Reason.INTERRUPTED, "was ended");
        }
        switch (part) {
            case null -> {
                source.ifPresent(AsyncBody::cancel);
                throw stopped(Reason.TIMED_OUT, "did not end in time");
            }
            case Part.Bytes(List<ByteBuffer> buffers) -> {
                current = buffers.stream().filter(ByteBuffer::hasRemaining).toList();
                count += current.stream().mapToLong(ByteBuffer::remaining).sum();
                if (count > cap) {
                    source.ifPresent(AsyncBody::cancel);
                    throw stopped(Reason.TRUNCATED, "is longer than " + cap + " bytes");
                }
            }
            case Part.End end -> complete = true;
            case Part.Broken(Throwable cause) -> throw stopped(Reason.UNREACHABLE, "broke off: " + cause.getMessage());
        }
    }

    private IOException stopped(Reason reason, String what) {
        trouble = Optional.of(new Answer.Trouble<>(0, reason, "the answer " + what));
        return new IOException(what);
    }
}
