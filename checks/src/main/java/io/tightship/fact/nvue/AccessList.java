package io.tightship.fact.nvue;

import io.tightship.fact.CidrSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An access list of a switch.
 *
 * @param type  {@code ipv4}, {@code ipv6} or {@code mac}; empty where it is not set
 * @param rules by number, in the order in which they are asked
 */
public record AccessList(String name, String type, SortedMap<Integer, AccessRule> rules) {

    public AccessList {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    }

    public boolean isIpv4() {
        return type.equals("ipv4");
    }

    /**
     * What the rules do, in their order, with packets from these sources that leave by a port to which the list is
     * bound outbound. Each source is in exactly one certain decision, and in any number of uncertain ones before it.
     */
    public List<Decision> decide(CidrSet sources, Packet packet) {
        List<Decision> decisions = new ArrayList<>();
        CidrSet left = sources;
        for (AccessRule rule : rules.values()) {
            Decision decision = rule.decide(left, packet).orElse(null);
            if (decision != null) {
                decisions.add(decision);
                left = switch (decision.kind()) {
                    case PERMITTED, DENIED -> left.minus(decision.sources());
                    case PERHAPS_PERMITTED, PERHAPS_DENIED -> left;
                };
            }
        }
        if (!left.isEmpty()) {
            decisions.add(new Decision(Decision.Kind.PERMITTED, left, 0));
        }
        return decisions;
    }

    /** True where the other list does the same, rule by rule and number by number. */
    public boolean sameAs(AccessList other) {
        return type.equals(other.type) && rules.keySet().equals(other.rules.keySet())
                && rules.values().stream().allMatch(rule -> rule.sameAs(other.rules.get(rule.id())));
    }
}
