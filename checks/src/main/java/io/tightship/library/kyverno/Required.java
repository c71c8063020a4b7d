package io.tightship.library.kyverno;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ChartValues;
import io.tightship.fact.kyverno.ChartPolicies;
import io.tightship.fact.kyverno.KyvernoPolicies;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The required policies: those that the site names, and those that the release of its chart brings. */
final class Required {

    private static final Need.Own<PerSubject<ChartPolicies>> CHART = Need.Own.of(ChartPolicies.KEY);
    private static final Need.Setting<String> CHART_NAME = Need.Setting.of(ChartValues.POLICIES);
    private static final Need.Setting<Set<String>> NAMED = Need.Setting.of(KyvernoPolicies.REQUIRED);

    private Required() {
    }

    /** What a rule that asks must declare, besides its own needs. */
    static Set<Need<?>> and(Need<?>... needs) {
        Set<Need<?>> all = new LinkedHashSet<>(List.of(needs));
        all.addAll(List.of(CHART, CHART_NAME, NAMED));
        return all;
    }

    static Set<String> all(Context context) {
        Set<String> all = new LinkedHashSet<>(context.get(NAMED));
        context.get(CHART).known().values().forEach(chart -> all.addAll(chart.names()));
        return all;
    }

    /** Without those of the release that only change or make objects. */
    static Set<String> validating(Context context) {
        Set<String> all = new LinkedHashSet<>(context.get(NAMED));
        context.get(CHART).known().values().forEach(chart -> all.addAll(chart.validating()));
        return all;
    }

    /** False where it is not known what the release brings: then nothing can be said of all of them. */
    static boolean complete(Context context) {
        return !context.get(CHART).known().isEmpty();
    }
}
