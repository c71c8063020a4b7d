package io.tightship.scan.probe;

import io.tightship.model.Reason;
import java.util.Optional;

/** A session could not be opened. */
public final class SessionFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String elsewhere;

    /** @param detail one sentence that an operator understands, without a stack trace */
    public SessionFailure(Reason reason, String detail) {
        this(reason, detail, "");
    }

    private SessionFailure(Reason reason, String detail, String elsewhere) {
        super(detail);
        this.reason = reason;
        this.elsewhere = elsewhere;
    }

    /** A failure of something on the way, such as a jump host: one cause for all that lie behind it. */
    public static SessionFailure onTheWay(String target, Reason reason, String detail) {
        return new SessionFailure(reason, detail, target);
    }

    public Reason reason() {
        return reason;
    }

    /** The id of the target that failed, where it is not the session's own. */
    public Optional<String> elsewhere() {
        return Optional.of(elsewhere).filter(target -> !target.isEmpty());
    }
}
