package io.tightship.library.kubeproxy;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
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
import java.util.Set;

/** kube-proxy runs with the configuration that is there now: it reads its file once, when it starts. */
final class ConfigurationDrift implements Check {

    private static final Need.Own<PerSubject<ConfigurationAge>> AGE =
            Need.Own.of(ConfigurationAge.of(Component.KUBE_PROXY));

    private static final String EXPECTED = "a start after the last change of the configuration";

    private static final Rule RULE = Rule.builder("kubeproxy-configuration-drift")
            .title("kube-proxy was started after its configuration was last changed")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.RUNNING, Witness.ON_DISK)
            .rationale("""
                    A change of the ConfigMap reaches the pods' volumes within a minute and changes nothing: kube-proxy
                    does not see it until it starts again. What everybody reads is then not what runs, and the next
                    restart, on whatever day, changes the node's network.""")
            .remediation("""
                    Restart kube-proxy's pods: kubectl -n kube-system rollout restart daemonset kube-proxy. Read the
                    ConfigMap first: what it says becomes true.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-proxy enhancement, effect after a restart")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(AGE, Absence.RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return Absence.of(context).orElseGet(() -> {
            List<Verdict> verdicts = new ArrayList<>();
            context.get(AGE).known().forEach((process, age) -> verdicts.add(judge(context, process, age)));
            return verdicts;
        });
    }

    private static Verdict judge(Context context, String process, ConfigurationAge age) {
        List<Evidence> evidence = context.sources(AGE, process).stream().map(source -> source.evidence(0, "")).toList();
        if (age.changed().isEmpty()) {
            return new Verdict.NotApplicable(process, process + " names no configuration file: its flags are all that "
                    + "it has", evidence);
        }
        String observed = "started " + age.started() + ", changed " + age.changed().values().stream()
                .max(Instant::compareTo).orElseThrow();
        return Verdict.of(age.newer().isEmpty(), process, observed, EXPECTED, age.newer().isEmpty()
                ? process + " was started at " + age.started() + ", after the last change of its configuration"
                : String.join(", ", age.newer().keySet()) + " was changed at " + age.newer().values().stream()
                .max(Instant::compareTo).orElseThrow() + ", and " + process + " runs since " + age.started()
                + ": expected " + EXPECTED, evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("any host with kubectl",
                "kubectl -n kube-system get configmap kube-proxy -o yaml"), Step.command("any host with kubectl",
                "kubectl -n kube-system rollout restart daemonset kube-proxy"));
    }
}
