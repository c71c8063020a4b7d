package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
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
import java.util.Optional;
import java.util.Set;

/** The API server serves no profiling handlers; it does so wherever its flag is absent, in every version. */
final class ProfilingOff implements Check {

    private static final Need.Own<PerSubject<Flags>> FLAGS = Need.Own.of(Flags.of(Component.KUBE_APISERVER));

    private static final Rule RULE = Rule.builder("apiserver-profiling-off")
            .title("Profiling of the API server is off")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
            .witness(Witness.RUNNING)
            .rationale("""
                    With profiling on, the API server serves /debug/pprof, and beside it /debug/flags/v, where whoever
                    may reach it raises the log level of the live server: secrets and requests then end up in the log.
                    Profiles also show what the server does inside, and taking one costs it time. --debug-socket-path
                    (from 1.27) serves all that on a Unix socket besides, whatever --profiling says, and asks nobody
                    there who he is.""")
            .remediation("""
                    Start every kube-apiserver with --profiling=false, and without --debug-socket-path. Profiling is on by
                    default, so leaving the flag out is not enough, and a later occurrence of the flag overrides an
                    earlier one.

                    Confirm with the arguments of the live process. What may break: tools that fetch profiles from the
                    API server; nothing in a cluster does so by itself.""")
            .reference("CIS Kubernetes Benchmark 1.12", "1.2.15")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FLAGS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(FLAGS).known().forEach((process, flags) -> {
            boolean on = flags.bool("profiling", true);
            Optional<String> socket = socket(flags);
            String written = flags.written("profiling", "debug-socket-path");
            String observed = flags.has("profiling") ? written : "absent, so true by default"
                    + (written.isEmpty() ? "" : "; " + written);
            List<Evidence> evidence = context.sources(FLAGS, process).stream()
                    .map(source -> source.evidence(0, written)).toList();
            verdicts.add(Verdict.of(!on && socket.isEmpty(), process, observed, "--profiling=false, and no "
                    + "--debug-socket-path", process + " was started with " + (flags.has("profiling") ? written
                    : (written.isEmpty() ? "" : written + " and ") + "no --profiling, which is true by default")
                    + (on ? ": it serves profiles, false was expected" : socket.isPresent()
                    ? ": it serves profiles on a socket to whoever may open it" : ": it serves no profiles, as expected"),
                    evidence));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        List<Step> steps = new ArrayList<>(FlagSteps.set(Component.KUBE_APISERVER, node, "--profiling=false"));
        if (socket(context.get(FLAGS).known().get(fail.subject())).isPresent()) {
            steps.addAll(FlagSteps.set(Component.KUBE_APISERVER, node, "--debug-socket-path="));
        }
        return steps;
    }

    private static Optional<String> socket(Flags flags) {
        return flags.text("debug-socket-path").filter(path -> !path.isEmpty());
    }
}
