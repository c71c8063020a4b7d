package io.tightship.library.workload;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.DefaultNamespace;
import io.tightship.fact.kubernetes.TestContainer;
import io.tightship.fact.kubernetes.TestPod;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Set;

class DefaultNamespaceEmptyTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-user", Space.USER);

    private static Case cluster(String name, String... objects) {
        return Case.of(name, CLUSTER).with(DefaultNamespace.KEY, new DefaultNamespace(List.of(objects)))
                .with(Workloads.KEY, new Workloads(List.of(TestPod.of(TestContainer.named("app")).in("team-a", "Pod", "app"))));
    }

    static List<Case> compliant() {
        return List.of(cluster("nothing"), cluster("what Kubernetes keeps there", "ConfigMap/kube-root-ca.crt",
                "Service/kubernetes", "ServiceAccount/default"), cluster("approved", "Deployment/web").value(
                DefaultNamespaceEmpty.APPROVED_OBJECTS, Set.of("Deployment/web")));
    }

    static List<Case> violations() {
        return List.of(cluster("a workload", "Service/kubernetes", "Deployment/web"), cluster("a Service", "Service/web"),
                cluster("a pod").with(Workloads.KEY, new Workloads(List.of(TestPod.of(TestContainer.named("app"))
                        .in("default", "Pod", "app")))), cluster("an account", "ServiceAccount/builder"));
    }
}
