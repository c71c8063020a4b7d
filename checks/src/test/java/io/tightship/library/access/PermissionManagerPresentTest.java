package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.PermissionManagers;
import io.tightship.fact.kubernetes.PermissionManagers.Installation;
import io.tightship.fact.kubernetes.PermissionManagers.Product;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleValues;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PermissionManagerPresentTest {

    private static final Target.Cluster USER = new Target.Cluster("k8s-user", Space.USER);
    private static final PathStat KUBECONFIG = Stats.file("/home/ann/.kube/config", 0600, 1001);

    static List<Case> compliant() {
        return List.of(of("BCM's own", new Installation(Product.BCM, "cm", "controller", 1)),
                of("the open-source one", new Installation(Product.OPEN_SOURCE, "permission-manager",
                        "permission-manager", 2)));
    }

    static List<Case> violations() {
        return List.of(of("neither"), of("one that does not run", new Installation(Product.BCM, "cm", "controller", 0)),
                noKubectl().with(RoleGrants.KEY, new RoleGrants(List.of(), List.of(Grants.in("team", "view",
                        Grants.user("ann"))))),
                noKubectl().withMembers(Stats.HEAD, PathStat.matching("/home/*/.kube/config"), Map.of(KUBECONFIG.path(),
                        KUBECONFIG)));
    }

    @Test
    void a_site_without_kubectl_for_users_needs_none_and_that_is_proven() {
        assertThat(noKubectl().judge(new PermissionManagerPresent())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
        assertThat(noKubectl().with(RoleGrants.KEY, new RoleGrants(List.of(), List.of(Grants.everywhere("cluster-admin",
                Grants.group("system:masters"), Grants.group("kubeadm:cluster-admins")))))
                .judge(new PermissionManagerPresent())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
    }

    @Test
    void homes_that_were_not_seen_prove_nothing() {
        assertThat(noKubectl().without(Stats.HEAD, PathStat.matching("/home/*/.kube/config"), Reason.FORBIDDEN)
                .judge(new PermissionManagerPresent())).extracting(Finding::outcome).containsExactly(Outcome.ERROR);
    }

    @Test
    void what_contradicts_the_sites_word_is_named() {
        assertThat(violations().get(3).judge(new PermissionManagerPresent()).getFirst().message())
                .contains("the site says that users have no kubectl, but head-1 holds /home/ann/.kube/config");
    }

    private static Case noKubectl() {
        return of("no kubectl").value(RoleValues.USERS_HAVE_KUBECTL, false);
    }

    private static Case of(String name, Installation... installations) {
        return Case.of(name, USER).with(PermissionManagers.KEY, new PermissionManagers(List.of(installations)))
                .with(RoleGrants.KEY, new RoleGrants(List.of(), List.of()))
                .withMembers(Stats.HEAD, PathStat.matching("/home/*/.kube/config"), Map.of());
    }
}
