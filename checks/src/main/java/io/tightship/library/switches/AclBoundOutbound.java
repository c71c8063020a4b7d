package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvue.Binding;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueInterfaces;
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
import java.util.Set;

/** The access list filters what leaves by each physical port that leads to a protected host. */
final class AclBoundOutbound implements Check {

    private static final Need.Own<NvueConfiguration> APPLIED = Need.Own.of(NvueConfiguration.APPLIED);
    private static final Need.Own<NvueInterfaces> INTERFACES = Need.Own.of(NvueInterfaces.KEY);
    private static final Need.Own<PerSubject<SwitchPorts>> PORTS = Need.Own.of(SwitchPorts.OF_PROTECTED_HOSTS);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);

    private static final Rule RULE = Rule.builder("switches-acl-bound-outbound")
            .title("The ACL is bound outbound to every physical in-band port of the protected hosts")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING, Witness.EFFECTIVE)
            .rationale("""
                    A list filters only where it is bound. Inbound it judges what the protected host itself sends;
                    `outbound control-plane` judges what the switch's own processor sends; and on a bond it is not
                    enforced: rules that match on an outbound bond are not supported by the switch, so each member
                    port needs its own binding (NVIDIA's page says so in one place and the opposite in another: a
                    binding on the bond besides does no harm). One port left out is a way around all others.""")
            .remediation("""
                    Bind the list outbound to each physical in-band port of the hosts, not to their bonds and not to
                    out-of-band ports. After a change of a port's breakout its names change: bind again, and correct
                    the inventory.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 3")
            .reference("Cumulus Linux", "Access Control List Configuration")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, INTERFACES, PORTS, NAME);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(PORTS).known().forEach((host, ports) -> ports.names().forEach(
                port -> verdicts.add(verdict(context, host, port))));
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring(fail.subject().lastIndexOf(' ') + 1);
        String device = context.target().name();
        NvueConfiguration applied = context.get(APPLIED);
        if (!context.get(INTERFACES).names().contains(port)) {
            return List.of(Step.command(device, "nv show interface"), Step.prose("Find the port that leads to the host "
                    + "now (its LLDP neighbour tells), bind the ACL to it, and correct `ports` of " + device
                    + " in the inventory."));
        }
        if (applied.bonds().containsKey(port)) {
            return List.of(Step.prose("Write the physical ports under `ports` of " + device + " in the inventory "
                    + "instead of " + port + ": " + String.join(", ", applied.bonds().get(port)) + "."));
        }
        return NvCommands.steps(device, NvCommands.bind(applied, context.get(NAME), port));
    }

    private static Verdict verdict(Context context, String host, String port) {
        NvueConfiguration applied = context.get(APPLIED);
        String name = context.get(NAME);
        List<Binding> bindings = applied.bindingsOf(port, name);
        List<String> bonds = applied.bondsOf(port).stream()
                .filter(bond -> !applied.bindingsOf(bond, name).isEmpty()).toList();
        String observed = !bindings.isEmpty() ? String.join(", ", bindings.stream().map(Binding::words).toList())
                : !bonds.isEmpty() ? "only on the bond " + String.join(", ", bonds) : "not bound";
        String message;
        boolean passes = false;
        if (!context.get(INTERFACES).names().contains(port)) {
            observed = "no such interface";
            message = context.target().name() + " has no interface " + port
                    + " now, so what its configuration binds there filters nothing; was the breakout changed?";
        } else if (applied.bonds().containsKey(port)) {
            observed = "a bond";
            message = port + " is a bond, and lists are enforced on its physical ports alone";
        } else if (applied.filtersOutbound(port, name)) {
            passes = true;
            message = name + " filters what leaves by " + port + " to " + host;
        } else if (bindings.stream().anyMatch(Binding::controlPlane)) {
            message = name + " is bound to " + port + " for the switch's own packets alone (" + observed
                    + "): what is forwarded to " + host + " passes";
        } else if (!bindings.isEmpty()) {
            message = name + " is bound to " + port + " inbound: it filters what " + host
                    + " sends, not what it receives";
        } else if (!bonds.isEmpty()) {
            message = name + " is bound to the bond " + String.join(", ", bonds) + " and not to its member " + port
                    + ", where it would be enforced";
        } else {
            message = name + " is not bound to " + port + ", which leads to " + host;
        }
        List<Evidence> evidence = List.of(
                context.sources(APPLIED).getFirst().evidence(0, "interface " + port + " acl " + name + ": " + observed),
                context.sources(INTERFACES).getFirst().evidence(0, passes ? port : ""),
                context.sources(PORTS, host).getFirst().evidence(0, port));
        return Verdict.of(passes, host + " " + port, observed, "outbound", message, evidence);
    }
}
