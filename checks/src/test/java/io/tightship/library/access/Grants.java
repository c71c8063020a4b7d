package io.tightship.library.access;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;

/** A cluster with some bindings. */
final class Grants {

    static final Target.Cluster ADMIN = new Target.Cluster("k8s-admin", Space.ADMIN);

    private static final List<String> ALL = List.of("*");
    private static final List<Role> ROLES = List.of(
            new Role("", "cluster-admin", List.of(new RoleGrants.Rule(ALL, ALL, ALL, List.of()))),
            new Role("", "superuser", List.of(new RoleGrants.Rule(ALL, ALL, ALL, List.of()))),
            new Role("", "one-object", List.of(new RoleGrants.Rule(ALL, ALL, ALL, List.of("one")))),
            new Role("", "view", List.of(new RoleGrants.Rule(List.of("get", "list"), List.of(""), List.of("pods"),
                    List.of()))));

    private Grants() {
    }

    static Case of(String name, Binding... bindings) {
        return Case.of(name, ADMIN).with(RoleGrants.KEY, new RoleGrants(ROLES, List.of(bindings)));
    }

    static Binding everywhere(String role, Subject... subjects) {
        return new Binding("", "some", "ClusterRole", role, List.of(subjects));
    }

    static Binding in(String namespace, String role, Subject... subjects) {
        return new Binding(namespace, "some", "ClusterRole", role, List.of(subjects));
    }

    static Subject user(String name) {
        return new Subject("User", "", name);
    }

    static Subject group(String name) {
        return new Subject("Group", "", name);
    }

    static Subject account(String namespace, String name) {
        return new Subject("ServiceAccount", namespace, name);
    }
}
