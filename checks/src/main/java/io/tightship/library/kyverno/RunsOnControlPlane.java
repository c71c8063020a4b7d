package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.KyvernoTolerations;
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

/** The pods of Kyverno's controllers and of its CronJobs may run on control-plane nodes. */
final class RunsOnControlPlane implements Check {

    private static final Need.Own<KyvernoTolerations> TOLERATIONS = Need.Own.of(KyvernoTolerations.KEY);
    private static final String TAINT = "node-role.kubernetes.io/control-plane";

    private static final Rule RULE = Rule.builder("kyverno-runs-on-control-plane")
            .title("Kyverno's controllers and CronJobs tolerate the control plane's taint")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    The admin cluster has no other nodes; on the user cluster Kyverno next to jobs falls with the node that a
                    job brings down. Without the toleration its pods wait for a node that never comes.""")
            .remediation("""
                    Set tolerations for node-role.kubernetes.io/control-plane on each controller, and on each of the
                    cleanupJobs that the chart's release has, in the values of Kyverno's chart, and upgrade the release.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Installing Kyverno, step 2").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(TOLERATIONS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (KyvernoTolerations.Workload workload : context.get(TOLERATIONS).workloads()) {
            boolean holds = workload.tolerated().contains(TAINT) || workload.tolerated().contains("*");
            String observed = workload.tolerated().isEmpty() ? "tolerates nothing" : "tolerates "
                    + String.join(", ", workload.tolerated());
            verdicts.add(Verdict.of(holds, workload.id(), observed, "tolerates " + TAINT, workload.id() + " " + observed
                    + (holds ? ", as expected" : "; expected that it tolerates " + TAINT), evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "Kyverno is not installed (kyverno-installed judges that)",
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(TOLERATIONS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("In values-kyverno.yaml, give " + (fail.subject().contains("/CronJob/")
                ? "the CronJob (one of cleanupJobs)" : "the controller") + " tolerations with the key " + TAINT
                + ", the operator Exists and the effect NoSchedule."), Step.command("the head node",
                Charts.module(context.target()) + "helm upgrade kyverno kyverno/kyverno -n kyverno "
                        + "--values values-kyverno.yaml --wait"));
    }
}
