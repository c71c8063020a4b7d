package io.tightship.library.access;

import static io.tightship.library.access.Grants.account;
import static io.tightship.library.access.Grants.everywhere;
import static io.tightship.library.access.Grants.group;
import static io.tightship.library.access.Grants.in;
import static io.tightship.library.access.Grants.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleValues;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterAdminApprovedTest {

    static List<Case> compliant() {
        return List.of(Grants.of("kubeadm's own", everywhere("cluster-admin", group("system:masters")),
                        everywhere("cluster-admin", group("kubeadm:cluster-admins"))),
                Grants.of("a small role", everywhere("view", user("ann"))),
                Grants.of("all rights on one object", everywhere("one-object", user("ann"))),
                Grants.of("approved for one namespace", in("team", "cluster-admin", user("ann"))).value(
                        RoleValues.CLUSTER_ADMINS, Set.of("User:ann in team")),
                Grants.of("approved for the cluster", in("team", "cluster-admin", group("system:masters"))),
                Grants.of("nobody"),
                Grants.of("approved", everywhere("cluster-admin", account("cm", "operator")))
                        .value(RoleValues.CLUSTER_ADMINS, Set.of("ServiceAccount:cm/operator")));
    }

    static List<Case> violations() {
        return List.of(Grants.of("a user", everywhere("cluster-admin", user("johndoe"))),
                Grants.of("a service account", everywhere("cluster-admin", account("cm", "operator"))),
                Grants.of("a role of another name that allows everything", everywhere("superuser", user("ann"))),
                Grants.of("cluster-admin in one namespace", in("kube-system", "cluster-admin", user("ann"))),
                Grants.of("approved for another namespace", in("kube-system", "cluster-admin", user("ann"))).value(
                        RoleValues.CLUSTER_ADMINS, Set.of("User:ann in team")),
                Grants.of("everybody who is logged in", everywhere("cluster-admin", group("system:authenticated"))));
    }

    @Test
    void a_binding_in_a_namespace_is_said_to_be_one() {
        assertThat(Grants.of("one", in("team", "cluster-admin", user("ann"))).judge(new ClusterAdminApproved()))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.message()).contains("User:ann in team").contains("rolebinding/team/some");
                    assertThat(finding.remediation().toString()).contains("kubectl edit rolebinding -n team some");
                });
    }

    @Test
    void each_subject_is_a_finding_that_names_its_bindings() {
        List<Finding> findings = Grants.of("two", everywhere("cluster-admin", group("system:masters"), user("johndoe")))
                .judge(new ClusterAdminApproved());
        assertThat(findings).extracting(Finding::subject).containsExactly("Group:system:masters", "User:johndoe");
        assertThat(findings).extracting(Finding::outcome).containsExactly(Outcome.PASS, Outcome.FAIL);
        assertThat(findings.get(1).message()).contains("clusterrolebinding/some to cluster-admin");
        assertThat(findings.get(1).remediation().toString()).contains("kubectl edit clusterrolebinding some");
    }
}
