package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoTolerations;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsOnControlPlaneTest {

    static List<Case> compliant() {
        return List.of(tolerates("node-role.kubernetes.io/control-plane"), tolerates("*"),
                tolerates("node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane"));
    }

    static List<Case> violations() {
        return List.of(tolerates(), tolerates("node-role.kubernetes.io/master"), tolerates("nvidia.com/gpu"),
                tolerates("node-role.kubernetes.io/control-plane=yes"));
    }

    @Test
    void the_message_names_what_is_tolerated() {
        assertThat(violations().get(1).judge(new RunsOnControlPlane()).getFirst().message())
                .contains("tolerates node-role.kubernetes.io/master; expected");
    }

    private static Case tolerates(String... keys) {
        return Case.of(List.of(keys).toString(), Clusters.ADMIN).with(KyvernoTolerations.KEY, new KyvernoTolerations(
                List.of(new KyvernoTolerations.Workload("kyverno/kyverno-admission-controller", List.of(keys)))));
    }
}
