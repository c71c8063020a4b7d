package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Map;
import java.util.Optional;

/**
 * The extra arguments in kubeadm's ClusterConfiguration: with these kubeadm writes the manifests anew at the next
 * upgrade.
 *
 * @param components those of the control plane; empty where the cluster has no such configuration: it was not made by
 *                   kubeadm
 */
public record KubeadmArguments(Map<Component, Flags> components) {

    /** Of a cluster. */
    public static final FactKey<KubeadmArguments> KEY = FactKey.of("kubeadm-arguments", KubeadmArguments.class);

    public KubeadmArguments {
        components = Map.copyOf(components);
    }

    public Optional<Flags> of(Component component) {
        return Optional.ofNullable(components.get(component));
    }
}
