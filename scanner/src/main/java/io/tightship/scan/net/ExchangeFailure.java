package io.tightship.scan.net;

import io.tightship.model.Reason;

/** An endpoint gave no answer that could be judged; the message says why, in one sentence. */
final class ExchangeFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    ExchangeFailure(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
