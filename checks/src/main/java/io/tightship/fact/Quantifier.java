package io.tightship.fact;

/** What a missing part does to the whole. */
public enum Quantifier {
    /** What is known is judged; each missing part is an ERROR row of its own. */
    EACH,
    /** Any missing part makes the whole rule ERROR. */
    WHOLE
}
