package io.tightship.scan;

/** The exit codes of every command. */
public enum ExitCode {
    /** The run was complete, and nothing at or above the threshold was found. */
    CLEAN(0),
    /** Something at or above the threshold was found. */
    FINDINGS(1),
    /** The command line or the inventory is wrong, or nothing is left to judge. */
    USAGE(2),
    /** Coverage stayed under the minimum; wins over {@link #FINDINGS}. */
    INCOMPLETE(3),
    /** A defect of the scanner, or a report could not be written. */
    INTERNAL(4),
    /** Interrupted; what was done is reported as incomplete. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
