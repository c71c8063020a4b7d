package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.FeatureGates;
import io.tightship.fact.kubernetes.FeatureGates.Standing;
import io.tightship.fact.kubernetes.KubeletGates;
import io.tightship.fact.kubernetes.KubeletVersions;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** The kubelet is given no feature gate that its version no longer knows: it would not start again. */
final class RemovedGatesAbsent implements Check {

    private static final Need.Own<PerSubject<KubeletGates>> GATES = Need.Own.of(KubeletGates.KEY);
    private static final Need.Across<KubeletVersions, Target.Cluster> VERSIONS =
            Need.Across.whole(TargetSet.OWN_CLUSTER, KubeletVersions.KEY);

    private static final String EXPECTED = "no feature gate that the version has removed";

    private static final Rule RULE = Rule.builder("kubelet-removed-gates-absent")
            .title("The kubelet is given no feature gate that its version has removed")
            .severity(Severity.LOW)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.ON_DISK)
            .rationale("""
                    A kubelet that is given a gate which it does not know does not start. A guide that was right for an
                    old version, such as the one that asks for SupportPodPidsLimit, takes the node out of the cluster at
                    the next restart.""")
            .remediation("""
                    Take the gate out of featureGates in the kubelet's configuration file, its drop-ins and the flag
                    --feature-gates: what it switched on is always on by now, or gone. The number of processes of a pod
                    is limited by podPidsLimit alone. Then restart the kubelet and see that it comes up.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kubelet enhancement")
            .reference("Kubernetes", "Feature Gates (removed)")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(GATES, VERSIONS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Target.Cluster cluster = context.get(VERSIONS).firstKey();
        Optional<String> version = context.get(VERSIONS).get(cluster).of(context.target().name());
        OptionalInt minor = version.map(FeatureGates::minor).orElse(OptionalInt.empty());
        List<Verdict> verdicts = new ArrayList<>();
        context.get(GATES).known().forEach((process, gates) -> {
            List<Evidence> evidence = new ArrayList<>();
            context.sources(GATES, process).forEach(source -> evidence.add(source.evidence(0,
                    String.join(", ", gates.given().keySet()))));
            context.sources(VERSIONS, cluster).forEach(source -> evidence.add(source.evidence(0, version.orElse(""))));
            if (gates.given().isEmpty()) {
                verdicts.add(new Verdict.Pass(process, "no feature gates", EXPECTED, "the " + process
                        + " is given no feature gates", evidence));
            } else if (minor.isEmpty()) {
                verdicts.add(new Verdict.Manual(process, "the cluster does not tell the version of "
                        + context.target().name() + ": does its kubelet know each of "
                        + String.join(", ", gates.given().keySet()) + "?", evidence));
            } else {
                verdicts.add(judge(process, gates, version.get(), minor.getAsInt(), evidence));
            }
        });
        return verdicts;
    }

    private static Verdict judge(String process, KubeletGates gates, String version, int minor,
                                 List<Evidence> evidence) {
        String gone = named(gates, Standing.REFUSED, minor);
        String unsure = named(gates, Standing.UNSURE, minor);
        String observed = gates.given().entrySet().stream().map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        if (!gone.isEmpty()) {
            return new Verdict.Fail(process, observed, EXPECTED, "Kubernetes " + version + " no longer knows " + gone
                    + ": with it the " + process + " does not start", evidence);
        }
        if (!unsure.isEmpty()) {
            return new Verdict.Manual(process, "does Kubernetes " + version + " know " + unsure + "? The lists that "
                    + "Kubernetes publishes of 1.24 to 1.36 do not tell; the " + process
                    + " of a version that does not know it does not start", evidence);
        }
        return new Verdict.Pass(process, observed, EXPECTED, "Kubernetes " + version + " knows each feature gate of the "
                + process + ": " + observed, evidence);
    }

    private static String named(KubeletGates gates, Standing standing, int minor) {
        return gates.given().entrySet().stream().filter(entry -> FeatureGates.of(entry.getKey(), minor) == standing)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")").collect(Collectors.joining(", "));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>();
        context.get(GATES).known().get(fail.subject()).given().forEach((gate, where) -> {
            if (fail.message().contains(gate + " (")) {
                steps.add(Step.prose("Take " + gate + " out of " + where + " on " + context.target().name() + "."));
            }
        });
        steps.add(Step.command(context.target().name(), "systemctl restart kubelet && systemctl is-active kubelet"));
        return steps;
    }
}
