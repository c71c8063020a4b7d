package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.ApiEndpoint;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.reach.ReachValues;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.tls.TlsSteps;
import io.tightship.library.tls.WireJudgement;
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
import java.util.SortedMap;

/**
 * What the API's endpoints really accept: only what the site allows, and at an API server's own port only what its
 * flags say. Without the flags of a node its endpoint gets no verdict, unless the site's own list already decides. A
 * proxy is seen through whichever API servers it chose; each of them is judged at its own port, too.
 */
final class TlsOnTheWire implements Check {

    private static final Need.Own<PerSubject<ApiEndpoint>> ENDPOINTS = Need.Own.of(ApiEndpoint.KEY);
    private static final Need.Across<ServerTls.Instances, Target.Node> INSTANCES = Need.Across.each(
            TargetSet.CONTROL_PLANE_OF_CLUSTER, ServerTls.instances(Component.KUBE_APISERVER));
    private static final Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);
    private static final Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);
    private static final Need.Setting<Long> PORT = Need.Setting.of(ApiServerValues.PORT);
    private static final Need.Setting<List<Integer>> PROXY_PORTS = Need.Setting.of(ReachValues.ADMIN_PORTS);

    private static final Rule RULE = Rule.builder("apiserver-tls-on-the-wire")
            .title("The endpoints of the API accept only the TLS that the site allows and the flags say")
            .severity(Severity.HIGH)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    Flags say what somebody asked for; only a handshake shows what a client gets. A wrapper that drops
                    a flag, another process at the port or a proxy that ends TLS by itself makes them differ, and no
                    look at a configuration tells.""")
            .remediation("""
                    Where an endpoint accepts what the site does not allow, set --tls-min-version and
                    --tls-cipher-suites of every kube-apiserver. Where it accepts what its own flags exclude, find out
                    what answers at the port: another process, a proxy in between, or a build that ignores the flag.

                    Confirm with a client that offers one version and suite only. What may break: clients that know
                    nothing else.""")
            .reference("MindEdge: Hardening Kubernetes Security", "kube-apiserver enhancement")
            .reference("CIS Kubernetes Benchmark 1.12", "1.2.29")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ENDPOINTS, INSTANCES, MINIMUM, SUITES, PORT, PROXY_PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(ENDPOINTS).known().forEach((subject, endpoint) -> {
            List<String> wrong = new ArrayList<>(WireJudgement.againstSite(endpoint.offer(), context.get(MINIMUM),
                    context.get(SUITES)));
            List<Evidence> evidence = new ArrayList<>(context.sources(ENDPOINTS, subject).stream()
                    .map(source -> source.evidence(0, endpoint.offer().words())).toList());
            boolean decided = !wrong.isEmpty();
            if (endpoint.role() == ApiEndpoint.Role.PROXY) {
                decided = true;
            } else {
                Optional<Target.Node> node = node(context, endpoint);
                if (node.isPresent()) {
                    decided = true;
                    for (ServerTls tls : listening(context, node.get(), endpoint)) {
                        wrong.addAll(WireJudgement.againstAsked(endpoint.offer(), tls, "flags"));
                        evidence.addAll(context.sources(INSTANCES, node.get()).stream()
                                .map(source -> source.evidence(0, tls.written())).toList());
                    }
                }
            }
            if (decided) {
                verdicts.add(verdict(subject, endpoint, wrong, context, evidence));
            }
        });
        return verdicts;
    }

    private static Verdict verdict(String subject, ApiEndpoint endpoint, List<String> wrong, Context context,
                                   List<Evidence> evidence) {
        String expected = "nothing below " + context.get(MINIMUM).words() + ", below TLSv1.3 only "
                + String.join(", ", context.get(SUITES))
                + (endpoint.role() == ApiEndpoint.Role.INSTANCE ? ", and nothing that its flags exclude" : "");
        String observed = endpoint.offer().words();
        return Verdict.of(wrong.isEmpty(), subject, observed, expected, subject + (wrong.isEmpty()
                ? " accepts only what is allowed: " + observed : " " + String.join("; ", wrong)), evidence);
    }

    private static Optional<Target.Node> node(Context context, ApiEndpoint endpoint) {
        return context.get(INSTANCES).keySet().stream().filter(node -> node.name().equals(endpoint.node())).findFirst();
    }

    /** The processes whose port this is; none where something else stands in front of them. */
    private static List<ServerTls> listening(Context context, Target.Node node, ApiEndpoint endpoint) {
        SortedMap<Target.Node, ServerTls.Instances> all = context.get(INSTANCES);
        return all.get(node).all().stream().filter(tls -> tls.port() == endpoint.port()).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        ApiEndpoint endpoint = context.get(ENDPOINTS).known().get(fail.subject());
        List<Step> steps = new ArrayList<>();
        if (endpoint.role() == ApiEndpoint.Role.PROXY) {
            steps.add(Step.prose("The proxy on " + endpoint.node() + " hands handshakes on to the API servers: their "
                    + "flags decide. If it answers them by itself, give its stream server the same versions and "
                    + "suites, or let it pass TLS through."));
            steps.add(Step.command(endpoint.node(), "nginx -T | grep -n -B3 -A9 'listen.*" + endpoint.port() + "'"));
        } else {
            Optional<Target.Node> node = node(context, endpoint);
            List<ServerTls> listening = node.isPresent() ? listening(context, node.get(), endpoint) : List.of();
            if (!listening.isEmpty() && listening.stream()
                    .allMatch(tls -> tls.minimum().compareTo(context.get(MINIMUM)) >= 0
                            && context.get(SUITES).containsAll(tls.suitesUpToTls12()))) {
                steps.add(Step.prose("The flags on " + endpoint.node() + " already say so. Find out which process "
                        + "answers at the port, and whether a wrapper drops its flags or its build ignores them."));
            }
            steps.add(Step.command(endpoint.node(), "ss -ltnp 'sport = :" + endpoint.port() + "'"));
        }
        String where = endpoint.role() == ApiEndpoint.Role.PROXY ? "each control-plane node" : endpoint.node();
        steps.addAll(TlsSteps.minimum(Component.KUBE_APISERVER, where, context.get(MINIMUM)));
        steps.addAll(TlsSteps.suites(Component.KUBE_APISERVER, where, context.get(SUITES)));
        return steps;
    }
}
