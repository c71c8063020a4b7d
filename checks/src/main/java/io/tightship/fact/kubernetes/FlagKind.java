package io.tightship.fact.kubernetes;

/** How a flag of a Kubernetes component takes its values, and what a second occurrence does to the first. */
public enum FlagKind {
    /** {@code --x} is true, {@code --x=VALUE} as strconv.ParseBool reads it; {@code --x VALUE} does not exist. */
    BOOLEAN,
    /** The last occurrence counts. */
    SCALAR,
    /** Comma-separated; the first occurrence replaces the default, each later one is added. */
    LIST,
    /** Each occurrence is one item, commas and all. */
    ARRAY,
    /** {@code name=bool} pairs, comma-separated; occurrences are merged, the later pair of a name counts. */
    GATES
}
