package io.tightship.scan.bundle;

import io.tightship.model.Assessment.Footprint;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.util.List;

/** Answers probes out of a bundle: a run with these sessions sends nothing. */
public final class Replay implements SessionOpener {

    private final Bundle bundle;

    public Replay(Bundle bundle) {
        this.bundle = bundle;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) {
        return new Stored(id);
    }

    @Override
    public void close() {
        // The bundle is its opener's to close.
    }

    /** One target's stored answers. */
    private final class Stored implements Session {
        private final SessionId id;

        Stored(SessionId id) {
            this.id = id;
        }

        @Override
        public List<Reading> run(List<? extends Probe> round) {
            return round.stream().map(probe -> bundle.reading(id, probe)).toList();
        }

        @Override
        public Footprint footprint() {
            return new Footprint(id.target().id(), 0, 0, 0, 0);
        }

        @Override
        public void close() {
            // nothing is held open
        }
    }
}
