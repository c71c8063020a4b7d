package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kyverno.AdmissionBudgets;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.KyvernoValues;
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
import java.util.TreeSet;

/** Kyverno's webhook goes on answering when a node of the control plane is lost or drained. */
final class HighlyAvailable implements Check {

    private static final Need.Own<AdmissionEndpoints> ENDPOINTS = Need.Own.of(AdmissionEndpoints.KEY);
    private static final Need.Own<AdmissionBudgets> BUDGETS = Need.Own.of(AdmissionBudgets.KEY);
    private static final Need.Setting<Long> REPLICAS = Need.Setting.of(KyvernoValues.REPLICAS);

    private static final Rule RULE = Rule.builder("kyverno-highly-available")
            .title("Kyverno's admission controller has replicas on distinct nodes and a disruption budget")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    Where the webhook fails closed, nobody creates a pod while no replica answers, Kyverno's own among them;
                    where it fails open, everybody creates what they like. Replicas on one node fall together, and without a
                    budget a drain takes all of them at once.""")
            .remediation("""
                    Set admissionController.replicas to 3 and admissionController.podDisruptionBudget.enabled to true in the
                    values of Kyverno's chart, and upgrade the release; the chart keeps replicas apart by an anti-affinity
                    that is preferred, so see on which nodes they run.""")
            .reference("Kyverno documentation", "High availability").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ENDPOINTS, BUDGETS, REPLICAS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        long wanted = context.get(REPLICAS);
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ENDPOINTS).services().forEach((service, endpoints) -> {
            Set<String> nodes = new TreeSet<>();
            endpoints.forEach(endpoint -> nodes.add(endpoint.node()));
            String observed = endpoints.size() + " ready, on " + (nodes.size() == 1 ? "the node " + nodes.iterator().next()
                    : nodes.size() + " nodes");
            verdicts.add(Verdict.of(endpoints.size() >= wanted && nodes.size() >= wanted, service, observed, "at least "
                    + wanted + " ready, each on a node of its own", "behind the service " + service + " of Kyverno's "
                    + "webhook: " + observed + "; expected at least " + wanted + " ready, each on a node of its own",
                    evidence(context, ENDPOINTS, String.join(", ", nodes))));
        });
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Fail("service", "no service", "a service with ready endpoints", "no webhook of "
                    + "Kyverno's names a service; expected one with at least " + wanted + " ready endpoints",
                    evidence(context, ENDPOINTS, "")));
        }
        List<String> kept = context.get(BUDGETS).budgets().stream().filter(budget -> budget.kept() > 0)
                .map(budget -> budget.id() + " keeps " + budget.kept()).toList();
        String observed = !kept.isEmpty() ? String.join(" and ", kept) : context.get(BUDGETS).budgets().isEmpty()
                ? "no disruption budget" : "a disruption budget that keeps no pod";
        verdicts.add(Verdict.of(!kept.isEmpty(), "disruption budget", observed, "a budget that keeps one pod at least",
                "for the pods of the admission controller: " + observed
                        + "; expected a budget that keeps one pod at least", evidence(context, BUDGETS, observed)));
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, Need.Own<?> need, String excerpt) {
        return context.sources(need).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose(fail.subject().equals("disruption budget")
                        ? "In values-kyverno.yaml, set admissionController.podDisruptionBudget.enabled to true."
                        : "In values-kyverno.yaml, set admissionController.replicas to " + context.get(REPLICAS)
                        + ", and see that as many nodes can take them."),
                Step.command("the head node", Charts.module(context.target()) + "helm upgrade kyverno kyverno/kyverno "
                        + "-n kyverno --values values-kyverno.yaml --wait"),
                Step.command("the head node", Charts.module(context.target()) + "kubectl get pods -n kyverno -o wide"));
    }
}
