package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.Optional;

/**
 * The flags that a component's static pod manifest on a node gives it: what the kubelet would start next.
 *
 * @param flags empty where there is no manifest: the component is started by something else
 */
public record ManifestFlags(Optional<Flags> flags) {

    /** Where kubeadm and the kubelet have it. */
    public static String path(Component component) {
        return "/etc/kubernetes/manifests/" + component.process() + ".yaml";
    }

    public static FactKey<ManifestFlags> of(Component component) {
        return FactKey.of("manifest-flags", component.process(), ManifestFlags.class);
    }
}
