package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import io.tightship.fact.kyverno.KyvernoInstallation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyWritersApprovedTest {

    private static final String HOOKS = "admissionregistration.k8s.io";

    static List<Case> compliant() {
        return List.of(of("nobody", rule("patch", "kyverno.io", "clusterpolicies")),
                bound("reads", "", rule("get", "kyverno.io", "clusterpolicies")),
                bound("the GPU operator's object", "", rule("create", "nvidia.com", "clusterpolicies")),
                bound("policies lie in no namespace", "team-a", rule("patch", "kyverno.io", "clusterpolicies")),
                bound("settings of another namespace", "team-a", rule("update", "", "configmaps")),
                bound("another ConfigMap", "", rule("update", "", "configmaps", "leader")),
                bound("another webhook", "", rule("patch", HOOKS, "validatingwebhookconfigurations", "cert-manager")),
                bound("a name does not limit what is created", "", rule("create", "", "configmaps", "kyverno")),
                bound("approved", "", rule("patch", "kyverno.io", "clusterpolicies")).value(PolicyWritersApproved.APPROVED,
                        Set.of("User:ann")),
                bound("approved there", "guard", rule("update", "", "configmaps")).value(PolicyWritersApproved.APPROVED,
                        Set.of("User:ann in guard")),
                of("a cluster-admin", rule("*", "*", "*"), new Binding("", "kubeadm:cluster-admins", "ClusterRole", "some",
                        List.of(new Subject("Group", "", "kubeadm:cluster-admins")))));
    }

    static List<Case> violations() {
        return List.of(bound("policies", "", rule("patch", "kyverno.io", "clusterpolicies")),
                bound("one policy", "", rule("patch", "kyverno.io", "clusterpolicies", "disallow-host-path")),
                bound("policies of the newer kind", "", rule("delete", "policies.kyverno.io", "validatingpolicies")),
                bound("exceptions in one namespace", "team-a", rule("create", "kyverno.io", "policyexceptions")),
                bound("exceptions of the newer kind", "", rule("create", "policies.kyverno.io", "policyexceptions")),
                bound("webhooks", "", rule("delete", HOOKS, "validatingwebhookconfigurations")),
                bound("Kyverno's webhook", "", rule("patch", HOOKS, "validatingwebhookconfigurations",
                        "kyverno-resource-validating-webhook-cfg")),
                bound("every ConfigMap", "", rule("update", "", "configmaps")),
                bound("ConfigMaps where Kyverno is", "guard", rule("update", "", "configmaps")),
                bound("its ConfigMap", "guard", rule("patch", "", "configmaps", "kyverno")),
                bound("everything", "", rule("*", "*", "*")),
                bound("approved in another namespace", "team-a", rule("create", "kyverno.io", "policyexceptions")).value(
                        PolicyWritersApproved.APPROVED, Set.of("User:ann in team-b")));
    }

    @Test
    void a_finding_names_what_a_subject_may_and_by_which_binding() {
        assertThat(bound("two", "", rule("patch", "*", "*")).judge(new PolicyWritersApproved())).singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("User:ann may change Kyverno's ConfigMap by "
                        + "clusterrolebinding/b to some", "change policies", "change webhooks", "write exceptions"));
    }

    private static Rule rule(String verb, String group, String resource, String... names) {
        return new Rule(List.of(verb), List.of(group), List.of(resource), List.of(names));
    }

    private static Case bound(String name, String namespace, Rule right) {
        return of(name, right, new Binding(namespace, "b", "ClusterRole", "some", List.of(new Subject("User", "", "ann"))));
    }

    private static Case of(String name, Rule right, Binding... bindings) {
        return Case.of(name, Clusters.ADMIN).with(RoleGrants.KEY, new RoleGrants(List.of(new Role("", "some",
                        List.of(right))), List.of(bindings)))
                .with(KyvernoInstallation.KEY, new KyvernoInstallation(List.of(new KyvernoInstallation.Controller(
                        "admission-controller", "guard", "kyverno-admission-controller", 3, 3))));
    }
}
