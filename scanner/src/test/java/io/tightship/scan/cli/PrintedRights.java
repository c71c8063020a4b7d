package io.tightship.scan.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.tightship.fixtures.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.SortedSet;

/**
 * The RBAC authorizer of Kubernetes for what one manifest binds to the service account tightship, and for no other right.
 *
 * @param grants the single rights, so that one can be taken away
 */
record PrintedRights(List<Grant> grants) implements Predicate<ApiRequest> {

    /**
     * One verb on one resource of one group, or on one path.
     *
     * @param namespace empty for all of the cluster
     */
    record Grant(String namespace, String verb, String group, String resource, String path) {

        boolean covers(ApiRequest asked) {
            if (!verb.equals(asked.verb()) && !verb.equals("*")) {
                return false;
            }
            if (asked.resource().isEmpty()) {
                return namespace.isEmpty() && (path.equals(asked.path()) || path.endsWith("*")
                        && asked.path().startsWith(path.substring(0, path.length() - 1)));
            }
            return (namespace.isEmpty() || namespace.equals(asked.namespace()))
                    && (group.equals("*") || group.equals(asked.group()))
                    && (resource.equals("*") || resource.equals(asked.resource()));
        }

        @Override
        public String toString() {
            return verb + " " + (path.isEmpty() ? group + "/" + resource : path)
                    + (namespace.isEmpty() ? "" : " in " + namespace);
        }
    }

    PrintedRights {
        grants = List.copyOf(grants);
    }

    static PrintedRights of(String manifests) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : manifests.split("(?m)^---$")) {
            objects.add(new KubernetesSerialization().unmarshal(document, HasMetadata.class));
        }
        List<Grant> grants = new ArrayList<>();
        for (HasMetadata object : objects) {
            switch (object) {
                case ClusterRoleBinding binding when isOurs(binding.getSubjects()) -> objects.stream()
                        .filter(ClusterRole.class::isInstance).filter(role -> isOf(binding.getRoleRef(), role))
                        .forEach(role -> ((ClusterRole) role).getRules().forEach(rule -> add(grants, "", rule)));
                case RoleBinding binding when isOurs(binding.getSubjects()) -> objects.stream()
                        .filter(Role.class::isInstance).filter(role -> isOf(binding.getRoleRef(), role)
                        && role.getMetadata().getNamespace().equals(binding.getMetadata().getNamespace()))
                        .forEach(role -> ((Role) role).getRules().forEach(rule -> add(grants, binding.getMetadata()
                        .getNamespace(), rule)));
                default -> { }
            }
        }
        return new PrintedRights(grants);
    }

    private static boolean isOurs(List<Subject> subjects) {
        return subjects.stream().anyMatch(subject -> subject.getKind().equals("ServiceAccount")
                && subject.getName().equals("tightship") && subject.getNamespace().equals("tightship"));
    }

    private static boolean isOf(RoleRef reference, HasMetadata role) {
        return reference.getKind().equals(role.getKind()) && reference.getName().equals(role.getMetadata().getName());
    }

    private static void add(List<Grant> grants, String namespace, PolicyRule rule) {
        for (String verb : rule.getVerbs()) {
            rule.getNonResourceURLs().forEach(path -> grants.add(new Grant(namespace, verb, "", "", path)));
            rule.getResources().forEach(resource -> rule.getApiGroups().forEach(group ->
                    grants.add(new Grant(namespace, verb, group, resource, ""))));
        }
    }

    PrintedRights without(Grant taken) {
        return new PrintedRights(grants.stream().filter(grant -> !grant.equals(taken)).toList());
    }

    @Override
    public boolean test(ApiRequest asked) {
        return grants.stream().anyMatch(grant -> grant.covers(asked));
    }

    /** The rights that none of the requests needs. */
    SortedSet<String> unused(Iterable<ApiRequest> requests) {
        SortedSet<String> unused = new TreeSet<>();
        for (Grant grant : grants) {
            boolean used = false;
            for (ApiRequest asked : requests) {
                used |= grant.covers(asked);
            }
            if (!used) {
                unused.add(grant.toString());
            }
        }
        return unused;
    }
}
