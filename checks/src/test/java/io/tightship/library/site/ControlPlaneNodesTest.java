package io.tightship.library.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNodes;
import io.tightship.fact.kubernetes.ClusterNodes.ClusterNode;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlPlaneNodesTest {

    static List<Case> compliant() {
        return List.of(nodes("admin", Space.ADMIN, 3, 3, 0), nodes("user with workers", Space.USER, 3, 3, 18),
                nodes("five", Space.ADMIN, 5, 5, 0));
    }

    static List<Case> violations() {
        return List.of(nodes("one is not ready", Space.ADMIN, 3, 2, 0), nodes("two", Space.USER, 2, 2, 4),
                nodes("a worker in the admin cluster", Space.ADMIN, 3, 3, 1), nodes("none", Space.USER, 0, 0, 0));
    }

    private static Case nodes(String name, Space space, int control, int ready, int workers) {
        List<ClusterNode> nodes = new ArrayList<>();
        for (int i = 0; i < control; i++) {
            nodes.add(new ClusterNode("cp-" + i, true, i < ready, Set.of()));
        }
        for (int i = 0; i < workers; i++) {
            nodes.add(new ClusterNode("dgx-" + i, false, true, Set.of()));
        }
        return Case.of(name, new Target.Cluster("c", space)).with(ClusterNodes.KEY, new ClusterNodes(nodes));
    }

    @Test
    void the_worker_is_named() {
        assertThat(violations().get(2).judge(new ControlPlaneNodes()).toString()).contains("the admin cluster has dgx-0");
    }
}
