package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.AuditRules.Level;
import io.tightship.fact.kubernetes.AuditRules.Request;
import io.tightship.fact.kubernetes.Workloads;
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

/** The API servers' audit policies record what is done in the namespaces of NIMs. */
final class AuditLogged implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(NimRule.LABELS);
    private static final Need.Across<PerSubject<AuditRules>, Target.Node> RULES =
            Need.Across.whole(TargetSet.CONTROL_PLANE_OF_CLUSTER, AuditRules.KEY);

    private static final String EXPECTED = "changes of pods and services, and exec, at Metadata or above";

    private static final Rule RULE = Rule.builder("nim-audit-logged")
            .title("The audit log shows what is done in the namespaces of NIMs")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.ON_DISK)
            .rationale("""
                    Which privileges a NIM needs is found out by what it is denied, and who was in its container by who asked
                    for it. A policy whose earlier rule leaves the namespace out records neither. Every API server of the
                    cluster answers requests, so each of them has to record.""")
            .remediation("""
                    In the file that --audit-policy-file names, put a rule {level: Metadata, namespaces: [NAMESPACE]} before
                    those that leave things out, on every control-plane node, and restart kube-apiserver.""")
            .reference("Pod Security Standards for NIM", "the exercise, 2").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, MARKS, RULES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> namespaces = Nim.namespaces(context.get(WORKLOADS), context.get(MARKS));
        List<Verdict> verdicts = new ArrayList<>();
        for (String namespace : namespaces) {
            List<String> gaps = new ArrayList<>();
            context.get(RULES).forEach((node, processes) -> {
                if (processes.isEmpty()) {
                    gaps.add(node.name() + " runs no kube-apiserver that could record");
                }
                processes.known().values().forEach(policy -> {
                    List<String> silent = silent(policy, namespace);
                    if (!silent.isEmpty()) {
                        gaps.add(node.name() + " does not record " + String.join(", ", silent));
                    }
                });
            });
            String observed = gaps.isEmpty() ? "all of it recorded" : String.join("; ", gaps);
            verdicts.add(Verdict.of(gaps.isEmpty(), namespace, observed, EXPECTED, "namespace " + namespace + ": " + observed
                    + (gaps.isEmpty() ? "" : "; expected " + EXPECTED), evidence(context, observed)));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.NotApplicable("", "none of the "
                + context.get(WORKLOADS).all().size() + " workloads of " + context.target().name() + " is a NIM",
                List.of(context.sources(WORKLOADS).getFirst().evidence(0, ""))));
    }

    private static List<String> silent(AuditRules policy, String namespace) {
        List<String> silent = new ArrayList<>();
        for (String verb : List.of("create", "update", "delete")) {
            for (String resource : List.of("pods", "services")) {
                if (policy.level(new Request(verb, "", resource, "", namespace)) == Level.NONE) {
                    silent.add(verb + " of " + resource);
                }
            }
        }
        // A client asks for exec by GET or by POST.
        for (String verb : List.of("create", "get")) {
            if (policy.level(new Request(verb, "", "pods", "exec", namespace)) == Level.NONE) {
                silent.add("exec (" + verb + ")");
            }
        }
        return silent;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        List<Evidence> evidence = new ArrayList<>();
        context.get(RULES).keySet().forEach(node -> context.sources(RULES, node).forEach(source ->
                evidence.add(source.evidence(0, excerpt))));
        return evidence;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>();
        context.get(RULES).forEach((node, processes) -> {
            if (processes.isEmpty()) {
                steps.add(Step.prose("Start kube-apiserver on " + node.name() + ", or take the node out of the control plane."));
            }
            processes.known().values().stream().filter(policy -> !silent(policy, fail.subject()).isEmpty()).forEach(policy ->
                    steps.add(Step.prose("On " + node.name() + ", put as the first rule into " + policy.file().orElse(
                    "a policy that --audit-policy-file names") + ": {level: Metadata, namespaces: [" + fail.subject()
                    + "]}, and restart kube-apiserver.")));
        });
        return steps;
    }
}
