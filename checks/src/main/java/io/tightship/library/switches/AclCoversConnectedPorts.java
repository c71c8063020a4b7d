package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvue.Binding;
import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.SwitchPorts;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The access list filters what leaves by each port on which the switch hears a protected host. */
final class AclCoversConnectedPorts implements Check {

    private static final Need.Own<NvueConfiguration> APPLIED = Need.Own.of(NvueConfiguration.APPLIED);
    private static final Need.Own<PerSubject<SwitchPorts>> HEARD = Need.Own.of(SwitchPorts.HEARD);
    private static final Need.Setting<String> NAME = Need.Setting.of(SwitchesValues.ACL_NAME);

    private static final Rule RULE = Rule.builder("switches-acl-covers-connected-ports")
            .title("The ACL is bound to each port on which the switch hears a protected host by LLDP")
            .severity(Severity.HIGH)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING, Witness.EFFECTIVE)
            .rationale("""
                    Which ports lead to the control plane is written down once and recabled later. A list of ports is a
                    belief; the neighbour that a switch hears on a port is there. A host that does not send LLDP is heard
                    nowhere and cannot be judged: that is an error, never a pass.""")
            .remediation("""
                    Bind the list outbound to the port, and correct the ports of the switch in the inventory. Let each
                    control-plane node send LLDP (lldpd) on its in-band ports, with its host name as system name.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Border top-of-rack switching, step 3")
            .reference("Cumulus Linux", "Link Layer Discovery Protocol")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(APPLIED, HEARD, NAME);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String name = context.get(NAME);
        NvueConfiguration applied = context.get(APPLIED);
        List<Verdict> verdicts = new ArrayList<>();
        context.get(HEARD).known().forEach((host, ports) -> ports.names().forEach(port -> {
            boolean filtered = applied.filtersOutbound(port, name);
            List<Binding> bindings = applied.bindingsOf(port, name);
            String observed = bindings.isEmpty() ? "not bound" : String.join(", ", bindings.stream().map(Binding::words)
                    .toList());
            verdicts.add(Verdict.of(filtered, host + " " + port, observed, "outbound", context.target().name() + " hears "
                    + host + " on " + port + ", where " + name + " is " + (bindings.isEmpty() ? observed : "bound "
                    + observed) + (filtered ? "" : "; expected outbound"), List.of(
                    context.sources(APPLIED).getFirst().evidence(0, "interface " + port + " acl " + name + ": " + observed),
                    context.sources(HEARD, host).getFirst().evidence(0, port + ": " + host))));
        }));
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring(fail.subject().lastIndexOf(' ') + 1);
        String device = context.target().name();
        List<Step> steps = new ArrayList<>(NvCommands.steps(device, NvCommands.bind(context.get(APPLIED),
                context.get(NAME), port)));
        steps.add(Step.prose("Write " + port + " under `ports` of " + device + " in the inventory, if it is not there."));
        return steps;
    }
}
