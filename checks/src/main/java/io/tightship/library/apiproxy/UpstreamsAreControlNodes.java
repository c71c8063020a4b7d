package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.reach.Addresses;
import io.tightship.fact.reach.ReachValues;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The API proxy passes connections on to the control-plane nodes of the admin cluster, to all of them and nobody else. */
final class UpstreamsAreControlNodes implements Check {

    private static final Need.Own<StreamProxies> NGINX = Need.Own.of(StreamProxies.KEY);
    private static final Need.Across<Addresses, Target.Node> CONTROL =
            Need.Across.whole(TargetSet.ADMIN_CONTROL_PLANE_NODES, Addresses.OF_NODE);
    private static final Need.Setting<List<Integer>> PORTS = Need.Setting.of(ReachValues.ADMIN_PORTS);
    private static final Need.Setting<Long> API_PORT = Need.Setting.of(ApiServerValues.PORT);

    private static final String FILE = "/etc/nginx/nginx.conf";

    private static final Rule RULE = Rule.builder("apiproxy-upstreams-are-control-nodes")
            .title("The API proxy passes on to the admin cluster's control nodes alone")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.ON_DISK)
            .rationale("""
                    kubectl on the head nodes trusts what answers on this port. A server among the upstreams that is no control
                    node gets administrators' requests; a control node that is missing makes the others carry its load, and
                    an outage of one of them an outage of the cluster.""")
            .remediation("""
                    Put exactly the control-plane nodes of the admin cluster, each with the port of its API server, into the
                    upstream of nginx's stream block on the head node, and reload nginx.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Configuring head nodes to restrict network access").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NGINX, CONTROL, PORTS, API_PORT);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<Target.Node, Addresses> control = context.get(CONTROL);
        long apiPort = context.get(API_PORT);
        List<Verdict> verdicts = new ArrayList<>();
        for (int port : context.get(PORTS)) {
            Set<String> servers = new TreeSet<>();
            List<StreamProxies.Proxy> proxies = context.get(NGINX).proxies().stream().filter(proxy ->
                    proxy.port() == port).toList();
            proxies.forEach(proxy -> servers.addAll(proxy.servers()));
            Set<String> missing = new TreeSet<>();
            control.keySet().forEach(node -> missing.add(node.name()));
            List<String> strangers = new ArrayList<>();
            for (String server : servers) {
                Optional<Target.Node> node = node(server, apiPort, control);
                node.ifPresent(known -> missing.remove(known.name()));
                if (node.isEmpty()) {
                    strangers.add(server);
                }
            }
            String observed = proxies.isEmpty() ? "nginx does not listen there" : (strangers.isEmpty() ? ""
                    : "passes on to " + String.join(", ", strangers)) + (strangers.isEmpty() || missing.isEmpty() ? ""
                    : " and ") + (missing.isEmpty() ? "" : "leaves out " + String.join(", ", missing));
            String expected = "every control-plane node of the admin cluster on " + apiPort + ", and nobody else";
            String shown = observed.isEmpty() ? "passes on to " + String.join(", ", servers) : observed;
            verdicts.add(Verdict.of(observed.isEmpty(), "tcp " + port, shown, expected, "nginx on "
                    + context.target().name() + ", tcp " + port + ": " + shown + (observed.isEmpty() ? ", as expected"
                    : "; expected " + expected), context.sources(NGINX).stream().map(source ->
                    source.evidence(0, shown)).toList()));
        }
        context.get(NGINX).proxies().stream().filter(proxy -> !context.get(PORTS).contains(proxy.port()))
                .filter(proxy -> proxy.servers().stream().anyMatch(server -> node(server, apiPort, control).isPresent()))
                .mapToInt(StreamProxies.Proxy::port).distinct().sorted()
                .forEach(port -> verdicts.add(unnamed(context, port)));
        return verdicts;
    }

    /** No other rule asks about a port that the site does not name. */
    private static Verdict unnamed(Context context, int port) {
        String shown = "passes on to the admin cluster as well";
        return Verdict.of(false, "tcp " + port, shown, "only the ports that " + ReachValues.ADMIN_PORTS.id() + " names",
                "nginx on " + context.target().name() + ", tcp " + port + ": " + shown + "; whether user space reaches it is "
                + "not tried, for " + ReachValues.ADMIN_PORTS.id() + " does not name it", context.sources(NGINX).stream()
                .map(source -> source.evidence(0, shown)).toList());
    }

    /** By its name, its short name or one of its addresses, with the port of the API server. */
    private static Optional<Target.Node> node(String server, long port, Map<Target.Node, Addresses> control) {
        int colon = server.lastIndexOf(':');
        if (colon < 0 || !server.substring(colon + 1).equals(String.valueOf(port))) {
            return Optional.empty();
        }
        String host = server.substring(0, colon).replaceAll("^\\[|]$", "");
        Optional<IpAddress> address = IpAddress.parse(host);
        return control.entrySet().stream().filter(entry -> address.isPresent()
                        ? entry.getValue().all().contains(address.get())
                        : shortName(entry.getKey().name()).equals(shortName(host)))
                .map(Map.Entry::getKey).findFirst();
    }

    private static String shortName(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? host : host.substring(0, dot);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        if (context.get(PORTS).stream().noneMatch(port -> fail.subject().equals("tcp " + port))) {
            return List.of(Step.prose("Take the server on " + fail.subject() + " out of nginx's stream block, or name the "
                    + "port in the value " + ReachValues.ADMIN_PORTS.id() + ", so that it is closed and tried like the "
                    + "others."), Step.command(context.target().name(), "nginx -t && systemctl reload nginx"));
        }
        String port = fail.subject().substring("tcp ".length());
        List<String> servers = context.get(CONTROL).keySet().stream().map(node -> "server " + node.name() + ":"
                + context.get(API_PORT) + ";").toList();
        List<Step> steps = new ArrayList<>();
        if (context.get(NGINX).proxies().stream().anyMatch(proxy -> port.equals(String.valueOf(proxy.port())))) {
            steps.add(Step.prose("These take the place of all servers of the upstream that the server on " + fail.subject()
                    + " passes to."));
            servers.forEach(server -> steps.add(Step.setting(Step.Place.file(FILE), server)));
        } else {
            String name = "kube-" + context.get(CONTROL).keySet().stream().flatMap(node -> node.cluster().stream())
                    .findFirst().orElse("api");
            steps.add(Step.prose("This belongs into the block stream."));
            steps.add(Step.setting(Step.Place.file(FILE), "upstream " + name + " { " + String.join(" ", servers)
                    + " } server { listen 0.0.0.0:" + port + "; proxy_pass " + name + "; }"));
        }
        steps.add(Step.command(context.target().name(), "nginx -t && systemctl reload nginx"));
        return steps;
    }
}
