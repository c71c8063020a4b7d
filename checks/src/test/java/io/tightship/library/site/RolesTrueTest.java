package io.tightship.library.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolesTrueTest {

    static List<Case> compliant() {
        return List.of(runs("control plane", NodeRole.CONTROL_PLANE, "kube-apiserver", "etcd", "kubelet"),
                runs("etcd apart", NodeRole.CONTROL_PLANE, "etcd"), runs("etcd by its role", NodeRole.ETCD, "etcd"),
                runs("worker", NodeRole.WORKER, "kubelet"),
                runs("head node", NodeRole.HEAD));
    }

    static List<Case> violations() {
        return List.of(runs("an API server on a worker", NodeRole.WORKER, "kube-apiserver", "kubelet"),
                runs("etcd on a head node", NodeRole.HEAD, "etcd"),
                runs("an API server where etcd was to be", NodeRole.ETCD, "kube-apiserver", "etcd"),
                runs("etcd listed and not running", NodeRole.ETCD, "kubelet"),
                runs("listed and not running", NodeRole.CONTROL_PLANE, "kubelet"));
    }

    private static Case runs(String name, NodeRole role, String... components) {
        Target.Node node = new Target.Node("n-1", Set.of(role), Optional.of("c"), Space.USER, Optional.empty(), false,
                Optional.empty());
        return Case.of(name, node).with(RunningComponents.KEY, new RunningComponents(Set.of(components)));
    }

    @Test
    void t22_an_etcd_beside_a_kubelet_may_be_that_of_a_workload() {
        assertThat(runs("a workload's", NodeRole.WORKER, "etcd", "kubelet").judge(new RolesTrue()).getFirst())
                .satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                    assertThat(finding.message()).contains("is it that of a workload?");
                });
    }

    @Test
    void the_message_says_what_runs_and_what_the_inventory_says() {
        assertThat(violations().getFirst().judge(new RolesTrue()).getFirst().message()).isEqualTo("kube-apiserver runs on "
                + "n-1; expected neither, as the inventory does not list it as control plane");
    }
}
