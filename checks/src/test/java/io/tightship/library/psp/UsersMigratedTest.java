package io.tightship.library.psp;

import static io.tightship.library.psp.PspClusters.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UsersMigratedTest {

    private static final String CHART = "cm-kubernetes-permission-user";

    static List<Case> compliant() {
        return List.of(of("after Kyverno", true, true, "kyverno.io", "ClusterPolicy"));
    }

    static List<Case> violations() {
        return List.of(of("from before", true, true, "policy", "PodSecurityPolicy"), of("no release", true, false, "", ""),
                of("a release without its user", false, true, "", ""));
    }

    @Test
    void without_users_the_rule_does_not_apply() {
        assertThat(of("nobody", false, false, "", "").judge(new UsersMigrated())).singleElement().satisfies(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    private static Case of(String name, boolean user, boolean release, String group, String kind) {
        return Case.of(name, PspClusters.ADMIN).with(PermissionUsers.KEY, new PermissionUsers(user ? List.of(
                        new PermissionUsers.User("ray-l9x71kv", List.of())) : List.of()))
                .with(HelmReleases.KEY, new HelmReleases(release ? List.of(release("cm-permissions", "ray-l9x71kv", CHART,
                        "0.0.1", "deployed")) : List.of()))
                .with(ReleaseObjects.KEY, new ReleaseObjects(new TreeMap<>(release ? Map.of("cm-permissions/ray-l9x71kv",
                        kind.isEmpty() ? List.of() : List.of(new SpecifiedObject(group, kind, "", "ray-l9x71kv-lhv", "",
                                new TreeMap<>()))) : Map.of())));
    }
}
