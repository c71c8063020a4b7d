package io.tightship.library.kubeproxy;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.model.Verdict;
import java.util.List;
import java.util.Optional;

/** The word on nodes without kube-proxy: many networks do its work themselves. */
final class Absence {

    static final Need.Own<RunningComponents> RUNNING = Need.Own.of(RunningComponents.KEY);

    private Absence() {
    }

    /** Empty where it runs. */
    static Optional<List<Verdict>> of(Context context) {
        return context.get(RUNNING).names().contains("kube-proxy") ? Optional.empty()
                : Optional.of(List.of(new Verdict.NotApplicable("", "no process kube-proxy runs on "
                + context.target().name() + ": its whole process table was seen",
                context.sources(RUNNING).stream().map(source -> source.evidence(0, "")).toList())));
    }
}
