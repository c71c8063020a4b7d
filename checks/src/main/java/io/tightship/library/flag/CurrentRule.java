package io.tightship.library.flag;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row: the files that a component of the control plane reads once, when it starts, are the ones that it runs with.
 * Other rules judge what stands in them now.
 */
final class CurrentRule implements Check {

    private static final String EXPECTED = "a start after the last change of the files that are read but once";

    private final Component component;
    /** Names the file of which a live process takes over all but what these rules judge; may be empty. */
    private final String partly;
    private final Rule rule;
    private final Need.Own<PerSubject<ConfigurationAge>> ages;
    private final Need.Own<PerSubject<Flags>> flags;

    private CurrentRule(Component component, String section, String name, String partly) {
        this.component = component;
        this.partly = partly;
        this.ages = Need.Own.of(ConfigurationAge.of(component));
        this.flags = Need.Own.of(Flags.of(component));
        this.rule = Rule.builder(section + "-files-current").title(name + " runs with its files as they are now")
                .severity(Severity.MEDIUM)
                .appliesTo(Target.Node.class, "control-plane nodes", Target.Node::runsControlPlane)
                .witness(Witness.RUNNING, Witness.ON_DISK)
                .rationale("""
                        An audit policy, the configuration of encryption without automatic reload, that of admission and the
                        scheduler's are read when the process starts. What somebody hardens there afterwards is a text
                        that nothing follows, and what everybody reads is not what runs.""")
                .remediation("""
                        Restart the component, one node at a time: of a static pod, move its manifest out of
                        /etc/kubernetes/manifests, wait until the process is gone, and move it back; of a service,
                        systemctl restart. Read the file first: what it says becomes true.""")
                .reference("Kubernetes", "Auditing; Encrypting Confidential Data at Rest")
                .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement").build();
    }

    static List<Check> all() {
        return List.of(new CurrentRule(Component.KUBE_APISERVER, "apiserver", "The API server", "authentication-config"),
                new CurrentRule(Component.KUBE_SCHEDULER, "scheduler", "The scheduler", ""));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ages, flags);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ages).known().forEach((process, age) -> Optional.ofNullable(context.get(flags).known().get(process))
                .ifPresent(given -> verdicts.add(judge(process, age, given, context.sources(ages, process).stream()
                        .map(source -> source.evidence(0, "")).toList()))));
        return verdicts;
    }

    private Verdict judge(String process, ConfigurationAge age, Flags given, List<Evidence> evidence) {
        if (age.changed().isEmpty()) {
            return new Verdict.NotApplicable(process, process + " names no file that it reads but once", evidence);
        }
        SortedMap<String, Instant> newer = new TreeMap<>(age.newer());
        Optional<String> reloaded = partly.isEmpty() ? Optional.empty() : given.text(partly);
        boolean half = reloaded.filter(path -> newer.remove(path) != null).isPresent();
        String since = process + " runs since " + age.started();
        if (!newer.isEmpty()) {
            String observed = String.join(", ", newer.entrySet().stream().map((Map.Entry<String, Instant> file) ->
                    file.getKey() + " was changed at " + file.getValue()).toList());
            return new Verdict.Fail(process, observed, EXPECTED, observed + ", and " + since + ": expected " + EXPECTED,
                    evidence);
        }
        return half ? new Verdict.Manual(process, reloaded.get() + " was changed after " + process + " was started, at "
                + age.started() + ". It takes over by itself who may log in, and not who may come without a credential: "
                + "was anonymous changed?", evidence)
                : new Verdict.Pass(process, "started after the last change", EXPECTED, since + ", after the last change of "
                + String.join(", ", age.changed().keySet()), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        return List.of(Step.prose("On " + node + ", read what was changed: " + fail.observed() + ". Then restart "
                        + component.process() + " there, alone."),
                Step.command(node, "ps -o lstart= -p $(pgrep -xo " + component.process() + ")"));
    }
}
