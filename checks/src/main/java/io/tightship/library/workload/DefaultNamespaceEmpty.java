package io.tightship.library.workload;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.DefaultNamespace;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Nothing lies in the namespace default. */
final class DefaultNamespaceEmpty implements Check {

    static final ValueKey<Set<String>> APPROVED_OBJECTS = ValueKey.withFallback(
            "workload-default-namespace-empty-approved", ValueType.TEXTS, Set.of(),
            "which objects (Kind/NAME) may lie in the namespace default");

    /** What Kubernetes keeps there. */
    private static final Set<String> OWN = Set.of("Service/kubernetes", "ServiceAccount/default",
            "ConfigMap/kube-root-ca.crt");

    private static final Need.Own<DefaultNamespace> FOUND = Need.Own.of(DefaultNamespace.KEY);
    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(APPROVED_OBJECTS);

    private static final Rule RULE = Rule.builder("workload-default-namespace-empty")
            .title("Nothing lies in the namespace default")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    What is created without a namespace lands here, beside what others left: rights, quotas and policies for it are
                    nobody's, and BCM's knowledge base leaves the namespace out of its policies.""")
            .remediation("""
                    Give each object a namespace of its own. What Kubernetes itself keeps there does not count, nor do the Secrets in
                    which Helm keeps its releases; Secrets are not read here.""")
            .reference("CIS Kubernetes Benchmark 1.12", "5.6.4").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FOUND, WORKLOADS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        Set<String> objects = new TreeSet<>(context.get(FOUND).objects());
        context.get(WORKLOADS).all().stream().filter(workload -> workload.namespace().equals("default"))
                .forEach(workload -> objects.add(workload.kind() + "/" + workload.name()));
        for (String object : objects) {
            if (!OWN.contains(object)) {
                boolean holds = context.get(APPROVED).contains(object);
                verdicts.add(Verdict.of(holds, object, "is there", "nothing of the site's", object + " lies in the namespace "
                        + "default" + (holds ? ", as approved" : "; expected nothing of the site's there"),
                        evidence(context, object)));
            }
        }
        return verdicts.isEmpty() ? List.of(new Verdict.Pass("", "nothing", "nothing of the site's",
                "nothing of the site's lies in the namespace default", evidence(context, ""))) : verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(FOUND).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && kubectl get -n default " + fail.subject().toLowerCase(java.util.Locale.ROOT) + " -o yaml"),
                Step.prose("Create it in a namespace of its own, and delete it here."));
    }
}
