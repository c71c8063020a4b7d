package io.tightship.model;

/** Why a fact is unavailable. */
public enum Reason {
    /** No connection could be made. */
    UNREACHABLE,
    /** No answer came within the deadline. */
    TIMED_OUT,
    /** The host's key, or the endpoint's certificate, is not the one that is known. */
    HOST_KEY,
    /** The credential was refused or has expired. */
    AUTHENTICATION,
    /** The scanner is known, but may not read this. */
    FORBIDDEN,
    /** The command that would tell is not installed. */
    TOOL_MISSING,
    /** The answer was longer than its cap. */
    TRUNCATED,
    /** The answer is not in a form that is known. */
    UNPARSABLE,
    /** The component's version is outside of what is known. */
    UNSUPPORTED_VERSION,
    /** Nothing was found, and there is no proof that it would have been seen. */
    BLIND,
    /** A path or address that a host named lies outside of what may be read. */
    REFUSED,
    /** The inventory or the profile does not say. */
    NOT_STATED,
    /** Nothing was there to read where something must be. */
    NOT_COLLECTED,
    /** The session ended before this was asked. */
    NOT_ATTEMPTED,
    /** The run was interrupted. */
    INTERRUPTED,
    /** A defect of the scanner. */
    INTERNAL
}
