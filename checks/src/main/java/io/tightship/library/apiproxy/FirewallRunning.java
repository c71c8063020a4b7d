package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.linux.ServiceState;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** Shorewall runs on a head node, and starts with it. */
final class FirewallRunning implements Check {

    private static final Need.Own<ServiceState> SHOREWALL = Need.Own.of(ServiceState.of("shorewall.service"));

    private static final Rule RULE = Rule.builder("apiproxy-firewall-running")
            .title("Shorewall is active on every head node and starts with it")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.RUNNING)
            .rationale("""
                    The rules of the firewall role are files until shorewall has loaded them. A head node that starts without
                    it, or takes over from the other one after a failure, answers everybody.""")
            .remediation("""
                    Enable and start shorewall on the head node, and see that BCM's firewall role manages it.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Add rule to drop all other traffic from non-matching nodes").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SHOREWALL);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        ServiceState state = context.get(SHOREWALL);
        boolean holds = state.active().equals("active") && state.enabled().startsWith("enabled");
        String observed = state.load().equals("loaded") ? state.active() + " and " + (state.enabled().isEmpty()
                ? "not enabled" : state.enabled()) : state.load();
        return List.of(Verdict.of(holds, "", observed, "active and enabled", "shorewall on " + context.target().name()
                + " is " + observed + (holds ? ", as expected" : "; expected active and enabled"),
                context.sources(SHOREWALL).stream().map(source -> source.evidence(0, observed)).toList()));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command(context.target().name(), "systemctl enable --now shorewall"));
    }
}
