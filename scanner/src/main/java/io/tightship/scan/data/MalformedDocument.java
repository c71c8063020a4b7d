package io.tightship.scan.data;

/** A document is not in the form that it should have; the message tells where and why, in one sentence. */
public final class MalformedDocument extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedDocument(String message) {
        super(message);
    }
}
