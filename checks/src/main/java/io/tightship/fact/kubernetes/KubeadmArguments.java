package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Optional;

/**
 * The extra arguments of the API server in kubeadm's ClusterConfiguration: with these kubeadm writes the manifests anew
 * at the next upgrade.
 *
 * @param apiServer empty where the cluster has no such configuration: it was not made by kubeadm
 */
public record KubeadmArguments(Optional<Flags> apiServer) {

    /** Of a cluster. */
    public static final FactKey<KubeadmArguments> KEY = FactKey.of("kubeadm-arguments", KubeadmArguments.class);
}
