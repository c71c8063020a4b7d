package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.TargetSet;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FirewallTables;
import io.tightship.fact.reach.Addresses;
import io.tightship.fact.reach.ReachValues;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The running firewall of a head node lets only admin space in to the API proxy's port. */
final class FirewallRulesAdmitOnlyAdmin implements Check {

    private static final Need.Own<FirewallTables> FIREWALL = Need.Own.of(FirewallTables.KEY);
    private static final Need.Across<Addresses, Target.Node> ADMIN =
            Need.Across.whole(TargetSet.ADMIN_SPACE_NODES, Addresses.OF_NODE);
    private static final Need.Across<Addresses, Target.Site> VIRTUAL =
            Need.Across.whole(TargetSet.SITE, Addresses.VIRTUAL);
    private static final Need.Setting<List<Integer>> PORTS = Need.Setting.of(ReachValues.ADMIN_PORTS);
    private static final int SHOWN = 4;

    private static final Rule RULE = Rule.builder("apiproxy-firewall-rules-admit-only-admin")
            .title("The running firewall of a head node admits only admin space to the API proxy")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.RUNNING)
            .rationale("""
                    A connect from one node proves that this node is kept out; the rules say who else is. They are evaluated
                    as the kernel does, in order and through every chain. A match that is not known here, such as an address
                    set, counts as letting in where it accepts and as not matching where it drops.""")
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
        return Set.of(FIREWALL, ADMIN, VIRTUAL, PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        CidrSet approved = CidrSet.of(approved(context).stream().map(Cidr::of).toList());
        List<Verdict> verdicts = new ArrayList<>();
        for (int port : context.get(PORTS)) {
            Admission admission = Admission.of(context.get(FIREWALL), port);
            CidrSet others = admission.perhaps().minus(approved);
            String observed = others.isEmpty() ? "nobody else is admitted" : "admits " + others.words();
            String by = admission.why().stream().limit(SHOWN).reduce((a, b) -> a + " | " + b).orElse("");
            verdicts.add(Verdict.of(others.isEmpty(), "tcp " + port, observed, "only head nodes and admin control nodes",
                    "the firewall of " + context.target().name() + " for tcp " + port + ": " + observed
                            + (others.isEmpty() ? ", as expected" : ", by " + by
                            + "; expected only head nodes and admin control nodes"),
                    context.sources(FIREWALL).stream().map(source -> source.evidence(0, by)).toList()));
        }
        return verdicts;
    }

    private static Set<IpAddress> approved(Context context) {
        Set<IpAddress> approved = new TreeSet<>();
        context.get(ADMIN).values().forEach(addresses -> approved.addAll(addresses.all()));
        context.get(VIRTUAL).values().forEach(addresses -> approved.addAll(addresses.all()));
        approved.removeIf(address -> address.bits() != 32);
        return approved;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring("tcp ".length());
        StringBuilder commands = new StringBuilder();
        approved(context).forEach(address -> commands.append("add accept nat ").append(port).append(" tcp fw ")
                .append(address).append("/32; "));
        return List.of(Step.setting(Step.Place.cmsh("device; use " + context.target().name()
                        + "; roles; use firewall; openports"), commands + "add drop nat " + port
                        + " tcp fw 0.0.0.0/0; commit"),
                Step.command(context.target().name(), "iptables-save -t filter | grep -n -e " + port));
    }
}
