package io.tightship.scan.cli;

import io.tightship.scan.ScanListener;
import io.tightship.scan.probe.SessionId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** One line on a terminal that tells how a run goes on, drawn again at most ten times a second. */
final class ProgressLine implements ScanListener {

    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintWriter terminal;
    private final LongSupplier nanos;
    private final long startedAt;
    private long drawnAt;
    private int planned;
    private int running;
    private int done;
    private int failed;

    /** @param nanos the monotonic clock */
    ProgressLine(PrintWriter terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.nanos = nanos;
        this.startedAt = nanos.getAsLong();
        this.drawnAt = startedAt - REDRAW_NANOS;
    }

    @Override
    public synchronized void planned(int sessions) {
        planned = sessions;
        draw();
    }

    @Override
    public synchronized void started(SessionId session) {
        running++;
        draw();
    }

    @Override
    public synchronized void finished(SessionId session, boolean broken) {
        running = Math.max(0, running - 1);
        done++;
        failed += broken ? 1 : 0;
        draw();
    }

    /** Takes the line away. */
    synchronized void clear() {
        terminal.print("\r\u001b[K");
        terminal.flush();
    }

    private void draw() {
        long now = nanos.getAsLong();
        if (now - drawnAt < REDRAW_NANOS && done < planned) {
            return;
        }
        drawnAt = now;
        terminal.print("\r\u001b[K" + done + "/" + planned + " targets done, " + running + " running, " + failed
                + " failed, " + Duration.ofNanos(now - startedAt).toSeconds() + " s");
        terminal.flush();
    }
}
