package io.tightship.fact.kubernetes;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whom a site has approved. Subjects are written KIND:NAME, service accounts ServiceAccount:NAMESPACE/NAME. */
public final class RoleValues {

    /** What Kubernetes and kubeadm bind themselves. */
    public static final ValueKey<Set<String>> CLUSTER_ADMINS = ValueKey.withFallback("access-approved-cluster-admins",
            ValueType.TEXTS, Collections.unmodifiableSet(new LinkedHashSet<>(List.of("Group:system:masters",
                    "Group:kubeadm:cluster-admins"))), "which subjects (User:NAME, Group:NAME, "
                    + "ServiceAccount:NAMESPACE/NAME; followed by \" in NAMESPACE\" for one namespace alone) may be "
                    + "cluster-admin");

    public static final ValueKey<Set<String>> SUBJECTS = ValueKey.withFallback("access-approved-subjects",
            ValueType.TEXTS, Set.of(), "which users and groups (User:NAME, Group:NAME) may be bound to any role, besides "
                    + "those whose names begin with system: and those that may be cluster-admin");

    public static final ValueKey<Boolean> USERS_HAVE_KUBECTL = ValueKey.withFallback("access-users-have-kubectl",
            ValueType.YES_OR_NO, true, "do users work with kubectl on the user cluster (yes), or with Run:ai alone (no)");

    private RoleValues() {
    }
}
