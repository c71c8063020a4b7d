package io.tightship.library.kubeproxy;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ProxySettings;
import io.tightship.fact.kubernetes.ProxySettings.Endpoint;
import io.tightship.fact.linux.Listeners;
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
import java.util.function.Function;
import java.util.function.Predicate;

/** A row: where one of kube-proxy's ports is really open on a node, whatever its settings say. */
final class BoundRule implements Check {

    private static final Need.Own<PerSubject<ProxySettings>> PROXY = Need.Own.of(ProxySettings.KEY);
    private static final Need.Own<Listeners> LISTENERS = Need.Own.of(Listeners.KEY);

    private final Port port;
    private final Rule rule;

    /**
     * @param field    of the configuration file
     * @param flag     its flag, without dashes
     * @param usual    the number that it has unless somebody changes it
     * @param holds    of an address that is listened on
     * @param expected of the address, in words
     */
    private record Port(String field, String flag, int usual, Function<ProxySettings, Optional<Endpoint>> endpoint,
                        Predicate<String> holds, String expected) {
    }

    private BoundRule(Port port, Rule rule) {
        this.port = port;
        this.rule = rule;
    }

    static List<Check> all() {
        return List.of(
                new BoundRule(new Port("healthzBindAddress", "healthz-bind-address", 10256, ProxySettings::healthz,
                        address -> !Listeners.isWildcard(address), "no address that stands for all of the node's"),
                        Rule.builder("kubeproxy-healthz-bound").title("kube-proxy tells its health on chosen addresses "
                        + "alone").severity(Severity.MEDIUM)
                        .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
                        .witness(Witness.EFFECTIVE)
                        .rationale("""
                                By default the port is open on every address of the node, the out-of-band and the
                                tenants' networks included, and tells without asking who wants to know whether and how
                                the node serves.""")
                        .remediation("""
                                Set healthzBindAddress to 127.0.0.1:10256 in the ConfigMap kube-proxy of kube-system, and
                                restart its pods. One ConfigMap serves all nodes, so it cannot hold each node's own
                                address; the guide's "node IP in CIDR format" is none that kube-proxy starts with: the
                                field takes an address and a port.

                                What may break: load balancers and probes from elsewhere that ask port 10256, as those of
                                Services of the type LoadBalancer do.""")
                        .reference("MindEdge: Hardening Kubernetes Security", "kube-proxy enhancement").build()),
                new BoundRule(new Port("metricsBindAddress", "metrics-bind-address", 10249, ProxySettings::metrics,
                        BoundRule::loopback, "loopback alone"),
                        Rule.builder("kubeproxy-metrics-bound").title("kube-proxy tells its metrics on loopback alone")
                        .severity(Severity.MEDIUM)
                        .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
                        .witness(Witness.EFFECTIVE)
                        .rationale("""
                                The port asks nobody who he is. It tells which Services there are and how much they are
                                used, serves /configz, and, with profiling, lets whoever asks take profiles.""")
                        .remediation("""
                                Set metricsBindAddress to 127.0.0.1:10249, or leave it empty, in the ConfigMap kube-proxy
                                of kube-system, and restart its pods. With --config the flag --metrics-bind-address
                                counts for nothing.

                                What may break: monitoring that reads the port from other hosts; let an agent on the
                                node, or a proxy that asks who is there, read it.""")
                        .reference("CIS Kubernetes Benchmark 1.12", "4.3.1").build()));
    }

    private static boolean loopback(String address) {
        return IpAddress.parse(address).filter(IpAddress::isLoopback).isPresent();
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(PROXY, LISTENERS, Absence.RUNNING);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return Absence.of(context).orElseGet(() -> {
            List<Verdict> verdicts = new ArrayList<>();
            context.get(PROXY).known().forEach((process, settings) ->
                    verdicts.add(judge(context, process, port.endpoint().apply(settings))));
            return verdicts;
        });
    }

    private Verdict judge(Context context, String process, Optional<Endpoint> told) {
        List<Evidence> evidence = new ArrayList<>();
        String written = told.map(endpoint -> port.field() + ": " + endpoint).orElse(port.field() + " off");
        context.sources(PROXY, process).forEach(source -> evidence.add(source.evidence(0, written)));
        if (told.isEmpty()) {
            return new Verdict.Pass(process, "no port", port.expected(), process + " was told to open no such port",
                    evidence);
        }
        int number = told.get().port();
        List<String> open = context.get(LISTENERS).at(number);
        String observed = String.join(", ", open.stream().map(address -> address + " port " + number).toList());
        context.sources(LISTENERS).forEach(source -> evidence.add(source.evidence(0, observed)));
        if (open.isEmpty()) {
            return new Verdict.Manual(process, process + " was told to listen on " + told.get() + ", and nothing "
                    + "listens there on " + context.target().name() + ": why?", evidence);
        }
        boolean holds = open.stream().allMatch(port.holds());
        return Verdict.of(holds, process, observed, port.expected(), "port " + number + " is open on "
                + String.join(", ", open) + (holds ? ", as expected" : "; expected " + port.expected()), evidence);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String literal = "127.0.0.1:" + port.usual();
        return List.of(context.get(PROXY).known().get(fail.subject()).file().isPresent()
                        ? Step.setting(Step.Place.object("ConfigMap kube-system/kube-proxy, key config.conf"),
                                port.field() + ": " + literal)
                        : Step.setting(Step.Place.argument("kube-proxy"), "--" + port.flag() + "=" + literal),
                Step.command("any host with kubectl", "kubectl -n kube-system rollout restart daemonset kube-proxy"),
                Step.command(context.target().name(), "ss -H -l -n -t 'sport = :" + port.usual() + "'"));
    }
}
