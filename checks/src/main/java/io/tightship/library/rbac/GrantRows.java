package io.tightship.library.rbac;

import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.RoleGrants.Role;
import java.util.List;
import java.util.function.Predicate;

/** The rows on powerful rights. */
final class GrantRows {

    private static final String CIS = "CIS Kubernetes Benchmark 1.12";
    private static final List<String> WRITE = List.of("create", "update", "patch", "delete", "deletecollection");

    private GrantRows() {
    }

    static List<Check> all() {
        return List.of(
                GrantRule.of("rbac-secret-readers", MEDIUM, "Only approved subjects read Secrets everywhere",
                        any(List.of("get", "list", "watch"), "", "secrets"), "read secrets", """
                        Secrets hold the tokens and keys of everything else in the cluster: who lists them has the rights
                        of all of it.""", CIS, "5.1.2"),
                GrantRule.of("rbac-wildcards", MEDIUM, "Only approved subjects have rights with a wildcard", role ->
                        role.rules().stream().anyMatch(rule -> rule.names().isEmpty() && (rule.verbs().contains("*")
                                || rule.resources().contains("*"))), "do more than is written down, by a wildcard", """
                        A wildcard gives rights on kinds that do not exist yet; nobody decided on those.""", CIS, "5.1.3"),
                GrantRule.of("rbac-pod-creators", MEDIUM, "Only approved subjects create pods everywhere",
                        any(List.of("create"), "", "pods"), "create pods", """
                        Who creates a pod in a namespace uses every Secret and service account of it, and where no policy
                        stops a privileged one, the node.""", CIS, "5.1.4"),
                GrantRule.of("rbac-escalation-verbs", HIGH, "Only approved subjects bind, escalate or impersonate", role ->
                        role.rules().stream().anyMatch(rule -> rule.verbs().contains("impersonate")
                                || rule.verbs().contains("bind") || rule.verbs().contains("escalate")
                                || rule.verbs().contains("*") && (rule.allows("bind", "rbac.authorization.k8s.io",
                                "clusterroles") || rule.allows("impersonate", "", "users"))),
                        "bind, escalate or impersonate", """
                        With one of these verbs a subject gives itself any right it likes, or acts as somebody who has
                        it.""", CIS, "5.1.8"),
                GrantRule.of("rbac-persistent-volume-creators", MEDIUM, "Only approved subjects create persistent volumes",
                        any(List.of("create"), "", "persistentvolumes"), "create persistent volumes", """
                        A persistent volume may be a folder of the host: a claim then mounts what no policy on pods would
                        let a pod mount.""", CIS, "5.1.9"),
                GrantRule.of("rbac-node-proxy", HIGH, "Only approved subjects speak to kubelets through nodes/proxy", role ->
                        role.rules().stream().anyMatch(rule -> List.of("get", "create").stream().anyMatch(verb ->
                                rule.allows(verb, "", "nodes/proxy"))), "use nodes/proxy", """
                        The kubelet runs commands in every container of its node for whoever has this right, also with get
                        alone, past admission control and audit.""", CIS, "5.1.10"),
                GrantRule.of("rbac-csr-approvers", HIGH, "Only approved subjects approve certificate requests",
                        any(List.of("update", "patch"), "certificates.k8s.io", "certificatesigningrequests/approval"),
                        "approve certificate requests", """
                        Who approves requests makes certificates for any name, of a node or of an administrator.""", CIS,
                        "5.1.11"),
                GrantRule.of("rbac-webhook-writers", HIGH, "Only approved subjects change admission webhooks", role ->
                        any(WRITE, "admissionregistration.k8s.io", "validatingwebhookconfigurations").test(role)
                                || any(WRITE, "admissionregistration.k8s.io", "mutatingwebhookconfigurations").test(role),
                        "change admission webhooks", """
                        A webhook sees every object that is written, Secrets included, and may change it; who deletes
                        Kyverno's switches it off.""", CIS, "5.1.12"),
                GrantRule.of("rbac-token-creators", HIGH, "Only approved subjects make tokens of service accounts",
                        any(List.of("create"), "", "serviceaccounts/token"), "make tokens of service accounts", """
                        Who makes a token for a service account is that account.""", CIS, "5.1.13"),
                GrantRule.of("kyverno-policy-writers-approved", HIGH, "Only approved subjects change Kyverno's policies",
                        role -> any(WRITE, "kyverno.io", "clusterpolicies").test(role)
                                || any(WRITE, "kyverno.io", "policyexceptions").test(role)
                                || any(WRITE, "policies.kyverno.io", "validatingpolicies").test(role)
                                || any(WRITE, "policies.kyverno.io", "policyexceptions").test(role),
                        "change Kyverno's policies or except from them", """
                        Who may change a policy, or write an exception from it, is bound by none.""",
                        "NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies"));
    }

    /** A role that allows any of the verbs on all objects of the resource. */
    private static Predicate<Role> any(List<String> verbs, String group, String resource) {
        return role -> role.rules().stream().anyMatch(rule -> rule.names().isEmpty()
                && verbs.stream().anyMatch(verb -> rule.allows(verb, group, resource)));
    }
}
