package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.fact.linux.firewall.Admission;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** BCM's firewall role of a head node holds the accepts for admin space and the drop after them. */
final class FirewallRoleComplete implements Check {

    private static final Need.Own<OpenPorts> ROLE = Need.Own.of(OpenPorts.KEY);
    private static final int SHOWN = 4;

    private static final Rule RULE = Rule.builder("apiproxy-firewall-role-complete")
            .title("BCM's firewall role admits admin space, all of it and nobody else, to the API proxy")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.DESIRED)
            .rationale("""
                    BCM writes Shorewall's files from this role, again and again. A row that is missing here is missing on the
                    head node after the next change; an accept behind the drop is never asked. The policy for what no row
                    names is not part of the list, so the drop has to be.""")
            .remediation("""
                    Add an accept for each head node and each control-plane node of the admin cluster, and after them the
                    drop for everyone else, to the open ports of the role on every head node.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Add rules to accept traffic from admin space nodes").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ROLE, AdminSources.OVERLAY, AdminSources.NODES, AdminSources.VIRTUAL, AdminSources.PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int port : context.get(AdminSources.PORTS)) {
            Admission admission = Admission.of(context.get(ROLE).tables(port), port);
            CidrSet others = admission.perhaps().minus(AdminSources.approved(context));
            List<String> missing = context.get(AdminSources.NODES).entrySet().stream().filter(entry -> entry.getValue()
                    .all().stream().noneMatch(admission.surely()::contains)).map(entry -> entry.getKey().name()).toList();
            List<String> wrong = new ArrayList<>();
            if (!missing.isEmpty()) {
                wrong.add("does not accept " + String.join(", ", missing));
            }
            if (!others.isEmpty()) {
                wrong.add("leaves open " + Admission.words(admission.perhaps(), CidrSet.ALL4) + " by "
                        + String.join(" | ", admission.why().stream().limit(SHOWN).toList()));
            }
            String expected = "an accept for each head node and admin control node, then a drop for everyone else";
            String observed = wrong.isEmpty() ? "accepts each of them and drops the rest" : String.join("; ", wrong);
            verdicts.add(Verdict.of(wrong.isEmpty(), "tcp " + port, observed, expected, "the firewall role of "
                    + context.target().name() + " for tcp " + port + ": " + observed + (wrong.isEmpty() ? ", as expected"
                    : "; expected " + expected), context.sources(ROLE).stream().map(source ->
                    source.evidence(0, observed)).toList()));
        }
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring("tcp ".length());
        OpenPorts role = context.get(ROLE);
        String way = AdminSources.role(role.overlay(), context.target().name());
        List<Step> steps = new ArrayList<>(AdminSources.openPorts(context, way, port, role.zones()));
        steps.add(Step.command("the head node", "cmsh -c \"" + way + "; openports; list\""));
        return steps;
    }
}
