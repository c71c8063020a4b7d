package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionTemplatesBoundedTest {

    private static final String NAMESPACED = "template-namespaced-resources___developer";
    private static final String CLUSTER = "template-cluster-resources___reader";
    private static final List<String> VERBS = List.of("get", "list", "watch", "create", "update", "patch", "delete");

    static List<Case> compliant() {
        return List.of(of("reads nodes", CLUSTER, rule(List.of("get"), "", "nodes")),
                of("secrets of one namespace, as the developer template has them", NAMESPACED,
                        rule(VERBS, "", "secrets"), bound("team-a")),
                of("reads secrets everywhere", CLUSTER, rule(List.of("get"), "", "secrets")));
    }

    static List<Case> violations() {
        return List.of(of("as the operation template has it", "template-namespaced-resources___operation",
                        rule(List.of("*"), "*", "*"), bound("team-a")),
                of("everything of the core group", NAMESPACED, rule(List.of("*"), "", "*")),
                of("secrets of the cluster", CLUSTER, rule(VERBS, "", "secrets")),
                of("secrets, by a wildcard", CLUSTER, rule(List.of("*"), "", "secrets")),
                of("given for all namespaces", NAMESPACED, rule(VERBS, "", "secrets"), bound("")));
    }

    @Test
    void other_roles_are_not_templates() {
        assertThat(of("cluster-admin", "cluster-admin", rule(List.of("*"), "*", "*"))
                .judge(new PermissionTemplatesBounded())).singleElement().satisfies(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    private static Rule rule(List<String> verbs, String group, String resource) {
        return new Rule(verbs, List.of(group), List.of(resource), List.of());
    }

    private static Binding bound(String namespace) {
        return new Binding(namespace, "ann___developer___x", "ClusterRole", NAMESPACED, List.of());
    }

    private static Case of(String name, String role, Rule rule, Binding... bindings) {
        return Case.of(name, Grants.ADMIN).with(RoleGrants.KEY, new RoleGrants(List.of(new Role("", role,
                List.of(rule))), List.of(bindings)));
    }
}
