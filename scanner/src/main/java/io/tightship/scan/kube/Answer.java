package io.tightship.scan.kube;

import io.tightship.model.Reason;

/** What one GET came to. */
sealed interface Answer<T> {

    /** Status 200, and the body was read to its end. */
    record Body<T>(T value) implements Answer<T> {
    }

    /** @param status of HTTP; 0 where no answer came, or where it broke off */
    record Trouble<T>(int status, Reason reason, String detail) implements Answer<T> {
        <U> Trouble<U> as() {
            return new Trouble<>(status, reason, detail);
        }
    }
}
