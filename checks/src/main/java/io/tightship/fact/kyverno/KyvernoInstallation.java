package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/** Kyverno's Deployments, found by their labels: none where it is not installed. */
public record KyvernoInstallation(List<Controller> controllers) {

    public static final FactKey<KyvernoInstallation> KEY =
            FactKey.of("kyverno-installation", KyvernoInstallation.class);

    public KyvernoInstallation {
        controllers = List.copyOf(controllers);
    }

    /**
     * @param component the label app.kubernetes.io/component, such as {@code admission-controller}
     * @param desired   spec.replicas, 1 where absent
     * @param ready     status.readyReplicas, 0 where absent
     */
    public record Controller(String component, String namespace, String name, int desired, int ready) {
    }
}
