package io.tightship.library.access;

import static io.tightship.library.access.Grants.account;
import static io.tightship.library.access.Grants.everywhere;
import static io.tightship.library.access.Grants.group;
import static io.tightship.library.access.Grants.in;
import static io.tightship.library.access.Grants.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.RoleValues;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubjectsApprovedTest {

    static List<Case> compliant() {
        return List.of(Grants.of("only the system's own", everywhere("view", user("system:kube-scheduler"),
                        group("system:nodes"), account("cm", "operator"))),
                Grants.of("kubeadm's administrators", everywhere("cluster-admin", group("kubeadm:cluster-admins"))),
                Grants.of("approved", in("team", "view", user("ann"))).value(RoleValues.SUBJECTS, Set.of("User:ann")));
    }

    static List<Case> violations() {
        return List.of(Grants.of("a user in a namespace", in("team", "view", user("ann"))),
                Grants.of("a group everywhere", everywhere("view", group("researchers"))),
                Grants.of("approved under another kind", everywhere("view", group("ann")))
                        .value(RoleValues.SUBJECTS, Set.of("User:ann")));
    }

    @Test
    void the_message_names_the_bindings() {
        assertThat(violations().getFirst().judge(new SubjectsApproved()).getFirst().message())
                .contains("User:ann is bound by rolebinding/team/some");
    }
}
