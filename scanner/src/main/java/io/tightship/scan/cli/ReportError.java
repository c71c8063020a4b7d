package io.tightship.scan.cli;

/** A report could not be written: one clear sentence, exit code 4. */
final class ReportError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReportError(String message, Throwable cause) {
        super(message, cause);
    }
}
