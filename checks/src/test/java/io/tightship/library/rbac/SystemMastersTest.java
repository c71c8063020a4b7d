package io.tightship.library.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.KubeconfigIdentities;
import io.tightship.fact.kubernetes.KubeconfigIdentities.Identity;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemMastersTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE), Optional.of("admin"),
            Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final Identity OLD = new Identity("kubernetes-admin", List.of("system:masters"));
    private static final Identity NEW = new Identity("kubernetes-admin", List.of("kubeadm:cluster-admins"));

    private static Case files(String name, Map<String, KubeconfigIdentities> files) {
        return Case.of(name, NODE).withMembers(NODE, KubeconfigIdentities.KEY, files);
    }

    private static KubeconfigIdentities of(Identity... identities) {
        return new KubeconfigIdentities(List.of(identities));
    }

    static List<Case> compliant() {
        return List.of(files("as kubeadm writes it since 1.29", Map.of("/etc/kubernetes/admin.conf", of(NEW),
                        "/etc/kubernetes/super-admin.conf", of(OLD))),
                files("a token", Map.of("/root/.kube/config", of())),
                files("approved", Map.of("/root/.kube/config", of(OLD))).value(SystemMasters.APPROVED_FILES,
                        Set.of("/root/.kube/config")));
    }

    static List<Case> violations() {
        return List.of(files("as kubeadm wrote it", Map.of("/etc/kubernetes/admin.conf", of(OLD))),
                files("the second of two", Map.of("/root/.kube/config", of(NEW, OLD))),
                files("one group of two", Map.of("/root/.kube/config", of(new Identity("ann", List.of("dev",
                        "system:masters"))))));
    }

    @Test
    void a_node_without_such_files_is_not_concerned() {
        assertThat(files("none", Map.of()).judge(new SystemMasters()).getFirst().outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
