package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.linux.Listeners;
import io.tightship.fact.linux.RoutableIpv6;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.Binding;
import io.tightship.fact.nvue.Decision;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.Packet;
import io.tightship.fact.nvue.SwitchPorts;
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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** IPv6 is no way around an access list that is for IPv4 alone. */
final class Ipv6KubeapiClosed implements Check {

    private static final Need.Own<Listeners> LISTENERS = Need.Own.of(Listeners.KEY);
    private static final Need.Own<RoutableIpv6> ADDRESSES = Need.Own.of(RoutableIpv6.KEY);
    private static final Need.Across<NvueConfiguration, Target.Switch> APPLIED =
            Need.Across.whole(TargetSet.SWITCHES, NvueConfiguration.APPLIED);
    private static final Need.Across<PerSubject<SwitchPorts>, Target.Switch> PORTS =
            Need.Across.whole(TargetSet.SWITCHES, SwitchPorts.OF_PROTECTED_HOSTS);
    private static final Need.Setting<Long> PORT = Need.Setting.of(SwitchesValues.API_PORT);
    private static final String EXPECTED = "no routable IPv6 address, no listener by IPv6, or IPv6 lists on all its ports "
            + "that deny everyone but admin space";

    /** The list that the steps make. */
    private static final String OWN = "acl-kubeapi6";

    private static final Rule RULE = Rule.builder("switches-ipv6-kubeapi-closed")
            .title("The API servers of the admin cluster cannot be reached by IPv6 past the IPv4 list")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "control-plane nodes of the admin cluster", Target.Node::isAdminControlPlane)
            .witness(Witness.RUNNING, Witness.EFFECTIVE)
            .rationale("""
                    The guide's list is of type ipv4, and a switch forwards what no list matches. An API server that is
                    told to listen on 0.0.0.0 listens on IPv6 as well, so one routable IPv6 address is a way around.""")
            .remediation("""
                    Take the routable IPv6 addresses off the control-plane nodes, or bind an IPv6 list with the same
                    permits and the same deny outbound to the same ports. Binding the API server to its IPv4 address
                    (--bind-address) closes it, too.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 1")
            .reference("Cumulus Linux", "Access Control List Configuration").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(LISTENERS, ADDRESSES, APPLIED, PORTS, PORT, Approved.NODES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        int port = context.get(PORT).intValue();
        List<String> listening = context.get(LISTENERS).byIpv6(port);
        Set<IpAddress> addresses = context.get(ADDRESSES).all();
        String observed;
        boolean closed = true;
        if (listening.isEmpty()) {
            observed = "nothing listens on port " + port + " by IPv6";
        } else if (addresses.isEmpty()) {
            observed = "it listens on " + String.join(", ", listening) + " and has no routable IPv6 address";
        } else {
            SortedMap<String, String> open = open(context, port);
            closed = open.isEmpty();
            observed = "it listens on " + String.join(", ", listening) + ", is " + String.join(", ", addresses.stream()
                    .map(IpAddress::toString).toList()) + " by IPv6, and " + (closed ? "IPv6 lists close every port to it"
                    : open.lastEntry().getValue() + " (" + open.lastEntry().getKey() + ")");
        }
        return List.of(Verdict.of(closed, "", observed, EXPECTED, context.target().name() + ": " + observed
                + (closed ? "" : "; expected " + EXPECTED), evidence(context, String.join(", ", listening))));
    }

    /** The IPv6 addresses that are known of admin space. */
    private static SortedSet<IpAddress> approved(Context context) {
        SortedSet<IpAddress> own = new TreeSet<>();
        context.get(Approved.NODES).values().forEach(addresses -> addresses.all().stream()
                .filter(address -> address.bits() == 128).forEach(own::add));
        return own;
    }

    private static CidrSet strangers(Context context) {
        return CidrSet.ALL6.minus(CidrSet.of(approved(context).stream().map(Cidr::of).toList()));
    }

    /** By switch and port, what lets IPv6 through. */
    private static SortedMap<String, String> open(Context context, int port) {
        CidrSet strangers = strangers(context);
        SortedMap<String, String> open = new TreeMap<>();
        context.get(APPLIED).forEach((device, configuration) -> {
            SwitchPorts ports = context.get(PORTS).get(device).known().get(context.target().name());
            if (ports == null) {
                open.put(device.name(), "no port of it is known");
                return;
            }
            for (String name : ports.names()) {
                String fault = fault(configuration, name, strangers, context.get(ADDRESSES).all(), port);
                if (!fault.isEmpty()) {
                    open.put(device.name() + " " + name, fault);
                }
            }
        });
        if (context.get(APPLIED).isEmpty()) {
            open.put("no switch is listed", "nothing is known to close it");
        }
        return open;
    }

    /** Empty where one list on the port denies all strangers and none there or above permits any. */
    private static String fault(NvueConfiguration configuration, String port, CidrSet strangers,
                                Set<IpAddress> destinations, int number) {
        boolean denied = false;
        for (String place : places(configuration, port)) {
            for (AccessList list : lists(configuration, place)) {
                List<Decision> decisions = decisions(list, strangers, destinations, number);
                Optional<Decision> passing = passing(decisions);
                if (passing.isPresent()) {
                    return "rule " + passing.get().rule() + " of " + list.name() + " may let "
                            + passing.get().sources().words() + " through";
                }
                denied |= place.equals(port) && decisions.stream().noneMatch(decision -> decision.rule() == 0);
            }
        }
        return denied ? "" : "no IPv6 list denies it";
    }

    /** Where lists may be bound that let through what leaves by the port. */
    private static List<String> places(NvueConfiguration configuration, String port) {
        return Stream.concat(Stream.of(port), configuration.above(port).stream()).toList();
    }

    private static List<AccessList> lists(NvueConfiguration configuration, String place) {
        return configuration.bindingsOf(place).stream().filter(Binding::filtersOutbound).flatMap(binding ->
                configuration.accessList(binding.accessList()).stream()).filter(list -> list.type().equals("ipv6"))
                .distinct().toList();
    }

    private static List<Decision> decisions(AccessList list, CidrSet strangers, Set<IpAddress> destinations, int port) {
        return destinations.stream().flatMap(address -> list.decide(strangers, new Packet(Optional.of(address), port))
                .stream()).toList();
    }

    private static Optional<Decision> passing(List<Decision> decisions) {
        return decisions.stream().filter(decision -> decision.rule() > 0 && decision.kind().mayPass()).findFirst();
    }

    private static List<Evidence> evidence(Context context, String listening) {
        return Stream.concat(context.sources(LISTENERS).stream().map(source -> source.evidence(0, listening)),
                context.sources(ADDRESSES).stream().map(source -> source.evidence(0, String.join(", ",
                        context.get(ADDRESSES).all().stream().map(IpAddress::toString).toList())))).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("Where IPv6 is not used on " + context.target().name() + ", take its routable addresses away, "
                + "also in Base Command Manager, which would bring them back: " + String.join(", ",
                context.get(ADDRESSES).all().stream().map(IpAddress::toString).toList()) + "."));
        context.get(APPLIED).forEach((device, configuration) -> {
            SwitchPorts ports = context.get(PORTS).get(device).known().get(context.target().name());
            List<String> commands = new ArrayList<>();
            if (configuration.accessList(OWN).isPresent()) {
                commands.add("nv unset acl " + OWN);
            }
            commands.add("nv set acl " + OWN + " type ipv6");
            int rule = 0;
            for (IpAddress address : approved(context)) {
                rule += 10;
                commands.addAll(rule(rule, context.get(PORT), "permit"));
                commands.add("nv set acl " + OWN + " rule " + rule + " match ip source-ip " + address + "/128");
            }
            commands.addAll(rule(rule + 10, context.get(PORT), "deny"));
            if (ports != null) {
                Set<String> others = new TreeSet<>();
                ports.names().forEach(port -> {
                    places(configuration, port).forEach(place -> letting(context, configuration, place).forEach(other -> {
                        others.add(other);
                        commands.add("nv unset interface " + place + " acl " + other + " outbound");
                    }));
                    commands.add("nv set interface " + port + " acl " + OWN + " outbound");
                });
                if (!others.isEmpty()) {
                    steps.add(Step.prose("On " + device.name() + ", see first what else " + String.join(" and ", others)
                            + " is for: what is still wanted of it belongs into " + OWN + ", ahead of its deny."));
                }
                steps.addAll(NvCommands.steps(device.name(), commands));
            }
        });
        steps.add(Step.command(context.target().name(), "ip -6 address show scope global && ss -lnt 'sport = "
                + context.get(PORT) + "'"));
        return steps;
    }

    /** Other lists that may let strangers through. */
    private static List<String> letting(Context context, NvueConfiguration configuration, String place) {
        return lists(configuration, place).stream().filter(list -> !list.name().equals(OWN) && passing(decisions(list,
                strangers(context), context.get(ADDRESSES).all(), context.get(PORT).intValue())).isPresent())
                .map(AccessList::name).toList();
    }

    private static List<String> rule(int id, long port, String action) {
        return List.of("nv set acl " + OWN + " rule " + id + " match ip tcp dest-port " + port,
                "nv set acl " + OWN + " rule " + id + " action " + action);
    }
}
