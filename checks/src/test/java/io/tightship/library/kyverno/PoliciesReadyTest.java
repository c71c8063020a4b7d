package io.tightship.library.kyverno;

import io.tightship.check.Case;
import io.tightship.fact.kyverno.KyvernoPolicy;
import java.util.List;
import java.util.Optional;

class PoliciesReadyTest {

    static List<Case> compliant() {
        return List.of(Clusters.holding("ready", ready(Optional.of(true))));
    }

    static List<Case> violations() {
        return List.of(Clusters.holding("t68 not ready", ready(Optional.of(false))),
                Clusters.holding("no condition", ready(Optional.empty())), Clusters.holding("no policy at all"));
    }

    private static KyvernoPolicy ready(Optional<Boolean> ready) {
        return new KyvernoPolicy("ClusterPolicy", "disallow-host-path", ready, true, "Enforce", List.of(),
                List.of(Clusters.rule("Enforce")));
    }
}
