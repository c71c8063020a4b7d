package io.tightship.scan.net;

import io.tightship.model.Reason;

/** An endpoint gave no answer that could be judged; the message says why, in one sentence. */
public final class ExchangeFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public ExchangeFailure(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
