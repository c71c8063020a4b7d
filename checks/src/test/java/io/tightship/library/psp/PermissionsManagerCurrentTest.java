package io.tightship.library.psp;

import static io.tightship.library.psp.PspClusters.HEAD;
import static io.tightship.library.psp.PspClusters.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PermissionsManagerCurrentTest {

    private static final String FOLDER = "/cm/shared/apps/kubernetes-permissions-manager/current/helm/";
    private static final String CHART = "cm-kubernetes-permissions-manager";

    static List<Case> compliant() {
        return List.of(of("as the package brought it", "0.6.6", manager("0.6.6", "deployed")));
    }

    static List<Case> violations() {
        return List.of(of("older", "0.6.6", manager("0.6.3", "deployed")), of("failed", "0.6.6", manager("0.6.6", "failed")),
                of("no package", "", manager("0.6.6", "deployed")), of("users without a manager", "0.6.6")
                        .with(PermissionUsers.KEY, new PermissionUsers(List.of(new PermissionUsers.User("ray-l9x71kv",
                                List.of())))));
    }

    @Test
    void a_cluster_without_manager_and_users_needs_none() {
        assertThat(of("none", "0.6.6").judge(new PermissionsManagerCurrent())).singleElement().satisfies(finding ->
                assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    private static Release manager(String version, String status) {
        return release("cm", "permissions-manager", CHART, version, status);
    }

    private static Case of(String name, String onDisk, Release... releases) {
        String path = FOLDER + CHART + "-" + onDisk + ".tgz";
        Map<String, PathStat> files = new TreeMap<>();
        if (!onDisk.isEmpty()) {
            files.put(path, new PathStat(path, 'f', 0644, 0, 0));
        }
        return Case.of(name, PspClusters.ADMIN).with(HelmReleases.KEY, new HelmReleases(List.of(releases)))
                .with(PermissionUsers.KEY, new PermissionUsers(List.of()))
                .withMembers(HEAD, PathStat.matching(FOLDER + CHART + "-*.tgz"), files);
    }
}
