package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.Source;
import io.tightship.fact.nvue.AccessList;
import io.tightship.fact.nvue.AccessRule;
import io.tightship.fact.nvue.AccessRule.Action;
import io.tightship.fact.nvue.Decision;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.Packet;
import io.tightship.fact.nvue.PacketMatch.Answer;
import io.tightship.library.switches.Approved.Destination;
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
import java.util.TreeMap;

/** The access list lets every address of the admin space through to the API server, and no other. */
final class AclAdmitsOnlyControlPlane implements Check {

    private static final Need.Own<NvueConfiguration> APPLIED = Need.Own.of(NvueConfiguration.APPLIED);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);
    private static final Need.Setting<Long> PORT = Need.Setting.of(SwitchesValues.API_PORT);

    private static final Rule RULE = Rule.builder("switches-acl-admits-only-control-plane")
            .title("The ACL permits the API server's port for the addresses of the admin space and for no others")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING)
            .rationale("""
                    A permit that is wider than the admin space hands the API server of the managing cluster to
                    whoever holds an address in the rest. One that is missing, or that stands behind a deny, cuts off
                    a control-plane node, and the usual answer to that is to open the list in a hurry.""")
            .remediation("""
                    One permit per address of the head nodes, of the control-plane nodes of the admin cluster and of
                    the virtual address; a prefix only where all of it is approved. Rules are asked by number, so a
                    deny belongs behind the permits. Afterwards kubectl must still work on every head node.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 1")
            .reference("Cumulus Linux", "Access Control List Configuration")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, NAME, PORT, Approved.NODES, Approved.CONTROL_PLANE, Approved.VIRTUAL, Approved.PREFIXES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String name = context.get(NAME);
        Source source = context.sources(APPLIED).getFirst();
        Approved approved = Approved.of(context);
        String expected = "permits for " + approved.words() + " and nobody else";
        Optional<AccessList> present = context.get(APPLIED).accessList(name).filter(AccessList::isIpv4);
        if (present.isEmpty()) {
            return List.of(Verdict.of(false, "", "no such ACL", expected, context.target().name()
                    + " applies no ACL " + name + " of type ipv4, so no rule names who may connect",
                    List.of(source.evidence(0, "acl " + name + ": not there"))));
        }
        AccessList list = present.get();
        SortedMap<Integer, CidrSet> tooWide = new TreeMap<>();
        SortedMap<IpAddress, Gap> gaps = new TreeMap<>();
        int port = context.get(PORT).intValue();
        for (Destination destination : Approved.destinations(context.get(Approved.CONTROL_PLANE).keySet(),
                context.get(Approved.CONTROL_PLANE))) {
            Packet packet = new Packet(destination.address(), port);
            List<Decision> decisions = list.decide(CidrSet.ALL4, packet);
            for (Decision decision : decisions) {
                CidrSet strangers = decision.sources().minus(approved.allowed());
                if (decision.rule() > 0 && decision.kind().mayPass() && !strangers.isEmpty()) {
                    tooWide.merge(decision.rule(), strangers, CidrSet::plus);
                }
            }
            for (IpAddress address : approved.required().keySet()) {
                gap(list, decisions, address, packet).ifPresent(gap -> gaps.putIfAbsent(address, gap));
            }
        }
        List<Verdict> verdicts = new ArrayList<>();
        tooWide.forEach((id, strangers) -> verdicts.add(tooWide(list.rules().get(id), strangers, expected, source)));
        gaps.forEach((address, gap) -> verdicts.add(missing(approved, list, address, gap, expected, source)));
        if (verdicts.isEmpty()) {
            String permits = String.join("; ", list.rules().values().stream()
                    .filter(rule -> rule.action() == Action.PERMIT)
                    .map(rule -> "rule " + rule.id() + ": " + rule.words()).toList());
            verdicts.add(Verdict.of(true, "", "permits for " + approved.words(), expected, "the ACL " + name
                    + " lets exactly the admin space through to port " + port, List.of(source.evidence(0, permits))));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = context.get(NAME);
        return NvCommands.steps(context.target().name(), NvCommands.admitOnly(name,
                context.get(APPLIED).accessList(name), Approved.of(context).required().keySet(), context.get(PORT)));
    }

    /**
     * Why an approved source does not get through for certain.
     *
     * @param by    the rule that stands in the way; 0 where none does
     * @param later the rule after it that would permit; 0 where none would
     */
    private record Gap(Decision.Kind kind, int by, int later) {
    }

    private static Optional<Gap> gap(AccessList list, List<Decision> decisions, IpAddress address, Packet packet) {
        for (Decision decision : decisions) {
            if (decision.sources().contains(address)) {
                switch (decision.kind()) {
                    case PERMITTED -> {
                        return decision.rule() > 0 ? Optional.empty() : Optional.of(new Gap(decision.kind(), 0, 0));
                    }
                    case DENIED, PERHAPS_DENIED -> {
                        return Optional.of(new Gap(decision.kind(), decision.rule(),
                                permitAfter(list, decision.rule(), address, packet)));
                    }
                    case PERHAPS_PERMITTED -> { } // the rules after it decide, if it does not
                }
            }
        }
        return Optional.of(new Gap(Decision.Kind.PERMITTED, 0, 0));
    }

    private static int permitAfter(AccessList list, int id, IpAddress address, Packet packet) {
        return list.rules().tailMap(id + 1).values().stream()
                .filter(rule -> rule.action() == Action.PERMIT && rule.match().answer(packet) != Answer.NO
                        && rule.match().source().map(prefix -> prefix.contains(address)).orElse(true))
                .map(AccessRule::id).findFirst().orElse(0);
    }

    private static Verdict tooWide(AccessRule rule, CidrSet strangers, String expected, Source source) {
        String certainty = rule.permitsForCertain() ? " lets " : " may let ";
        return Verdict.of(false, "rule " + rule.id(), rule.sourceWords(), expected, "rule " + rule.id()
                + certainty + rule.sourceWords() + " through; not approved of that: " + strangers.words(),
                List.of(source.evidence(0, "rule " + rule.id() + ": " + rule.words())));
    }

    private static Verdict missing(Approved approved, AccessList list, IpAddress address, Gap gap, String expected,
                                   Source source) {
        String who = approved.words(address);
        String rest = gap.later() > 0 ? " before rule " + gap.later() + " permits it" : ", and no rule permits it";
        String message = switch (gap.kind()) {
            case PERMITTED, PERHAPS_PERMITTED -> "no rule permits " + who + " for certain";
            case DENIED -> "rule " + gap.by() + " denies " + who + rest;
            case PERHAPS_DENIED -> "rule " + gap.by() + " denies " + who + " where more holds than is known here ("
                    + list.rules().get(gap.by()).words() + ")" + rest;
        };
        String excerpt = gap.by() == 0 ? "acl " + list.name() + ": no rule for " + address
                : "rule " + gap.by() + ": " + list.rules().get(gap.by()).words();
        return Verdict.of(false, (gap.later() > 0 ? "shadowed " : "missing ") + address,
                gap.by() == 0 ? "no permit" : "denied by rule " + gap.by(), expected, message,
                List.of(source.evidence(0, excerpt)));
    }
}
