package io.tightship.fact.kubernetes;

import io.tightship.fact.kubernetes.RoleGrants.Binding;
import io.tightship.fact.kubernetes.RoleGrants.Rule;
import io.tightship.fact.kubernetes.RoleGrants.Subject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Answers who may do what in a cluster, as the API server's RBAC authorizer does. */
public record Authorizer(RoleGrants grants) {

    /** The group that is let through before roles are looked at. */
    public static final String MASTERS = "system:masters";

    /** Who asks, after the API server knows them. */
    public record Identity(String user, Set<String> groups) {
        public Identity {
            groups = Set.copyOf(groups);
        }

        /** A user who has proven who they are. */
        public static Identity user(String name, String... groups) {
            Set<String> all = new LinkedHashSet<>(Set.of(groups));
            all.add("system:authenticated");
            return new Identity(name, all);
        }

        public static Identity serviceAccount(String namespace, String name) {
            return user("system:serviceaccount:" + namespace + ":" + name, "system:serviceaccounts",
                    "system:serviceaccounts:" + namespace);
        }
    }

    /** What is asked for. */
    public sealed interface Request {
        /**
         * @param group     empty for the core group
         * @param resource  {@code pods} or {@code pods/exec}
         * @param namespace empty for all namespaces, and for resources that lie in none
         * @param name      of the object; empty for all of them, and for one that is created
         */
        record OfResource(String verb, String group, String resource, String namespace, String name) implements Request {
        }

        /** @param path such as {@code /metrics} */
        record OfUrl(String verb, String path) implements Request {
        }
    }

    public boolean allows(Identity who, Request what) {
        return who.groups().contains(MASTERS) || grants.bindings().stream().anyMatch(binding -> binds(binding, who)
                && reaches(binding, what) && grants.role(binding).stream().flatMap(role -> role.rules().stream())
                .anyMatch(rule -> allows(rule, what)));
    }

    /** The bindings that give somebody a right, by name or by a group. */
    public List<Binding> bindingsOf(Identity who) {
        return grants.bindings().stream().filter(binding -> binds(binding, who)
                && grants.role(binding).filter(role -> !role.rules().isEmpty()).isPresent()).toList();
    }

    /**
     * The bindings to a role that has such a rule.
     *
     * @param everywhere only those that hold in the whole cluster: a resource that lies in no namespace, or all objects
     *                   of one, are reached by no others
     */
    public List<Binding> giving(Predicate<Rule> right, boolean everywhere) {
        return grants.bindings().stream().filter(binding -> (!everywhere || binding.namespace().isEmpty())
                && grants.role(binding).stream().flatMap(role -> role.rules().stream()).anyMatch(right)).toList();
    }

    private static boolean binds(Binding binding, Identity who) {
        return binding.subjects().stream().anyMatch(subject -> switch (subject.kind()) {
            case "User" -> subject.name().equals(who.user());
            case "Group" -> who.groups().contains(subject.name());
            case "ServiceAccount" -> account(binding, subject).equals(who.user());
            default -> false;
        });
    }

    /** A binding in a namespace may leave its accounts' namespace out. */
    private static String account(Binding binding, Subject subject) {
        return "system:serviceaccount:" + (subject.namespace().isEmpty() ? binding.namespace() : subject.namespace())
                + ":" + subject.name();
    }

    private static boolean reaches(Binding binding, Request what) {
        return binding.namespace().isEmpty() || switch (what) {
            case Request.OfResource resource -> resource.namespace().equals(binding.namespace());
            case Request.OfUrl url -> false;
        };
    }

    private static boolean allows(Rule rule, Request what) {
        return switch (what) {
            case Request.OfResource asked -> rule.allows(asked.verb(), asked.group(), asked.resource())
                    && (rule.names().isEmpty() || rule.names().contains(asked.name()));
            case Request.OfUrl asked -> rule.allowsUrl(asked.verb(), asked.path());
        };
    }
}
