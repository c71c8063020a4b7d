package io.tightship.fact.bcm;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.SortedSet;

/**
 * A BCM category that holds control-plane nodes.
 *
 * @param userNodeLogin as BCM prints it: {@code always}, {@code never} or {@code onlywhenjob}
 * @param nodes         the control-plane nodes in it, by whoever says so
 * @param head          a head node that carries a control plane: it has no category, and this stands for the node
 */
public record LoginCategory(String userNodeLogin, SortedSet<String> nodes, boolean head) {

    /** Of the site, by category; a node without a known category is a member of its own. */
    public static final FactKey<PerSubject<LoginCategory>> OF_CONTROL_PLANES =
            FactKey.perSubject("login-category", "control-plane", LoginCategory.class);

    public LoginCategory {
        nodes = java.util.Collections.unmodifiableSortedSet(new java.util.TreeSet<>(nodes));
    }
}
