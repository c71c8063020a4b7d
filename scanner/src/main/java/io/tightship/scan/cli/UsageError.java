package io.tightship.scan.cli;

/** What the user asked for cannot be done as asked: one clear sentence, exit code 2. */
final class UsageError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageError(String message) {
        super(message);
    }
}
