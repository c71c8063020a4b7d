package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;

/**
 * What tells one cluster from another.
 *
 * @param uid     of the namespace kube-system
 * @param version as the API server says, with the leading v
 */
public record ClusterHeading(String uid, String version) {

    public static final FactKey<ClusterHeading> KEY = FactKey.of("kubernetes-identity", ClusterHeading.class);
}
