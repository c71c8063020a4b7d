package io.tightship.scan.probe;

import java.time.Duration;

/** A moment on the monotonic clock by which something must have ended. */
public final class Deadline {

    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The earlier of this one and {@code time} from now. */
    public Deadline atMost(Duration time) {
        return remaining().compareTo(time) <= 0 ? this : in(time);
    }

    /** Zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    public boolean passed() {
        return remaining().isZero();
    }
}
