package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.RoleGrants;
import io.tightship.fact.kubernetes.ServiceAccounts;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Roles and bindings as a fact. What is not in the form that the API has is an IllegalArgumentException. */
final class RoleObjects {

    static final List<KubernetesProbe.List> LISTS = List.of(ApiLists.CLUSTER_ROLES, ApiLists.ROLES,
            ApiLists.CLUSTER_ROLE_BINDINGS, ApiLists.ROLE_BINDINGS);

    private RoleObjects() {
    }

    static RoleGrants grants(Map<KubernetesProbe.List, List<Data>> lists) {
        List<RoleGrants.Role> roles = new ArrayList<>();
        List<RoleGrants.Binding> bindings = new ArrayList<>();
        for (KubernetesProbe.List list : List.of(ApiLists.CLUSTER_ROLES, ApiLists.ROLES)) {
            lists.get(list).forEach(item -> roles.add(new RoleGrants.Role(namespace(item), ApiLists.name(item),
                    item.get("rules").list().stream().map(RoleObjects::rule).toList(), ApiLists.labels(item),
                    item.path("aggregationRule", "clusterRoleSelectors").list().stream().map(KyvernoObjects::selector)
                            .toList())));
        }
        for (KubernetesProbe.List list : List.of(ApiLists.CLUSTER_ROLE_BINDINGS, ApiLists.ROLE_BINDINGS)) {
            lists.get(list).forEach(item -> bindings.add(new RoleGrants.Binding(namespace(item), ApiLists.name(item),
                    text(item.path("roleRef", "kind")), text(item.path("roleRef", "name")),
                    item.get("subjects").list().stream().map(subject -> new RoleGrants.Subject(
                            text(subject.get("kind")), subject.get("namespace").text().orElse(""),
                            text(subject.get("name")))).toList())));
        }
        return new RoleGrants(roles, bindings);
    }

    static ServiceAccounts accounts(List<Data> items) {
        return new ServiceAccounts(items.stream().map(item -> {
            Data mounts = item.get("automountServiceAccountToken");
            if (!mounts.isAbsent() && mounts.bool().isEmpty()) {
                throw new IllegalArgumentException("automountServiceAccountToken is '" + mounts + "'");
            }
            return new ServiceAccounts.Account(namespace(item), ApiLists.name(item), mounts.bool());
        }).toList());
    }

    private static RoleGrants.Rule rule(Data rule) {
        return new RoleGrants.Rule(rule.get("verbs").texts(), rule.get("apiGroups").texts(),
                rule.get("resources").texts(), rule.get("resourceNames").texts(), rule.get("nonResourceURLs").texts());
    }

    private static String namespace(Data item) {
        return item.path("metadata", "namespace").text().orElse("");
    }

    private static String text(Data value) {
        return value.text().orElseThrow(() -> new IllegalArgumentException("a role or binding lacks a name"));
    }
}
