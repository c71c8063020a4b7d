package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The running firewall of a head node lets only admin space in to the API proxy's port. */
final class FirewallRulesAdmitOnlyAdmin implements Check {

    private static final Need.Own<FirewallTables> FIREWALL = Need.Own.of(FirewallTables.KEY);

    private static final Rule RULE = Rule.builder("apiproxy-firewall-rules-admit-only-admin")
            .title("The running firewall of a head node admits only admin space to the API proxy")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.RUNNING)
            .rationale("""
                    A connect from one node proves that this node is kept out; the rules say who else is. They are evaluated
                    as the kernel does, in order and through every chain, with the members of address sets: those of
                    iptables and those of nftables, of which a packet has to get through each. Where somebody gets in only
                    if a match holds that is not known here, such as a mark or a time, a person has to tell.""")
            .remediation("""
                    In BCM's firewall role of the head node, accept the port from each head node and each control-plane node
                    of the admin cluster, and then drop it for everyone else. Take out accepts that are wider. BCM restarts
                    shorewall by itself.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Add rule to drop all other traffic from non-matching nodes").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FIREWALL, AdminSources.OVERLAY, AdminSources.NODES, AdminSources.VIRTUAL, AdminSources.PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return AdminSources.onlyThese(context, FIREWALL, "the firewall");
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring("tcp ".length());
        List<Step> steps = new ArrayList<>(AdminSources.openPorts(context, AdminSources.role(context,
                context.target().name()), port, context.get(FIREWALL).zones()));
        if (context.get(AdminSources.OVERLAY).isEmpty()) {
            steps.add(AdminSources.BY_OVERLAY);
        }
        steps.add(Step.command(context.target().name(), "(iptables-save; nft list ruleset) | grep -n -e " + port));
        return steps;
    }
}
