package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ClusterNamespaces;
import io.tightship.fact.kyverno.KyvernoInstallation;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Kyverno's namespace bears the label that keeps Zarf from changing its pods. */
final class NamespaceMarked implements Check {

    private static final Need.Own<ClusterNamespaces> NAMESPACES = Need.Own.of(ClusterNamespaces.KEY);
    private static final Need.Own<KyvernoInstallation> KYVERNO = Need.Own.of(KyvernoInstallation.KEY);

    private static final Rule RULE = Rule.builder("kyverno-namespace-marked")
            .title("Kyverno's namespace is marked for Zarf")
            .severity(Severity.LOW)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Zarf, which installs software on air-gapped sites, rewrites images and pull secrets of pods everywhere
                    else; Kyverno must not depend on what it guards.""")
            .remediation("""
                    kubectl label namespace kyverno zarf.dev/agent=ignore""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Installing Kyverno, step 1").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NAMESPACES, KYVERNO);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        Set<String> namespaces = new TreeSet<>();
        context.get(KYVERNO).controllers().forEach(controller -> namespaces.add(controller.namespace()));
        for (String namespace : namespaces) {
            Map<String, String> labels = context.get(NAMESPACES).labels().getOrDefault(namespace, Map.of());
            String observed = labels.containsKey("zarf.dev/agent") ? "zarf.dev/agent=" + labels.get("zarf.dev/agent")
                    : "no label zarf.dev/agent";
            verdicts.add(Verdict.of(observed.equals("zarf.dev/agent=ignore"), namespace, observed,
                    "zarf.dev/agent=ignore", "namespace " + namespace + " has " + observed
                            + "; expected zarf.dev/agent=ignore", evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Fail("", "Kyverno is not installed", "zarf.dev/agent=ignore", "Kyverno is not "
                    + "installed, so no namespace of its is marked; expected zarf.dev/agent=ignore",
                    evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(NAMESPACES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        if (fail.subject().isEmpty()) {
            return List.of(Step.prose("Install Kyverno first: the steps of kyverno-installed say how. Label its namespace "
                    + "before that, as the guide does."), Step.command("the head node", Charts.module(context.target())
                    + "kubectl create namespace kyverno && kubectl label namespace kyverno zarf.dev/agent=ignore"));
        }
        String namespace = fail.subject();
        return List.of(Step.setting(Step.Place.object("namespaces/" + namespace),
                        "metadata: {labels: {zarf.dev/agent: ignore}}"),
                Step.command("the head node", Charts.module(context.target()) + "kubectl label namespace " + namespace
                        + " zarf.dev/agent=ignore --overwrite"));
    }
}
