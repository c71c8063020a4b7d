package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kyverno.EnabledControllers;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.fact.kyverno.KyvernoInstallation.Controller;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstalledTest {

    static List<Case> compliant() {
        return List.of(of("three of three", controller("admission-controller", 3, 3),
                controller("reports-controller", 1, 1)), enabling("no other is enabled"));
    }

    static List<Case> violations() {
        return List.of(of("not installed"), of("only reports", controller("reports-controller", 1, 1)),
                of("scaled to zero", controller("admission-controller", 0, 0)),
                of("another one scaled to zero", controller("admission-controller", 1, 1),
                        controller("cleanup-controller", 0, 0)),
                of("one not ready", controller("admission-controller", 3, 2)),
                of("another one not ready", controller("admission-controller", 1, 1),
                        controller("background-controller", 1, 0)),
                enabling("one that the release enables is not there", "cleanup-controller"));
    }

    @Test
    void t41_a_list_that_was_forbidden_is_not_an_absent_kyverno() {
        assertThat(of("403").without(Clusters.ADMIN, KyvernoInstallation.KEY, Reason.FORBIDDEN)
                .judge(new Installed())).extracting(Finding::outcome).containsExactly(Outcome.ERROR);
    }

    private static Controller controller(String component, int desired, int ready) {
        return new Controller(component, "kyverno", "kyverno-" + component, desired, ready);
    }

    private static Case of(String name, Controller... controllers) {
        return Case.of(name, Clusters.ADMIN).with(KyvernoInstallation.KEY,
                new KyvernoInstallation(List.of(controllers))).withMembers(Clusters.ADMIN, EnabledControllers.KEY,
                Map.of(EnabledControllers.RELEASE, new EnabledControllers(Set.of())));
    }

    private static Case enabling(String name, String... components) {
        return of(name, controller("admission-controller", 1, 1)).withMembers(Clusters.ADMIN, EnabledControllers.KEY,
                Map.of(EnabledControllers.RELEASE, new EnabledControllers(Set.of(components))));
    }

    @Test
    void the_controllers_that_are_there_are_judged_although_the_release_may_not_be_read() {
        assertThat(of("", controller("admission-controller", 1, 1)).with(EnabledControllers.KEY, PerSubject.of(Map.of(
                EnabledControllers.RELEASE, Fact.unavailable("cluster", Reason.FORBIDDEN, "secrets is forbidden"))))
                .judge(new Installed())).extracting(finding -> finding.subject() + " " + finding.outcome())
                .containsExactly("admission-controller PASS", "controllers of the release ERROR");
    }
}
