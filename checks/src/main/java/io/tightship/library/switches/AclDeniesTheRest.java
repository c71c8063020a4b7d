package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.AccessRule;
import io.tightship.fact.nvue.AccessRule.Action;
import io.tightship.fact.nvue.Binding;
import io.tightship.fact.nvue.Decision;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.Packet;
import io.tightship.fact.nvue.PacketMatch.Answer;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.library.switches.Approved.Destination;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whoever is not approved meets a deny on the way to the API server, whatever else is bound to the ports. */
final class AclDeniesTheRest implements Check {

    private static final Need.Own<NvueConfiguration> APPLIED = Need.Own.of(NvueConfiguration.APPLIED);
    private static final Need.Own<PerSubject<SwitchPorts>> PORTS = Need.Own.whole(SwitchPorts.OF_PROTECTED_HOSTS);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);
    private static final Need.Setting<Long> PORT = Need.Setting.of(SwitchesValues.API_PORT);
    private static final String EXPECTED = "a deny that everyone who is not approved reaches";
    private static final String CATCH_ALL = "catch-all";

    private static final Rule RULE = Rule.builder("switches-acl-denies-the-rest")
            .title("The ACL denies the API server's port to everyone who is not approved")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING)
            .rationale("""
                    A switch forwards what no rule of an access list matches. Permits alone therefore close nothing:
                    it is the deny after them that keeps workloads away from the API server, and it does so only if
                    nothing lets them through first and if it leaves no protected host out.""")
            .remediation("""
                    Put a deny for the API server's port behind the permits, with neither a source nor a destination
                    nor anything else that narrows it. Take other outbound lists that permit the port off the same
                    interfaces, their bonds and the interfaces of their VLANs, or move their rules into this one.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 2")
            .reference("Cumulus Linux", "Access Control List Configuration")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, PORTS, NAME, PORT, Approved.NODES, Approved.VIRTUAL, Approved.PREFIXES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String name = context.get(NAME);
        Source source = context.sources(APPLIED).getFirst();
        NvueConfiguration applied = context.get(APPLIED);
        CidrSet strangers = CidrSet.ALL4.minus(Approved.of(context).allowed());
        Optional<AccessList> list = applied.accessList(name).filter(AccessList::isIpv4);
        List<Verdict> verdicts = new ArrayList<>();
        if (list.isEmpty()) {
            verdicts.add(Verdict.of(false, "", "no such ACL", EXPECTED, context.target().name()
                    + " applies no ACL " + name + " of type ipv4, so it forwards everything",
                    List.of(source.evidence(0, "acl " + name + ": not there"))));
        } else {
            verdicts.addAll(ofList(context, list.get(), strangers, source));
        }
        others(context).forEach((subject, other) -> verdicts.add(Verdict.of(false, subject, "permitted by "
                + other.list().name() + " rule " + other.rule().id(), EXPECTED, "the ACL " + other.list().name()
                + ", bound outbound to " + other.place() + " as well, may let " + other.sources().words()
                + " through by rule " + other.rule().id() + " before " + name + " is asked",
                List.of(source.evidence(0, other.list().name() + " rule " + other.rule().id() + ": "
                        + other.rule().words())))));
        if (verdicts.isEmpty() && !applied.ruleFiles().isEmpty()) {
            verdicts.add(new Verdict.Manual("", "The ACL " + name + " of " + context.target().name() + " denies port "
                    + context.get(PORT) + " to everyone who is not approved, and a snippet puts rules beside NVUE's own ("
                    + String.join(", ", applied.ruleFiles()) + "): do they let the port through before? `sudo cl-acltool -L "
                    + "ip` shows all of them.", List.of(source.evidence(0, String.join(", ", applied.ruleFiles())))));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(Verdict.of(true, "", "denied", EXPECTED, "the ACL " + name + " denies port "
                    + context.get(PORT) + " to everyone who is not approved",
                    List.of(source.evidence(0, denies(list.get(), context.get(PORT).intValue())))));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = context.get(NAME);
        String device = context.target().name();
        Other other = others(context).get(fail.subject());
        if (other != null) {
            List<Step> steps = new ArrayList<>();
            steps.add(Step.prose("See first what else the ACL " + other.list().name() + " is for: rules that are "
                    + "still wanted on " + other.place() + " belong into " + name + ", ahead of its deny."));
            steps.addAll(NvCommands.steps(device, List.of("nv unset interface " + other.place() + " acl "
                    + other.list().name() + " outbound")));
            return steps;
        }
        return NvCommands.steps(device, NvCommands.admitOnly(name, context.get(APPLIED).accessList(name),
                Approved.of(context).required().keySet(), context.get(PORT)));
    }

    private static List<Verdict> ofList(Context context, AccessList list, CidrSet strangers, Source source) {
        int port = context.get(PORT).intValue();
        SortedMap<Integer, CidrSet> through = new TreeMap<>();
        Map<String, CidrSet> undecided = new LinkedHashMap<>();
        for (Destination destination : destinations(context)) {
            for (Decision decision : list.decide(strangers, new Packet(destination.address(), port))) {
                if (decision.rule() == 0) {
                    undecided.put(destination.words(), decision.sources());
                } else if (decision.kind().mayPass()) {
                    through.merge(decision.rule(), decision.sources(), CidrSet::plus);
                }
            }
        }
        List<Verdict> verdicts = new ArrayList<>();
        through.forEach((id, sources) -> {
            AccessRule rule = list.rules().get(id);
            verdicts.add(Verdict.of(false, "rule " + id, "passed on", EXPECTED, "rule " + id
                    + (rule.permitsForCertain() ? " lets " : " may let ") + sources.words()
                    + " through before anything denies it",
                    List.of(source.evidence(0, "rule " + id + ": " + rule.words()))));
        });
        if (!undecided.isEmpty()) {
            Map.Entry<String, CidrSet> first = undecided.entrySet().iterator().next();
            String denies = denies(list, port);
            verdicts.add(Verdict.of(false, CATCH_ALL, "forwarded by default", EXPECTED, "packets from "
                    + first.getValue().words() + " to port " + port + " of " + first.getKey()
                    + (undecided.size() > 1 ? " and of " + (undecided.size() - 1) + " more" : "")
                    + " reach no deny that is certain to match, so the switch forwards them",
                    List.of(source.evidence(0, denies.isEmpty() ? "no rule denies port " + port : denies))));
        }
        return verdicts;
    }

    /**
     * Another list that may let strangers through.
     *
     * @param place the port, the bond that it is part of, or what routes over either
     */
    private record Other(String place, AccessList list, AccessRule rule, CidrSet sources) {
    }

    /**
     * By subject. In which order a switch asks several lists of one port is not documented: a permit in any of them may
     * come first and end the matter.
     */
    private static SortedMap<String, Other> others(Context context) {
        NvueConfiguration applied = context.get(APPLIED);
        CidrSet strangers = CidrSet.ALL4.minus(Approved.of(context).allowed());
        SortedMap<String, Other> others = new TreeMap<>();
        for (String place : places(context)) {
            for (Binding binding : applied.bindingsOf(place)) {
                Optional<AccessList> list = applied.accessList(binding.accessList())
                        .filter(found -> found.isIpv4() || found.type().isEmpty());
                if (binding.filtersOutbound() && list.isPresent()
                        && !binding.accessList().equals(context.get(NAME))) {
                    permit(context, list.get(), strangers).ifPresent(decision -> others.put(place + " "
                            + binding.accessList(), new Other(place, list.get(),
                            list.get().rules().get(decision.rule()), decision.sources())));
                }
            }
        }
        return others;
    }

    private static SortedSet<String> places(Context context) {
        SortedSet<String> places = new TreeSet<>();
        for (SwitchPorts ports : context.get(PORTS).known().values()) {
            for (String port : ports.names()) {
                places.add(port);
                places.addAll(context.get(APPLIED).above(port));
            }
        }
        return places;
    }

    private static Optional<Decision> permit(Context context, AccessList list, CidrSet strangers) {
        int port = context.get(PORT).intValue();
        return destinations(context).stream()
                .flatMap(destination -> list.decide(strangers, new Packet(destination.address(), port)).stream())
                .filter(decision -> decision.rule() > 0 && decision.kind().mayPass()).findFirst();
    }

    /** The addresses of the hosts whose ports the inventory states. */
    private static List<Destination> destinations(Context context) {
        Set<String> hosts = context.get(PORTS).known().keySet();
        List<Destination> destinations = Approved.destinations(context.get(Approved.NODES).keySet().stream()
                .filter(node -> hosts.contains(node.name())).toList(), context.get(Approved.NODES));
        // Nothing protected must not mean that nothing can be wrong.
        return destinations.isEmpty() ? List.of(new Destination("any host", Optional.empty())) : destinations;
    }

    private static String denies(AccessList list, int port) {
        return String.join("; ", list.rules().values().stream().filter(rule -> rule.action() == Action.DENY
                && rule.match().answer(new Packet(Optional.empty(), port)) != Answer.NO)
                .map(rule -> "rule " + rule.id() + ": " + rule.words()).toList());
    }
}
