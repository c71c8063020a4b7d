package io.tightship.library.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.linux.NamedPath;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataDirectoryOwnedByEtcdTest {

    private static final Target.Node NODE = new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty());

    static List<Case> compliant() {
        return List.of(etcd("an account of its own", 52, 52, 52), etcd("another group of its own", 52, 991, 52));
    }

    static List<Case> violations() {
        return List.of(etcd("all of it root's, as kubeadm makes it", 0, 0, 0),
                etcd("the group is root's", 52, 0, 52), etcd("a user's folder", 1001, 1001, 52),
                etcd("etcd's folder, and a process that runs as root", 52, 52, 0));
    }

    private static Case etcd(String name, long owner, long group, long user) {
        return Case.of(name, NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("etcd")))
                .withMembers(NODE, NamedPath.of(NamedPath.Use.ETCD_DATA), Map.of("etcd", new NamedPath("/var/lib/etcd",
                        Optional.of(new PathStat("/proc/70/root/var/lib/etcd", 'd', 0700, owner, group)))))
                .withMembers(NODE, NamedPath.of(NamedPath.Use.ETCD_PROCESS), Map.of("etcd", new NamedPath("/proc/70",
                        Optional.of(new PathStat("/proc/70", 'd', 0555, user, user)))));
    }

    @Test
    void t27_a_control_plane_node_without_etcd_is_not_applicable() {
        assertThat(etcd("external", 0, 0, 0).with(RunningComponents.KEY, new RunningComponents(Set.of("kubelet")))
                .judge(new DataDirectoryOwnedByEtcd())).singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    @Test
    void what_vanished_meanwhile_is_asked_for() {
        assertThat(etcd("gone", 52, 52, 52).withMembers(NODE, NamedPath.of(NamedPath.Use.ETCD_DATA), Map.of("etcd",
                new NamedPath("/var/lib/etcd", Optional.empty()))).judge(new DataDirectoryOwnedByEtcd()))
                .singleElement().satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL));
    }
}
