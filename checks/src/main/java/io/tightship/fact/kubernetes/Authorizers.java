package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;

/**
 * Who decides what a request to an API server may do, in the order in which they are asked: Node, RBAC, Webhook, ABAC,
 * AlwaysAllow, AlwaysDeny. Where nobody chooses it is AlwaysAllow.
 *
 * @param where the flags as they were given, or the file that they name; empty where there are none
 */
public record Authorizers(List<String> types, String where) {

    /** By process, {@code kube-apiserver}. */
    public static final FactKey<PerSubject<Authorizers>> KEY =
            FactKey.perSubject("api-authorizers", "", Authorizers.class);

    public Authorizers {
        types = List.copyOf(types);
    }
}
