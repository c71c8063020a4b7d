package io.tightship.library.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ControllerNames;
import io.tightship.fact.kubernetes.ControllerNames.Controller;
import io.tightship.model.Finding;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServicesInTheirSpaceTest {

    static List<Case> compliant() {
        return List.of(runs(Space.USER, new Controller("Deployment", "runai", "runai-operator")),
                runs(Space.ADMIN, new Controller("StatefulSet", "loki", "loki-backend"),
                        new Controller("Deployment", "netq", "netq-api")),
                runs(Space.USER), runs(Space.USER, new Controller("Deployment", "team", "lokinet")),
                runs(Space.USER, new Controller("StatefulSet", "loki", "loki")).named("the site has another word")
                        .value(ServicesInTheirSpace.ADMIN_SERVICES, Set.of("netq*")));
    }

    static List<Case> violations() {
        return List.of(runs(Space.ADMIN, new Controller("Deployment", "runai", "operator")),
                runs(Space.ADMIN, new Controller("DaemonSet", "x", "runai-container-toolkit")),
                runs(Space.USER, new Controller("StatefulSet", "prometheus", "loki")),
                runs(Space.USER, new Controller("Deployment", "autonomous-job-recovery", "api")));
    }

    @Test
    void each_workload_is_named_with_its_kind_and_namespace() {
        assertThat(runs(Space.USER, new Controller("StatefulSet", "loki", "b"), new Controller("Deployment", "loki", "a"))
                .judge(new ServicesInTheirSpace())).extracting(Finding::subject)
                .containsExactly("Deployment loki/a", "StatefulSet loki/b");
    }

    private static Case runs(Space space, Controller... controllers) {
        return Case.of(space + " with " + List.of(controllers), new Target.Cluster("k8s-x", space))
                .with(ControllerNames.KEY, new ControllerNames(List.of(controllers)));
    }
}
