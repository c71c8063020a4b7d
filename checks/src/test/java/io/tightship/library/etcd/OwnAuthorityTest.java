package io.tightship.library.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Authority;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OwnAuthorityTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("admin", Space.ADMIN);
    private static final Target.Node FIRST = Servers.node("cp-1");
    private static final Target.Node SECOND = Servers.node("cp-2");
    private static final Target.Node APART = new Target.Node("etcd-1", Set.of(NodeRole.ETCD), Optional.of("admin"),
            Space.ADMIN, Optional.empty(), false, Optional.empty());
    private static final Authority KUBERNETES = authority("/pki/ca.crt", "aa");
    private static final Authority OWN = authority("/pki/etcd/ca.crt", "bb");

    static List<Case> compliant() {
        return List.of(cluster("stacked", Map.of("etcd", OWN), Map.of("etcd", OWN), KUBERNETES),
                cluster("external to one of the nodes", Map.of("etcd", OWN), Map.of(), KUBERNETES),
                cluster("on a host of its own", Map.of(), Map.of(), KUBERNETES).withMembers(APART, Authority.OF_ETCD,
                        Map.of("etcd", OWN)).with(APART, RunningComponents.KEY, new RunningComponents(Set.of("etcd"))),
                cluster("API servers that take no certificates", Map.of("etcd", OWN), Map.of(), authority("")));
    }

    static List<Case> violations() {
        return List.of(cluster("the cluster's own", Map.of("etcd", KUBERNETES), Map.of("etcd", OWN), KUBERNETES),
                cluster("both in one file", Map.of("etcd", authority("/x", "aa", "bb")), Map.of(), KUBERNETES),
                cluster("one that another node's API server takes", Map.of("etcd", authority("/y", "dd")), Map.of(),
                        authority("/z", "cc", "dd")),
                cluster("none", Map.of("etcd", authority("")), Map.of(), KUBERNETES));
    }

    private static Authority authority(String file, String... fingerprints) {
        return new Authority(file, new TreeSet<>(Set.of(fingerprints)));
    }

    private static RunningComponents running(Map<String, Authority> etcd) {
        return new RunningComponents(etcd.isEmpty() ? Set.of("kube-apiserver") : Set.of("kube-apiserver", "etcd"));
    }

    private static Case cluster(String name, Map<String, Authority> first, Map<String, Authority> second,
                                Authority servers) {
        return Case.of(name, CLUSTER).withMembers(FIRST, Authority.OF_ETCD, first)
                .withMembers(SECOND, Authority.OF_ETCD, second)
                .with(FIRST, RunningComponents.KEY, running(first)).with(SECOND, RunningComponents.KEY, running(second))
                .withMembers(FIRST, Authority.OF_API_SERVER, Map.of("kube-apiserver", KUBERNETES))
                .withMembers(SECOND, Authority.OF_API_SERVER, Map.of("kube-apiserver", servers));
    }

    @Test
    void the_message_names_the_shared_certificate() {
        List<Finding> findings = violations().getFirst().judge(new OwnAuthority());
        assertThat(findings).extracting(Finding::subject).containsExactly("cp-1 etcd", "cp-2 etcd");
        assertThat(findings.getFirst().message()).isEqualTo("cp-1 etcd verifies its clients by /pki/ca.crt with aa; the "
                + "API servers take aa for their own clients, too; expected a CA that no API server takes for its own "
                + "clients");
        assertThat(findings.getLast().outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void t27_where_no_etcd_runs_the_rule_does_not_apply() {
        assertThat(cluster("none runs", Map.of(), Map.of(), KUBERNETES).judge(new OwnAuthority()))
                .extracting(Finding::outcome).containsExactly(Outcome.NOT_APPLICABLE);
    }
}
