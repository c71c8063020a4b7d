package io.tightship.fact.nvue;

import java.util.Comparator;

/**
 * An access list on an interface.
 *
 * @param controlPlane true where it filters what the switch itself receives or sends, and nothing that it forwards
 */
public record Binding(String accessList, Direction direction, boolean controlPlane) implements Comparable<Binding> {

    /** As seen from the switch. */
    public enum Direction {
        INBOUND, OUTBOUND;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** True where it filters what leaves by the interface. */
    public boolean filtersOutbound() {
        return direction == Direction.OUTBOUND && !controlPlane;
    }

    /** As in {@code nv set interface … acl …}. */
    public String words() {
        return direction.word() + (controlPlane ? " control-plane" : "");
    }

    @Override
    public int compareTo(Binding other) {
        return Comparator.comparing(Binding::accessList).thenComparing(Binding::direction)
                .thenComparing(Binding::controlPlane).compare(this, other);
    }
}
