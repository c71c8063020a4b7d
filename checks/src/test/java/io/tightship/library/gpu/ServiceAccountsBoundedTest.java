package io.tightship.library.gpu;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import java.util.List;
import java.util.Set;

class ServiceAccountsBoundedTest {

    private static Case cluster(String name, String namespace, Rule rule) {
        return GpuSite.of(name).with(RoleGrants.KEY, new RoleGrants(List.of(new Role("", "some", List.of(rule))), List.of(
                new Binding(namespace, "some", "ClusterRole", "some", List.of(new Subject("ServiceAccount", "gpu-operator",
                        "nvidia-device-plugin"))))));
    }

    private static Rule rule(String verb, String resource, String... names) {
        return new Rule(List.of(verb), List.of(""), List.of(resource), List.of(names));
    }

    static List<Case> compliant() {
        return List.of(GpuSite.of("no rights"), cluster("narrow rights", "", rule("get", "nodes")),
                cluster("one Secret", "", rule("get", "secrets", "one")),
                cluster("Secrets of its namespace", "gpu-operator", rule("get", "secrets")),
                cluster("approved", "", rule("*", "*")).value(ServiceAccountsBounded.APPROVED_ACCOUNTS,
                        Set.of("gpu-operator/nvidia-device-plugin")));
    }

    static List<Case> violations() {
        return List.of(cluster("everything", "", rule("*", "*")), cluster("all verbs", "gpu-operator", rule("*", "pods")),
                cluster("all Secrets", "", rule("list", "secrets")),
                GpuSite.of("what all service accounts may do").with(RoleGrants.KEY, new RoleGrants(List.of(new Role("",
                        "some", List.of(rule("*", "*")))), List.of(new Binding("", "some", "ClusterRole", "some", List.of(
                        new Subject("Group", "", "system:serviceaccounts")))))));
    }
}
