package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/** The Deployments, StatefulSets and DaemonSets of a cluster by name: which services are installed there. */
public record ControllerNames(List<Controller> all) {

    public static final FactKey<ControllerNames> KEY = FactKey.of("controller-names", ControllerNames.class);

    public ControllerNames {
        all = all.stream().sorted(java.util.Comparator.comparing(Controller::id)).toList();
    }

    /** @param kind Deployment, StatefulSet or DaemonSet */
    public record Controller(String kind, String namespace, String name) {
        /** {@code KIND NAMESPACE/NAME}. */
        public String id() {
            return kind + " " + namespace + "/" + name;
        }
    }
}
