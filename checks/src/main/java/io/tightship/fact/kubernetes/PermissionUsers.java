package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * The users whom Base Command Manager's permissions manager keeps, each with the policies of Kyverno's that bear the user's
 * name. What the policies are to do is told by what they speak of: their templates are not public.
 */
public record PermissionUsers(List<User> users) {

    public static final FactKey<PermissionUsers> KEY = FactKey.of("permission-users", PermissionUsers.class);

    public PermissionUsers {
        users = List.copyOf(users);
    }

    /** @param name of the object, {@code USER-SUFFIX}: what is made for the user bears it */
    public record User(String name, List<Policy> policies) {
        public User {
            policies = List.copyOf(policies);
        }

        /** The namespace in which the user works: {@code USER-restricted}. */
        public String namespace() {
            return name.replaceFirst("-[a-z0-9]+$", "") + "-restricted";
        }

        /** Kyverno holds the user to paths of the host that are allowed: by a ready policy that blocks. */
        public boolean confined() {
            return policies.stream().anyMatch(policy -> policy.hostPaths() && policy.ready() && policy.blocks());
        }
    }

    /**
     * @param blocks     each rule of it that validates does so in the user's namespace; false where none validates
     * @param hostPaths  a rule that validates speaks of paths of the host
     * @param privileges a rule, also one that changes pods, speaks of privileges, capabilities or users
     */
    public record Policy(String id, boolean ready, boolean validates, boolean blocks, boolean hostPaths,
                         boolean privileges) {
    }

    /** Whether a namespace is that of a user whom Kyverno confines. */
    public boolean confines(String namespace) {
        return users.stream().anyMatch(user -> user.namespace().equals(namespace) && user.confined());
    }
}
