package io.tightship.library.etcd;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.model.Verdict;
import java.util.List;
import java.util.Optional;

/** What rules on etcd say of a control-plane node on which none runs. */
final class NoEtcd {

    static final Need.Own<RunningComponents> RUNNING = Need.Own.of(RunningComponents.KEY);

    private NoEtcd() {
    }

    /** Empty where one runs. */
    static Optional<List<Verdict>> verdict(Context context) {
        return context.get(RUNNING).names().contains("etcd") ? Optional.empty()
                : Optional.of(List.of(new Verdict.NotApplicable("", "no process etcd runs on " + context.target().name()
                + ": the hosts where it runs must be in the inventory with the role etcd, or as control plane",
                context.sources(RUNNING).stream().map(source -> source.evidence(0, "")).toList())));
    }
}
