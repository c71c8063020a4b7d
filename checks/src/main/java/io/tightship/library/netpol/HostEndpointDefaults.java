package io.tightship.library.netpol;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.calico.FelixSettings;
import io.tightship.fact.calico.FelixSettings.Port;
import io.tightship.fact.calico.FelixSettings.Settings;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Variable;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Calico's agent drops what pods send to their own host, and opens no control-plane port to everyone. */
final class HostEndpointDefaults implements Check {

    private static final Need.Own<Workloads> WORKLOADS = Need.Own.of(Workloads.KEY);
    private static final Need.Own<FelixSettings> SETTINGS = Need.Own.of(FelixSettings.KEY);
    private static final Need.Own<LiveObjects> LIVE = Need.Own.of(LiveObjects.NETWORK);

    private static final String TO_HOST = "FELIX_DEFAULTENDPOINTTOHOSTACTION";
    private static final String FAILSAFE = "FELIX_FAILSAFEINBOUNDHOSTPORTS";
    private static final Set<Integer> GUARDED = Set.of(6443, 2379);
    private static final String BUILT_IN = "built in";
    private static final String RESOURCE = "FelixConfiguration ";

    /** Comes after the environment and before the objects; the image has one that says nothing of these settings. */
    private static final String FILE = "/etc/calico/felix.cfg";

    /** Calico's manifests take the API server's address from it, where it is there. */
    private static final String API_SERVER = "kubernetes-services-endpoint";

    /** What is built in, without what is guarded. */
    private static final List<Port> SAFE = FelixSettings.FAILSAFE.stream().filter(port -> !GUARDED.contains(port.number()))
            .toList();

    private static final Rule RULE = Rule.builder("netpol-host-endpoint-defaults")
            .title("Calico drops what pods send to their host, and no failsafe port opens the control plane")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.RUNNING)
            .rationale("""
                    A pod's policies end at its host: what it sends to the node that it runs on is let through where the
                    agent is told so, and the manifests that Calico publishes tell it so by an environment variable, which
                    beats the agent's file, and that beats every resource. Policies for hosts have holes of their own: the failsafe ports, 6443 and 2379
                    among them, are open to everyone whatever a policy says.""")
            .remediation("""
                    Set FELIX_DEFAULTENDPOINTTOHOSTACTION to DROP, or take it away and leave the resource at Drop, after a
                    test that no pod needs its own host. Where host endpoints exist, give failsafeInboundHostPorts a net
                    for 6443 and 2379, or leave them out.""")
            .reference("Calico", "Configuring Felix").reference("Calico", "FelixConfiguration").reference("Calico", "Protect hosts").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(WORKLOADS, SETTINGS, LIVE);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Workload> agents = agents(context);
        if (agents.isEmpty()) {
            return List.of(new Verdict.NotApplicable("", "no DaemonSet calico-node or canal has pods in this cluster",
                    evidence(context, "")));
        }
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(toHost(context, agents));
        long hosts = context.get(LIVE).objects().stream().filter(object -> object.kind().equals("HostEndpoint")).count();
        if (hosts > 0) {
            verdicts.add(failsafe(context, agents, hosts));
        }
        return verdicts;
    }

    private static List<Workload> agents(Context context) {
        return context.get(WORKLOADS).all().stream().filter(workload -> workload.kind().equals("DaemonSet")
                && Set.of("calico-node", "canal").contains(workload.name()) && workload.pods() > 0).toList();
    }

    private static Verdict toHost(Context context, List<Workload> agents) {
        SortedMap<String, Optional<String>> effective = effective(context, agents, TO_HOST, Optional::of,
                Settings::endpointToHost, "Drop");
        List<String> wrong = wrong(effective, HostEndpointDefaults::drops).entrySet().stream().map(entry -> entry.getValue()
                + " (" + entry.getKey() + ")").toList();
        if (wrong.isEmpty() && effective.containsValue(Optional.<String>empty())) {
            return unseen(context, "endpoint-to-host", TO_HOST);
        }
        String observed = wrong.isEmpty() ? "Drop (" + effective.firstKey() + ")" : String.join(", ", wrong);
        return Verdict.of(wrong.isEmpty(), "endpoint-to-host", observed, "Drop", "what pods send to their own host: " + observed
                + (wrong.isEmpty() ? "" : "; expected Drop"), evidence(context, observed));
    }

    private static Verdict failsafe(Context context, List<Workload> agents, long hosts) {
        SortedMap<String, Optional<List<Port>>> effective = effective(context, agents, FAILSAFE, FelixSettings::ports,
                Settings::failsafe, FelixSettings.FAILSAFE);
        List<String> wrong = new ArrayList<>();
        wrong(effective, HostEndpointDefaults::guards).forEach((from, ports) -> ports.stream().filter(
                HostEndpointDefaults::opens).forEach(port -> wrong.add("tcp " + port.number() + " (" + from + ")")));
        if (wrong.isEmpty() && effective.containsValue(Optional.<List<Port>>empty())) {
            return unseen(context, "failsafe-ports", FAILSAFE);
        }
        String expected = "6443 and 2379 not, or for certain networks alone";
        String observed = wrong.isEmpty() ? "neither 6443 nor 2379 to everyone" : String.join(", ", wrong) + " to everyone";
        return Verdict.of(wrong.isEmpty(), "failsafe-ports", observed, expected, hosts + " host endpoints, whose failsafe "
                + "ports open " + observed + (wrong.isEmpty() ? "" : "; expected " + expected), evidence(context, observed));
    }

    private static boolean drops(String action) {
        return action.equalsIgnoreCase("drop");
    }

    private static boolean guards(List<Port> ports) {
        return ports.stream().noneMatch(HostEndpointDefaults::opens);
    }

    private static boolean opens(Port port) {
        return port.protocol().equalsIgnoreCase("tcp") && GUARDED.contains(port.number()) && port.forEveryone();
    }

    /** What is seen and does not hold, by where it is said. */
    private static <T> SortedMap<String, T> wrong(SortedMap<String, Optional<T>> effective, Predicate<T> holds) {
        SortedMap<String, T> wrong = new TreeMap<>();
        effective.forEach((where, value) -> value.filter(holds.negate()).ifPresent(seen -> wrong.put(where, seen)));
        return wrong;
    }

    /** By where it is said; an empty value where it is said and cannot be seen or understood. */
    private static <T> SortedMap<String, Optional<T>> effective(Context context, List<Workload> agents, String variable,
            Function<String, Optional<T>> parse, Function<Settings, Optional<T>> setting, T builtIn) {
        SortedMap<String, Optional<T>> effective = new TreeMap<>();
        boolean resource = false;
        for (Workload agent : agents) {
            String of = " of " + agent.namespace() + "/" + agent.name();
            for (PodShape shape : agent.running()) {
                List<PodContainer> containers = shape.containers().stream().filter(container ->
                        container.role() == PodContainer.Role.MAIN).toList();
                List<Variable> stated = containers.stream().flatMap(container -> container.environment().stream())
                        .filter(candidate -> candidate.name().toUpperCase(Locale.ROOT).equals(variable)).toList();
                stated.forEach(found -> effective.put(variable + of, found.value().flatMap(parse)));
                Optional<String> hidden = hidden(containers);
                if (stated.isEmpty() && hidden.isPresent()) {
                    effective.put(hidden.get() + of, Optional.empty());
                }
                resource |= stated.isEmpty();
            }
        }
        if (resource) {
            Map<String, Settings> settings = context.get(SETTINGS).byName();
            Optional<T> cluster = Optional.ofNullable(settings.get("default")).flatMap(setting);
            effective.put(cluster.isPresent() ? RESOURCE + "default" : BUILT_IN, Optional.of(cluster.orElse(builtIn)));
            settings.forEach((name, own) -> {
                if (!name.equals("default")) {
                    setting.apply(own).ifPresent(value -> effective.put(RESOURCE + name, Optional.of(value)));
                }
            });
        }
        return effective;
    }

    /** What comes before the objects and cannot be seen: variables of another object, and a file in the image's place. */
    private static Optional<String> hidden(List<PodContainer> containers) {
        for (PodContainer container : containers) {
            for (Variable all : container.environment()) {
                if (all.name().isEmpty() && !all.config().equals(Optional.of(API_SERVER))) {
                    return Optional.of("the keys of " + all.config().map(name -> "ConfigMap " + name)
                            .or(() -> all.secret().map(name -> "Secret " + name)).orElse("another object"));
                }
            }
            for (PodContainer.Mount mount : container.mounts()) {
                if (mount.path().equals(FILE) || FILE.startsWith(mount.path().replaceFirst("/*$", "/"))) {
                    return Optional.of(FILE + " from volume " + mount.volume());
                }
            }
        }
        return Optional.empty();
    }

    private static Verdict unseen(Context context, String subject, String variable) {
        return new Verdict.Manual(subject, "What " + variable + " is on calico-node does not stand in its pods (it comes from "
                + "another object or from a mounted " + FILE + "), or is of no known form: is it the one that is wanted?",
                evidence(context, variable));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return Stream.of(context.sources(WORKLOADS), context.sources(SETTINGS)).flatMap(List::stream)
                .map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Workload> agents = agents(context);
        boolean toHost = fail.subject().equals("endpoint-to-host");
        Set<String> wrong = toHost ? wrong(effective(context, agents, TO_HOST, Optional::of, Settings::endpointToHost, "Drop"),
                HostEndpointDefaults::drops).keySet() : wrong(effective(context, agents, FAILSAFE, FelixSettings::ports,
                Settings::failsafe, FelixSettings.FAILSAFE), HostEndpointDefaults::guards).keySet();
        List<Workload> told = agents.stream().filter(agent -> wrong.contains((toHost ? TO_HOST : FAILSAFE) + " of "
                + agent.namespace() + "/" + agent.name())).toList();
        List<Step> steps = new ArrayList<>();
        for (Workload agent : told) {
            steps.add(Step.command("the head node", "module load kubernetes/" + context.target().name()
                    + " && kubectl set env daemonset/" + agent.name() + " -n " + agent.namespace() + " -c calico-node " + (toHost
                    ? TO_HOST + "=DROP" : FAILSAFE + "=" + String.join(",", SAFE.stream().map(port -> port.protocol() + ":"
                    + port.number()).toList()))));
            steps.add(Step.prose("What installed Calico must say the same, or it comes back with the next upgrade; where "
                    + "Calico's operator owns the DaemonSet, it comes back at once."));
        }
        String literal = toHost ? "spec.defaultEndpointToHostAction: Drop" : "spec.failsafeInboundHostPorts: ["
                + String.join(", ", SAFE.stream().map(port -> "{protocol: " + port.protocol() + ", port: " + port.number() + "}")
                .toList()) + "]";
        wrong.stream().filter(where -> where.equals(BUILT_IN) || where.startsWith(RESOURCE)).map(where ->
                where.equals(BUILT_IN) ? "default" : where.substring(RESOURCE.length())).forEach(name ->
                steps.add(told.isEmpty() ? Step.setting(Step.Place.object("felixconfigurations/" + name), literal)
                        : Step.prose("In the FelixConfiguration " + name + ", set " + literal)));
        return steps;
    }
}
