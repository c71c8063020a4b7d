package io.tightship.library.rbac;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.LabelSelector;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.fact.kubernetes.ServiceAccounts;
import io.tightship.fact.kubernetes.ServiceAccounts.Account;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class UnusedRolesTest {

    private static final Role USED = new Role("", "used", List.of(new Rule(List.of("get"), List.of(""), List.of("pods"),
            List.of())));
    private static final Subject ANN = new Subject("User", "", "ann");
    private static final Subject BOT = new Subject("ServiceAccount", "team-a", "bot");

    private static Case cluster(String name, List<Role> roles, Binding... bindings) {
        return Case.of(name, new Target.Cluster("k8s-user", Space.USER)).with(RoleGrants.KEY, new RoleGrants(roles,
                List.of(bindings))).with(ServiceAccounts.KEY, new ServiceAccounts(List.of(new Account("team-a", "bot",
                Optional.empty()))));
    }

    private static Binding binding(String namespace, String kind, String role, Subject... subjects) {
        return new Binding(namespace, "some", kind, role, List.of(subjects));
    }

    private static Role labelled(String name, String key, LabelSelector... aggregates) {
        return new Role("", name, List.of(), Map.of(key, "true"), List.of(aggregates));
    }

    static List<Case> compliant() {
        return List.of(cluster("used", List.of(USED), binding("", "ClusterRole", "used", ANN)),
                cluster("used in a namespace by an account that leaves it out", List.of(USED), binding("team-a",
                        "ClusterRole", "used", new Subject("ServiceAccount", "", "bot"))),
                cluster("one of two accounts is there", List.of(USED), binding("", "ClusterRole", "used", BOT,
                        new Subject("ServiceAccount", "team-a", "gone"))),
                cluster("of the system", List.of(new Role("", "system:node", List.of()),
                        labelled("edit", "kubernetes.io/bootstrapping")), new Binding("", "system:node", "ClusterRole",
                        "system:node", List.of())),
                cluster("part of another", List.of(labelled("more", "aggregate-to-all"), labelled("all",
                        "kubernetes.io/bootstrapping", new LabelSelector(Map.of("aggregate-to-all", "true"), List.of())))),
                cluster("approved", List.of(USED)).value(UnusedRoles.APPROVED_OBJECTS, Set.of("clusterrole/used")));
    }

    static List<Case> violations() {
        return List.of(cluster("bound to nobody", List.of(USED)),
                cluster("a role of a namespace", List.of(new Role("team-a", "used", List.of())),
                        binding("team-b", "Role", "used", ANN)),
                cluster("binds nobody", List.of(USED), binding("", "ClusterRole", "used")),
                cluster("binds a role that is gone", List.of(), binding("", "ClusterRole", "used", ANN)),
                cluster("binds an account that is gone", List.of(USED), binding("", "ClusterRole", "used",
                        new Subject("ServiceAccount", "team-b", "bot"))));
    }
}
