package io.tightship.library.workload;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ImageVerification;
import io.tightship.fact.kubernetes.ImageVerification.Policy;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;

class ImageProvenanceTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);

    private static Case cluster(String name, Policy... policies) {
        return Case.of(name, CLUSTER).with(ImageVerification.KEY, new ImageVerification(List.of(policies)));
    }

    static List<Case> compliant() {
        return List.of(cluster("one enforces", new Policy("ClusterPolicy", "signed", true)),
                cluster("one of two enforces", new Policy("ClusterPolicy", "a", false),
                        new Policy("ImageValidatingPolicy", "b", true)));
    }

    static List<Case> violations() {
        return List.of(cluster("none"), cluster("none enforces", new Policy("ClusterPolicy", "signed", false)));
    }
}
