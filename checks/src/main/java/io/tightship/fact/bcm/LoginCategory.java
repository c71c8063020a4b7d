package io.tightship.fact.bcm;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.SortedSet;

/**
 * A BCM category that holds nodes of a kind.
 *
 * @param userNodeLogin as BCM prints it: {@code always}, {@code never} or {@code onlywhenjob}
 * @param nodes         the nodes of the kind in it, by whoever says so
 * @param head          a head node that carries a control plane: it has no category, and this stands for the node
 */
public record LoginCategory(String userNodeLogin, SortedSet<String> nodes, boolean head) {

    /** Of the site, by category; a node without a known category is a member of its own. */
    public static final FactKey<PerSubject<LoginCategory>> OF_CONTROL_PLANES =
            FactKey.perSubject("login-category", "control-plane", LoginCategory.class);

    /** Of nodes that are neither head nodes nor control plane nor for logins; one without nodes where there are none. */
    public static final FactKey<PerSubject<LoginCategory>> OF_COMPUTE_NODES =
            FactKey.perSubject("login-category", "compute", LoginCategory.class);

    public LoginCategory {
        nodes = java.util.Collections.unmodifiableSortedSet(new java.util.TreeSet<>(nodes));
    }
}
