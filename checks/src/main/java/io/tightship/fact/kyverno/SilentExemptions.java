package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * What Kyverno's own ConfigMap takes out of all policies without a word in any of them.
 *
 * @param found whether there is such a ConfigMap; without one Kyverno has its built-in filters
 * @param pods  namespaces, with wildcards, whose pods no policy sees ({@code resourceFilters})
 * @param who   users, groups and roles whom no policy concerns, as {@code Group:system:nodes}
 * @param conditions other selectors and conditions that webhooks are to be made with, in words
 */
public record SilentExemptions(boolean found, List<String> pods, List<String> who, List<String> conditions) {

    public static final FactKey<SilentExemptions> KEY =
            FactKey.of("kyverno-silent-exemptions", SilentExemptions.class);

    public SilentExemptions {
        pods = List.copyOf(pods);
        who = List.copyOf(who);
        conditions = List.copyOf(conditions);
    }
}
