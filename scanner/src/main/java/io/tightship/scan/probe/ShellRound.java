package io.tightship.scan.probe;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.NodeConnection.Privilege;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One round of node probes: what to send to a shell, and how to understand what it printed. */
public final class ShellRound {

    private final SessionId session;
    private final ShellScript script;
    private final String helper;

    /** As the user that the shell runs as. */
    public ShellRound(SessionId session, List<? extends Probe> probes) {
        this(session, probes, Privilege.NONE, "");
    }

    /** @param helper where the helper lies, for {@link Privilege#HELPER} */
    public ShellRound(SessionId session, List<? extends Probe> probes, Privilege privilege, String helper) {
        this.session = session;
        this.script = ShellScript.of(probes.stream().map(NodeProbe.class::cast).toList(), privilege);
        this.helper = helper;
    }

    /** What a login shell of any kind is asked to execute. */
    public String command() {
        return switch (script.privilege()) {
            case NONE, ROOT_LOGIN, COMMANDS -> "exec /bin/sh -s";
            case HELPER -> "exec env LC_ALL=C sudo -n " + helper;
        };
    }

    /** What goes to the command's stdin, before its end. */
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
        if (script.privilege() == Privilege.HELPER && !text.contains(script.nonce())
                && SudoCommand.refusal(errors).isPresent()) {
            String refusal = SudoCommand.refusal(errors).get();
            return refusal.endsWith(": command not found") ? new SessionFailure(Reason.TOOL_MISSING,
                    "the helper is not installed: " + refusal) : new SessionFailure(Reason.FORBIDDEN,
                    "sudo does not run " + helper + " (no rule, or the installed file is not the one whose digest the "
                            + "rule names): " + refusal);
        }
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
