package io.tightship.scan.probe;

import io.tightship.model.Reason;
import java.nio.charset.StandardCharsets;
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
     * Why answers are missing, more exactly than the session knows it: where the shell said something on stderr, or
     * printed no frame at all, its words are the reason as a rule.
     *
     * @param errors what came on stderr outside of the frames
     */
    public SessionFailure why(SessionFailure end, byte[] output, String errors) {
        if (end.reason() != Reason.NOT_ATTEMPTED) {
            return end;
        }
        if (output.length >= cap()) {
            return new SessionFailure(Reason.TRUNCATED, "the host printed more than " + cap()
                    + " bytes, more than all answers together can be");
        }
        String text = new String(output, StandardCharsets.UTF_8);
        String words = text.contains(script.nonce()) || !errors.isBlank() ? errors : text;
        return words.isBlank() ? end : new SessionFailure(Reason.NOT_ATTEMPTED, end.getMessage() + "; it said: "
                + words.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip());
    }

    /**
     * @param output what the shell printed, as far as it came
     * @param end    why answers are missing, where they are
     */
    public List<Reading> readings(byte[] output, Instant at, SessionFailure end) {
        return ShellAnswers.readings(session, script, output, at, end);
    }
}
