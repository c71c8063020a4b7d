package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.PermissionUsers.Policy;
import io.tightship.fact.kubernetes.PermissionUsers.User;
import io.tightship.model.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionUsersConfinedTest {

    private static final Policy PATHS = new Policy("ClusterPolicy/ray-l9x71kv-lhv", true, true, true, true, false);
    private static final Policy DROPS = new Policy("ClusterPolicy/ray-l9x71kv-drop", true, false, false, false, true);

    static List<Case> compliant() {
        return List.of(of("as the knowledge base shows it", PATHS, DROPS));
    }

    static List<Case> violations() {
        return List.of(of("none"), of("only the one on paths", PATHS), of("only the one on privileges", DROPS),
                of("not ready", new Policy("p", false, true, true, true, true)),
                of("audits", new Policy("p", true, true, false, true, true)));
    }

    @Test
    void the_namespace_is_the_users() {
        assertThat(new User("ray-l9x71kv", List.of()).namespace()).isEqualTo("ray-restricted");
        assertThat(new User("ann-marie-c0xld1q", List.of()).namespace()).isEqualTo("ann-marie-restricted");
        assertThat(new PermissionUsers(List.of(new User("ray-l9x71kv", List.of(PATHS)))).confines("ray-restricted"))
                .isTrue();
        assertThat(new PermissionUsers(List.of(new User("ray-l9x71kv", List.of(DROPS)))).confines("ray-restricted"))
                .isFalse();
    }

    @Test
    void without_users_the_rule_does_not_apply() {
        assertThat(Case.of("nobody", Grants.ADMIN).with(PermissionUsers.KEY, new PermissionUsers(List.of()))
                .judge(new PermissionUsersConfined())).singleElement().satisfies(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    private static Case of(String name, Policy... policies) {
        return Case.of(name, Grants.ADMIN).with(PermissionUsers.KEY, new PermissionUsers(List.of(new User("ray-l9x71kv",
                List.of(policies)))));
    }
}
