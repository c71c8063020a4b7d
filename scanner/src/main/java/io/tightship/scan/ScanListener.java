package io.tightship.scan;

import io.tightship.scan.probe.SessionId;

/** Is told how a run goes on, from several threads. */
public interface ScanListener {

    /** A listener that does nothing. */
    ScanListener NONE = new ScanListener() {
        @Override
        public void planned(int sessions) { }

        @Override
        public void started(SessionId session) { }

        @Override
        public void finished(SessionId session, boolean failed) { }
    };

    void planned(int sessions);

    void started(SessionId session);

    /** @param failed where the session could not be opened, or ended early */
    void finished(SessionId session, boolean failed);
}
