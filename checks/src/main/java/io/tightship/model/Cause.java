package io.tightship.model;

/**
 * Why facts could not be read: one dead node is one cause, however many findings point to it.
 *
 * @param id     stable hash of the other three
 * @param target {@link Target#id()} of the target that could not be read
 * @param detail the tool's own words
 */
public record Cause(String id, String target, Reason reason, String detail) implements Comparable<Cause> {

    public static Cause of(String target, Reason reason, String detail) {
        return new Cause(Digest.identity("cause", target, reason.name(), detail), target, reason, detail);
    }

    @Override
    public int compareTo(Cause other) {
        int byTarget = target.compareTo(other.target);
        if (byTarget != 0) {
            return byTarget;
        }
        int byReason = reason.compareTo(other.reason);
        return byReason != 0 ? byReason : detail.compareTo(other.detail);
    }
}
