package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.Entrances;
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
import java.util.Optional;
import java.util.Set;

/** No NIM is reached from outside of its cluster. */
final class ServiceNotExposed implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<Entrances> ENTRANCES = Need.Own.of(Entrances.KEY);
    private static final Need.Setting<Set<String>> MARKS = Need.Setting.of(NimRule.LABELS);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(ValueKey.withFallback(
            "nim-service-not-exposed-approved", ValueType.TEXTS, Set.of(),
            "which NIMs (NAMESPACE/KIND/NAME) are meant to be reached from outside of their cluster"));

    private static final String EXPECTED = "no NodePort, LoadBalancer, external address, port of the node, Ingress, route of the Gateway API "
            + "or public route of Knative";

    private static final Rule RULE = Rule.builder("nim-service-not-exposed")
            .title("NIMs are reached from within their cluster alone")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    The server of a model asks nobody who they are. Whoever reaches its port uses the GPUs, and asks the model
                    for what it was taught.""")
            .remediation("""
                    Let the Service be of the type ClusterIP, and put what authenticates callers before it. For a NIMService:
                    set spec.expose.service.type: ClusterIP and take spec.expose.ingress and spec.expose.router out. A Knative
                    service is kept in the cluster by the label networking.knative.dev/visibility: cluster-local. A NIM that
                    is meant to be reached is approved in the value nim-service-not-exposed-approved.""")
            .reference("Pod Security Standards for NIM", "network").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, ENTRANCES, MARKS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Nim nim : Nim.of(context.get(WORKLOADS), context.get(MARKS))) {
            List<String> ways = new ArrayList<>(context.get(ENTRANCES).to(nim.workload()));
            ways.addAll(ofNode(nim));
            boolean approved = context.get(APPROVED).contains(nim.workload().id());
            String observed = ways.isEmpty() ? "no way from outside" : String.join("; ", ways);
            verdicts.add(Verdict.of(ways.isEmpty() || approved, nim.workload().id(), observed, EXPECTED,
                    nim.workload().kind() + " " + nim.workload().namespace() + "/" + nim.workload().name() + ": " + observed
                            + (ways.isEmpty() ? "" : approved ? ", as approved" : "; expected " + EXPECTED),
                    evidence(context, observed)));
        }
        return !verdicts.isEmpty() ? verdicts : List.of(new Verdict.NotApplicable("", "none of the "
                + context.get(WORKLOADS).all().size() + " workloads of " + context.target().name() + " is a NIM",
                List.of(context.sources(WORKLOADS).getFirst().evidence(0, ""))));
    }

    /** Its pods answer on addresses of their nodes. */
    private static List<String> ofNode(Nim nim) {
        List<String> ways = new ArrayList<>();
        nim.shapes().forEach(shape -> {
            if (shape.hostNetwork()) {
                ways.add("its pods are on the host's network");
            }
            shape.containers().forEach(container -> container.ports().stream().filter(port -> port.host() != 0).forEach(port ->
                    ways.add("container " + container.name() + " takes port " + port.host() + " of its node")));
        });
        return ways.stream().distinct().toList();
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(ENTRANCES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Nim nim = Nim.of(context.get(WORKLOADS), context.get(MARKS), fail.subject());
        String kubectl = "module load kubernetes/" + context.target().name() + " && kubectl -n "
                + nim.workload().namespace() + " ";
        Optional<String> service = nim.service();
        return service.isPresent() ? List.of(Step.prose("Set spec.expose.service.type: ClusterIP, and take "
                        + "spec.expose.ingress and spec.expose.router out."), Step.command("the head node", kubectl
                        + "edit nimservices.apps.nvidia.com " + service.get()))
                : List.of(Step.command("the head node", kubectl + "get services,ingresses,httproutes"),
                Step.prose("Delete what leads in, or let the Service be of the type ClusterIP."));
    }
}
