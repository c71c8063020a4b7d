package io.tightship.library.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantRuleTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("k8s-admin", Space.ADMIN);
    private static final Subject ANN = new Subject("User", "", "ann");
    private static final Subject MASTERS = new Subject("Group", "", "system:masters");
    private static final Rule EVERYTHING = rule("*", "*", "*");

    /** By row: a right that the row is about, and one that is near to it and is not. */
    private static final Map<String, List<Rule>> POWER = Map.of(
            "rbac-secret-readers", List.of(rule("list", "", "secrets"), rule("create", "", "secrets")),
            "rbac-wildcards", List.of(rule("*", "", "pods"), rule("get", "*", "pods")),
            "rbac-pod-creators", List.of(rule("create", "", "pods"), rule("get", "", "pods")),
            "rbac-escalation-verbs", List.of(rule("bind", "rbac.authorization.k8s.io", "clusterroles"),
                    rule("create", "rbac.authorization.k8s.io", "clusterroles")),
            "rbac-persistent-volume-creators", List.of(rule("create", "", "persistentvolumes"),
                    rule("create", "", "persistentvolumeclaims")),
            "rbac-node-proxy", List.of(rule("get", "", "nodes/proxy"), rule("get", "", "nodes")),
            "rbac-csr-approvers", List.of(rule("update", "certificates.k8s.io", "certificatesigningrequests/approval"),
                    rule("update", "certificates.k8s.io", "certificatesigningrequests")),
            "rbac-webhook-writers", List.of(rule("patch", "admissionregistration.k8s.io",
                    "mutatingwebhookconfigurations"), rule("get", "admissionregistration.k8s.io",
                    "mutatingwebhookconfigurations")),
            "rbac-token-creators", List.of(rule("create", "", "serviceaccounts/token"),
                    rule("create", "", "serviceaccounts")));

    /** The rows on what lies in namespaces. */
    private static final Set<String> NAMESPACED = Set.of("rbac-secret-readers", "rbac-wildcards", "rbac-pod-creators",
            "rbac-escalation-verbs", "rbac-token-creators");

    private static Rule rule(String verb, String group, String resource) {
        return new Rule(List.of(verb), List.of(group), List.of(resource), List.of());
    }

    private static Case bound(String name, Rule right, Binding... bindings) {
        List<Role> roles = new ArrayList<>(List.of(new Role("", "cluster-admin", List.of(EVERYTHING)),
                new Role("", "some", List.of(right)), new Role("", "system:some", List.of(right)), new Role("", "one",
                        List.of(new Rule(right.verbs(), right.groups(), right.resources(), List.of("one"))))));
        return Case.of(name, CLUSTER).with(RoleGrants.KEY, new RoleGrants(roles, List.of(bindings)));
    }

    private static Binding everywhere(String name, String role, Subject subject) {
        return new Binding("", name, "ClusterRole", role, List.of(subject));
    }

    @SuppressWarnings("unchecked") // the value of the row is a set of texts
    private static ValueKey<Set<String>> approved(String row) {
        return (ValueKey<Set<String>>) (ValueKey<?>) GrantRows.all().stream().filter(check -> check.rule().id()
                .equals(row)).flatMap(check -> check.needs().stream()).filter(need -> need
                instanceof io.tightship.fact.Need.Setting<?> setting && setting.key().id().equals(row + "-approved"))
                .map(need -> ((io.tightship.fact.Need.Setting<?>) need).key()).findFirst().orElseThrow();
    }

    static List<Case> compliant(String row) {
        Rule power = POWER.get(row).getFirst();
        return List.of(bound("nobody", power), bound("administrators", power, everywhere("a", "cluster-admin", MASTERS)),
                bound("the system's own", power, everywhere("system:some", "system:some",
                        new Subject("User", "", "system:kube-controller-manager"))),
                bound("a right that is near", POWER.get(row).get(1), everywhere("b", "some", ANN)),
                bound(NAMESPACED.contains(row) ? "approved in one namespace" : "in a namespace, where it lies in none", power,
                        new Binding("team-a", "b", "ClusterRole", "some", List.of(ANN)))
                        .value(approved(row), Set.of("User:ann in team-a")),
                bound("approved everywhere and bound in one namespace", power,
                        new Binding("team-a", "b", "ClusterRole", "some", List.of(ANN)))
                        .value(approved(row), Set.of("User:ann")),
                bound("approved", power, everywhere("b", "some", ANN)).value(approved(row), Set.of("User:ann")));
    }

    static List<Case> violations(String row) {
        Rule power = POWER.get(row).getFirst();
        List<Case> cases = new ArrayList<>(List.of(bound("a user", power, everywhere("b", "some", ANN)),
                bound("an unapproved cluster-admin", power, everywhere("b", "cluster-admin", ANN)),
                bound("everybody", power, everywhere("system:open", "system:some",
                        new Subject("Group", "", "system:authenticated"))),
                bound("who shows no credential", power, everywhere("system:open", "system:some",
                        new Subject("User", "", "system:anonymous"))),
                bound("every node", power, everywhere("system:node", "system:some",
                        new Subject("Group", "", "system:nodes"))),
                bound("all service accounts", power, everywhere("system:open", "system:some",
                        new Subject("Group", "", "system:serviceaccounts"))),
                bound("a service account", power, everywhere("b", "some", new Subject("ServiceAccount", "cm", "x"))),
                bound("approved in another namespace", power, everywhere("b", "some", ANN)).value(approved(row),
                        Set.of("User:ann in team-a"))));
        if (NAMESPACED.contains(row)) {
            cases.add(bound("in kube-system", power, new Binding("kube-system", "b", "ClusterRole", "some", List.of(ANN))));
            cases.add(bound("in one namespace of a team", power, new Binding("team-a", "b", "ClusterRole", "some",
                    List.of(ANN))));
        }
        return cases;
    }

    @Test
    void every_row_has_its_rights() {
        assertThat(GrantRows.all().stream().map(check -> check.rule().id()))
                .containsExactlyInAnyOrderElementsOf(POWER.keySet());
    }

    @Test
    void a_right_on_one_object_is_none_on_all_of_them() {
        for (io.tightship.check.Check row : GrantRows.all()) {
            if (!row.rule().id().matches("rbac-(escalation-verbs|node-proxy)")) {
                assertThat(bound("one", POWER.get(row.rule().id()).getFirst(), everywhere("b", "one", ANN)).judge(row))
                        .allMatch(finding -> finding.outcome() == Outcome.PASS);
            }
        }
    }

    @Test
    void the_message_names_subject_right_and_binding() {
        assertThat(bound("x", POWER.get("rbac-secret-readers").getFirst(), everywhere("b", "some", ANN)).judge(GrantRows.all()
                .getFirst()).getFirst().message()).isEqualTo("User:ann may read secrets, by clusterrolebinding/b to some; "
                + "expected a subject of the value rbac-secret-readers-approved");
    }
}
