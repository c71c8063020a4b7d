package io.tightship.library.scheduler;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.SchedulerProfiling;
import io.tightship.library.flag.FlagSteps;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The scheduler serves no profiles; with a configuration file its flag is ignored, and the file decides. */
final class ProfilingOff implements Check {

    private static final Need.Own<PerSubject<SchedulerProfiling>> PROFILING = Need.Own.of(SchedulerProfiling.KEY);

    private static final Rule RULE = Rule.builder("scheduler-profiling-off")
            .title("Profiling of the scheduler is off")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    Profiles show what the process does inside, and taking one costs it time.""")
            .remediation("""
                    Start every kube-scheduler with --profiling=false; it is on by default. Where it was given a
                    configuration file by --config, the flag is ignored: write enableProfiling: false there.

                    Confirm that /debug/pprof/ answers 404. What may break: tools that fetch profiles.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.4.1")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(PROFILING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(PROFILING).known().forEach((process, profiling) -> {
            String observed = profiling.where().isEmpty() ? "absent, so true by default"
                    : profiling.where().startsWith("--") ? profiling.where()
                    : "enableProfiling: " + profiling.on() + " by " + profiling.where();
            List<Evidence> evidence = context.sources(PROFILING, process).stream()
                    .map(source -> source.evidence(0, observed)).toList();
            verdicts.add(Verdict.of(!profiling.on(), process, observed, "false", process + " serves "
                    + (profiling.on() ? "profiles (" + observed + "); false was expected"
                    : "no profiles (" + observed + "), as expected"), evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        SchedulerProfiling profiling = context.get(PROFILING).known().get(fail.subject());
        String node = context.target().name();
        return profiling.where().isEmpty() || profiling.where().startsWith("--")
                ? FlagSteps.set(Component.KUBE_SCHEDULER, node, "--profiling=false")
                : List.of(Step.prose("On " + node + ", change " + profiling.where() + ", and restart kube-scheduler."),
                Step.setting(Step.Place.file(profiling.where()), "enableProfiling: false"));
    }
}
