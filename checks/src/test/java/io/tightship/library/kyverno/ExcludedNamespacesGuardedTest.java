package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.fact.kyverno.KyvernoExemptions;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.fact.kyverno.ResourceWebhooks;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExcludedNamespacesGuardedTest {

    private static final List<Role> ROLES = List.of(role("pods", "create", "", "pods"),
            role("deployments", "create", "apps", "deployments"), role("reader", "get", "", "pods"),
            role("namespaces", "create", "", "namespaces"), role("labels", "patch", "", "namespaces"),
            new Role("", "label-one", List.of(new Rule(List.of("patch"), List.of(""), List.of("namespaces"),
                    List.of("kube-system")))), new Role("", "everything", List.of(new Rule(List.of("*"), List.of("*"),
                    List.of("*"), List.of()))));

    static List<Case> compliant() {
        return List.of(of("nobody"), of("reads", bound("kube-system", "reader", "ann")),
                of("elsewhere", bound("team-a", "pods", "ann")),
                of("labels elsewhere", bound("team-a", "labels", "ann")),
                of("approved", bound("", "pods", "ann")).value(KyvernoValues.EXCLUDED_NAMESPACE_USERS, Set.of("User:ann")),
                of("approved there", bound("kube-system", "pods", "ann")).value(KyvernoValues.EXCLUDED_NAMESPACE_USERS,
                        Set.of("User:ann in kube-system")),
                of("a cluster-admin", new Binding("", "kubeadm:cluster-admins", "ClusterRole", "everything", List.of(
                        new Subject("Group", "", "kubeadm:cluster-admins")))),
                of("nothing is left out", bound("", "everything", "ann")).with(KyvernoExemptions.KEY,
                        new KyvernoExemptions(List.of())));
    }

    static List<Case> violations() {
        return List.of(of("pods everywhere", bound("", "pods", "ann")), of("pods there", bound("kube-system", "pods", "ann")),
                of("deployments there", bound("kube-system", "deployments", "ann")),
                of("makes namespaces", bound("", "namespaces", "ann")), of("labels all", bound("", "labels", "ann")),
                of("labels one of them", bound("", "label-one", "ann")), of("everything", bound("", "everything", "ann")),
                of("approved for another one", bound("kube-system", "pods", "ann")).value(
                        KyvernoValues.EXCLUDED_NAMESPACE_USERS, Set.of("User:ann in default")));
    }

    @Test
    void a_finding_names_what_a_subject_may_and_by_which_binding() {
        assertThat(of("two", bound("kube-system", "pods", "ann"), bound("", "namespaces", "ann"))
                .judge(new ExcludedNamespacesGuarded())).extracting(Finding::message).anyMatch(message ->
                message.contains("User:ann in kube-system may create pods by rolebinding/kube-system/some"))
                .anyMatch(message -> message.contains("User:ann may create namespaces by clusterrolebinding/some"));
    }

    private static Role role(String name, String verb, String group, String resource) {
        return new Role("", name, List.of(new Rule(List.of(verb), List.of(group), List.of(resource), List.of())));
    }

    private static Binding bound(String namespace, String role, String user) {
        return new Binding(namespace, "some", "ClusterRole", role, List.of(new Subject("User", "", user)));
    }

    private static Case of(String name, Binding... bindings) {
        return Clusters.holding(name).with(RoleGrants.KEY, new RoleGrants(ROLES, List.of(bindings)))
                .with(ClusterNamespaces.KEY, new ClusterNamespaces(new TreeMap<>(Map.of("kube-system", Map.of(),
                        "team-a", Map.of()))))
                .with(KyvernoExemptions.KEY, new KyvernoExemptions(List.of(KyvernoExemptions.Exemption.ofNamespace(
                        "disallow-host-path", "host-path", "kube-*"))))
                .with(io.tightship.fact.kyverno.SilentExemptions.KEY, new io.tightship.fact.kyverno.SilentExemptions(true,
                        List.of(), List.of(), List.of()))
                .with(ResourceWebhooks.KEY, new ResourceWebhooks(List.of()));
    }
}
