package io.tightship.model;

/**
 * What a rule came to for one subject. A waiver does not change the outcome: it stands beside it.
 * ERROR means that nothing was decided; it is never better than FAIL.
 */
public enum Outcome {
    PASS, FAIL, ERROR, NOT_APPLICABLE, MANUAL;

    /** True for the outcomes that count as judged: ERROR does not, NOT_APPLICABLE and MANUAL were never asked. */
    public boolean judged() {
        return this == PASS || this == FAIL;
    }

    /** True for the outcomes that coverage expects an answer for. */
    public boolean expected() {
        return judged() || this == ERROR;
    }
}
