package io.tightship.scan.probe;

import io.tightship.model.Assessment.Footprint;
import java.util.List;

/** Opens sessions of one kind. Safe for several threads. */
public interface SessionOpener extends AutoCloseable {

    /** Connects and logs in, within the deadline, which also bounds everything that the session does later. */
    Session open(SessionId id, Deadline deadline) throws SessionFailure;

    /** What sessions share has cost, such as the connection to a jump host: one row per target. */
    default List<Footprint> shared() {
        return List.of();
    }

    /** Ends what sessions share, such as the connection to a jump host. Never throws. */
    @Override
    void close();
}
