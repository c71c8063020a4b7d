package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The roles of a cluster and who is bound to them. Aggregated roles hold the rules that the controller has put together.
 */
public record RoleGrants(List<Role> roles, List<Binding> bindings) {

    public static final FactKey<RoleGrants> KEY = FactKey.of("role-grants", RoleGrants.class);

    public RoleGrants {
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
    }

    /**
     * @param namespace  empty for a ClusterRole
     * @param aggregates selects by their labels the ClusterRoles of which this one is put together; empty for most
     */
    public record Role(String namespace, String name, List<Rule> rules, Map<String, String> labels,
                       List<LabelSelector> aggregates) {
        public Role {
            rules = List.copyOf(rules);
            labels = Map.copyOf(labels);
            aggregates = List.copyOf(aggregates);
        }

        /** One without labels that is not put together of others. */
        public Role(String namespace, String name, List<Rule> rules) {
            this(namespace, name, rules, Map.of(), List.of());
        }

        /** Everything may be done to everything, as the role cluster-admin allows it. */
        public boolean allowsEverything() {
            return rules.stream().anyMatch(rule -> rule.verbs().contains("*") && rule.groups().contains("*")
                    && rule.resources().contains("*") && rule.names().isEmpty());
        }
    }

    /**
     * @param names of objects; empty for all of them
     * @param urls  paths that are no resources, such as {@code /metrics}; one may end with {@code *}
     */
    public record Rule(List<String> verbs, List<String> groups, List<String> resources, List<String> names,
                       List<String> urls) {
        public Rule {
            verbs = List.copyOf(verbs);
            groups = List.copyOf(groups);
            resources = List.copyOf(resources);
            names = List.copyOf(names);
            urls = List.copyOf(urls);
        }

        /** A rule on resources. */
        public Rule(List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
            this(verbs, groups, resources, names, List.of());
        }

        /**
         * As the authorizer matches: {@code *} for any; a resource may be {@code kind/subresource} or {@code *}{@code /x}.
         * Names are not looked at.
         */
        public boolean allows(String verb, String group, String resource) {
            return matches(verbs, verb) && matches(groups, group) && (matches(resources, resource)
                    || resource.contains("/") && resources.contains("*" + resource.substring(resource.indexOf('/'))));
        }

        /** The same for a path that is no resource. */
        public boolean allowsUrl(String verb, String path) {
            return matches(verbs, verb) && urls.stream().anyMatch(url -> url.endsWith("*")
                    ? path.startsWith(url.substring(0, url.length() - 1)) : path.equals(url));
        }

        private static boolean matches(List<String> allowed, String asked) {
            return allowed.contains("*") || allowed.contains(asked);
        }
    }

    /**
     * A RoleBinding or ClusterRoleBinding.
     *
     * @param namespace empty for a ClusterRoleBinding
     * @param roleKind  Role or ClusterRole
     */
    public record Binding(String namespace, String name, String roleKind, String role, List<Subject> subjects) {
        public Binding {
            subjects = List.copyOf(subjects);
        }

        /** {@code clusterrolebinding/NAME} or {@code rolebinding/NAMESPACE/NAME}. */
        public String id() {
            return namespace.isEmpty() ? "clusterrolebinding/" + name : "rolebinding/" + namespace + "/" + name;
        }

        /**
         * Whom an API server binds by itself. All who bear a certificate of a node, and who bear none at all, are not
         * among them.
         */
        private static final Set<String> OF_THE_SYSTEM = Set.of("User:system:kube-controller-manager",
                "User:system:kube-scheduler", "User:system:kube-proxy", "Group:system:masters",
                "Group:system:monitoring");

        /** What every API server makes for the components of Kubernetes, and mends at each start. */
        public boolean ofTheSystem() {
            return name.startsWith("system:") && role.startsWith("system:") && subjects.stream().allMatch(subject ->
                    OF_THE_SYSTEM.contains(subject.id())
                            || subject.kind().equals("ServiceAccount") && subject.namespace().equals("kube-system"));
        }
    }

    /** @param kind User, Group or ServiceAccount */
    public record Subject(String kind, String namespace, String name) {

        private static final String ACCOUNT = "system:serviceaccount:";

        /** A user that is a service account by its full name is that service account. */
        public Subject {
            String[] parts = name.startsWith(ACCOUNT) ? name.substring(ACCOUNT.length()).split(":", -1) : new String[0];
            if (kind.equals("User") && parts.length == 2) {
                kind = "ServiceAccount";
                namespace = parts[0];
                name = parts[1];
            }
        }

        /** {@code Group:system:masters}, {@code ServiceAccount:NAMESPACE/NAME}: as the site writes it. */
        public String id() {
            return kind + ":" + (kind.equals("ServiceAccount") ? namespace + "/" : "") + name;
        }
    }

    /** The role that a binding names; empty where there is none of that name: such a binding grants nothing. */
    public Optional<Role> role(Binding binding) {
        String namespace = binding.roleKind().equals("Role") ? binding.namespace() : "";
        return roles.stream().filter(role -> role.name().equals(binding.role()) && role.namespace().equals(namespace))
                .findFirst();
    }

    /**
     * Bindings to cluster-admin, also where that is not there yet, or to another ClusterRole that allows everything: in the
     * whole cluster or in one namespace. A Role of a namespace that allows everything in it is not among them.
     */
    public List<Binding> toEverything() {
        List<Binding> found = new ArrayList<>();
        for (Binding binding : bindings) {
            if (binding.roleKind().equals("ClusterRole") && (binding.role().equals("cluster-admin")
                    || role(binding).filter(Role::allowsEverything).isPresent())) {
                found.add(binding);
            }
        }
        return found;
    }
}
