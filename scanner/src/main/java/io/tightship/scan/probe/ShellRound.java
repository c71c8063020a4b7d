package io.tightship.scan.probe;

import java.time.Instant;
import java.util.List;

/** One round of node probes: what to send to a shell, and how to understand what it printed. */
public final class ShellRound {

    private final SessionId session;
    private final ShellScript script;

    public ShellRound(SessionId session, List<? extends Probe> probes) {
        this.session = session;
        this.script = ShellScript.of(probes.stream().map(NodeProbe.class::cast).toList());
    }

    /** What goes to the stdin of {@code /bin/sh -s}. */
    public String script() {
        return script.text();
    }

    /** How many bytes of output are ever needed: what comes after is not read. */
    public long cap() {
        // base64 with line breaks is under 1.4 times as long; 64 KiB for marks, words and a banner.
        return 64 * 1024 + script.probes().stream().mapToLong(probe -> (probe.cap() + 8192L) * 7 / 5).sum();
    }

    /**
     * @param output what the shell printed, as far as it came
     * @param end    why answers are missing, where they are
     */
    public List<Reading> readings(byte[] output, Instant at, SessionFailure end) {
        return ShellAnswers.readings(session, script, output, at, end);
    }
}
