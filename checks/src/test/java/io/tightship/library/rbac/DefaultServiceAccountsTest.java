package io.tightship.library.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.fact.kubernetes.ServiceAccounts;
import io.tightship.fact.kubernetes.ServiceAccounts.Account;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefaultServiceAccountsTest {

    private static final Account QUIET = new Account("team-a", "default", Optional.of(false));
    private static final Account LOUD = new Account("team-b", "default", Optional.empty());

    private static Case cluster(String name, List<Account> accounts, Subject... bound) {
        return Case.of(name, new Target.Cluster("k8s-user", Space.USER)).with(ServiceAccounts.KEY,
                new ServiceAccounts(accounts)).with(RoleGrants.KEY, new RoleGrants(List.of(), List.of(new Binding("team-a",
                "some", "Role", "some", List.of(bound)))));
    }

    static List<Case> compliant() {
        return List.of(cluster("the discovery of all", List.of(QUIET)).with(RoleGrants.KEY, new RoleGrants(List.of(
                        new RoleGrants.Role("", "system:service-account-issuer-discovery", List.of(new RoleGrants.Rule(List.of("get"),
                                List.of(), List.of(), List.of(), List.of("/openid/v1/jwks"))))), List.of(new Binding("",
                        "system:service-account-issuer-discovery", "ClusterRole", "system:service-account-issuer-discovery",
                        List.of(new Subject("Group", "", "system:serviceaccounts")))))),
                cluster("quiet", List.of(QUIET, new Account("team-a", "builder", Optional.empty())),
                        new Subject("ServiceAccount", "team-a", "builder")), cluster("none", List.of()),
                cluster("approved", List.of(QUIET, LOUD)).value(DefaultServiceAccounts.APPROVED_NAMESPACES,
                        Set.of("team-b")));
    }

    static List<Case> violations() {
        return List.of(cluster("nothing stated", List.of(LOUD)),
                cluster("true", List.of(new Account("team-a", "default", Optional.of(true)))),
                cluster("bound", List.of(QUIET), new Subject("ServiceAccount", "team-a", "default")),
                cluster("bound by its full name", List.of(QUIET), new Subject("User", "",
                        "system:serviceaccount:team-a:default")),
                cluster("bound by the group of its namespace", List.of(QUIET), new Subject("Group", "",
                        "system:serviceaccounts:team-a")),
                cluster("bound by the group of all", List.of(QUIET), new Subject("Group", "", "system:serviceaccounts")));
    }

    @Test
    void each_namespace_is_a_finding_of_its_own() {
        assertThat(cluster("two", List.of(QUIET, LOUD)).judge(new DefaultServiceAccounts())).singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("team-b"));
    }
}
