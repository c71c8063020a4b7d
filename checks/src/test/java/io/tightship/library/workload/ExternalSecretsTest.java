package io.tightship.library.workload;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.SecretStores;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;

class ExternalSecretsTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);

    private static Case cluster(String name, String... objects) {
        return Case.of(name, CLUSTER).with(SecretStores.KEY, new SecretStores(List.of(objects)));
    }

    static List<Case> compliant() {
        return List.of(cluster("one", "ExternalSecret team-a/web"));
    }

    static List<Case> violations() {
        return List.of(cluster("none"));
    }
}
