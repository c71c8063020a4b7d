package io.tightship.scan.probe;

import io.tightship.model.Reason;

/** A session could not be opened. */
public final class SessionFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** @param detail one sentence that an operator understands, without a stack trace */
    public SessionFailure(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
