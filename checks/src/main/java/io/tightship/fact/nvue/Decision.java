package io.tightship.fact.nvue;

import io.tightship.fact.CidrSet;

/**
 * What one rule of an access list does with packets that no rule before it decided for certain.
 *
 * @param sources whose packets
 * @param rule    its number; 0 where no rule matched, and the switch forwards
 */
public record Decision(Kind kind, CidrSet sources, int rule) {

    /** What becomes of the packets. */
    public enum Kind {
        PERMITTED, DENIED,
        /** The rule asks for more than is known of the packet, or may end the list without saying so. */
        PERHAPS_PERMITTED,
        /** The rule asks for more than is known of the packet. */
        PERHAPS_DENIED;

        /** True where the packets may pass. */
        public boolean mayPass() {
            return this == PERMITTED || this == PERHAPS_PERMITTED;
        }
    }
}
