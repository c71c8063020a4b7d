package io.tightship.scan.probe;

import io.tightship.model.Assessment.Footprint;
import java.util.List;

/** One conversation with one target. Not for several threads, but {@link #close} may come from another one. */
public interface Session extends AutoCloseable {

    /** One reading per probe, in their order. What a host does wrong is in the readings, never thrown. */
    List<Reading> run(List<? extends Probe> round);

    /** What it has cost so far. */
    Footprint footprint();

    /** Ends it at once, also while {@link #run} waits: its open probes then come back unread. Never throws. */
    @Override
    void close();
}
