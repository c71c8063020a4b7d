package io.tightship.library.rbac;

import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.library.rbac.GrantRule.Power;
import java.util.List;
import java.util.function.Predicate;

/** The rows on powerful rights. */
final class GrantRows {

    private static final String CIS = "CIS Kubernetes Benchmark 1.12";
    private static final List<String> WRITE = List.of("create", "update", "patch", "delete", "deletecollection");
    private static final List<Power> CREATE_PODS = joined(List.of(inNamespaces(List.of("create"), "", "pods",
            "replicationcontrollers"), inNamespaces(List.of("create"), "apps", "deployments", "daemonsets", "statefulsets",
            "replicasets"), inNamespaces(List.of("create"), "batch", "jobs", "cronjobs")));

    private GrantRows() {
    }

    static List<Check> all() {
        return List.of(
                GrantRule.of("rbac-secret-readers", MEDIUM, "Only approved subjects read all Secrets of a namespace",
                        inNamespaces(List.of("get", "list", "watch"), "", "secrets"), "read secrets", """
                        Secrets hold the tokens and keys of everything else in the cluster: who lists them has the rights
                        of all of it.""", CIS, "5.1.2"),
                GrantRule.of("rbac-wildcards", MEDIUM, "Only approved subjects have rights with a wildcard",
                        List.of(new Power(rule -> rule.names().isEmpty() && (rule.verbs().contains("*")
                                || rule.resources().contains("*")), false)), "do more than is written down, by a wildcard", """
                        A wildcard gives rights on kinds that do not exist yet; nobody decided on those.""", CIS, "5.1.3"),
                GrantRule.of("rbac-pod-creators", MEDIUM, "Only approved subjects create pods",
                        CREATE_PODS, "create pods", """
                        Who creates a pod in a namespace, or what makes pods, uses every Secret and service account of it, and where no policy
                        stops a privileged one, the node.""", CIS, "5.1.4"),
                GrantRule.of("rbac-escalation-verbs", HIGH, "Only approved subjects bind, escalate or impersonate",
                        List.of(new Power(rule -> roles(rule) || rule.allows("impersonate", "", "serviceaccounts"), false),
                                new Power(rule -> rule.allows("impersonate", "", "users") || rule.allows("impersonate", "",
                                        "groups"), true)),
                        "bind, escalate or impersonate", """
                        With one of these verbs a subject gives itself any right it likes, or acts as somebody who has
                        it.""", CIS, "5.1.8"),
                GrantRule.of("rbac-persistent-volume-creators", MEDIUM, "Only approved subjects create persistent volumes",
                        everywhere(List.of("create"), "", "persistentvolumes"), "create persistent volumes", """
                        A persistent volume may be a folder of the host: a claim then mounts what no policy on pods would
                        let a pod mount.""", CIS, "5.1.9"),
                GrantRule.of("rbac-node-proxy", HIGH, "Only approved subjects speak to kubelets through nodes/proxy",
                        List.of(new Power(rule -> rule.allows("get", "", "nodes/proxy")
                                || rule.allows("create", "", "nodes/proxy"), true)), "use nodes/proxy", """
                        The kubelet runs commands in every container of its node for whoever has this right, also with get
                        alone, past admission control and audit.""", CIS, "5.1.10"),
                GrantRule.of("rbac-csr-approvers", HIGH, "Only approved subjects approve certificate requests",
                        everywhere(List.of("update", "patch"), "certificates.k8s.io", "certificatesigningrequests/approval"),
                        "approve certificate requests", """
                        Who approves requests makes certificates for any name, of a node or of an administrator.""", CIS,
                        "5.1.11"),
                GrantRule.of("rbac-webhook-writers", HIGH, "Only approved subjects change admission webhooks",
                        everywhere(WRITE, "admissionregistration.k8s.io", "validatingwebhookconfigurations",
                                "mutatingwebhookconfigurations"),
                        "change admission webhooks", """
                        A webhook sees every object that is written, Secrets included, and may change it; who deletes
                        Kyverno's switches it off.""", CIS, "5.1.12"),
                GrantRule.of("rbac-token-creators", HIGH, "Only approved subjects make tokens of service accounts",
                        inNamespaces(List.of("create"), "", "serviceaccounts/token"), "make tokens of service accounts", """
                        Who makes a token for a service account is that account.""", CIS, "5.1.13"));
    }

    /** More than it has itself may be written into roles, or roles bound that it does not have: by name or all of them. */
    private static boolean roles(Rule rule) {
        return List.of("bind", "escalate").stream().anyMatch(verb -> List.of("roles", "clusterroles").stream()
                .anyMatch(resource -> rule.allows(verb, "rbac.authorization.k8s.io", resource)));
    }

    /** Any of the verbs on all objects of one of the resources, where they lie in namespaces. */
    private static List<Power> inNamespaces(List<String> verbs, String group, String... resources) {
        return List.of(new Power(right(verbs, group, resources), false));
    }

    /** The same for resources that lie in none. */
    private static List<Power> everywhere(List<String> verbs, String group, String... resources) {
        return List.of(new Power(right(verbs, group, resources), true));
    }

    private static Predicate<Rule> right(List<String> verbs, String group, String... resources) {
        return rule -> rule.names().isEmpty() && verbs.stream().anyMatch(verb -> List.of(resources).stream()
                .anyMatch(resource -> rule.allows(verb, group, resource)));
    }

    private static List<Power> joined(List<List<Power>> powers) {
        return powers.stream().flatMap(List::stream).toList();
    }
}
