package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.fact.CidrSet;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Source;
import io.tightship.fact.TargetSet;
import io.tightship.fact.bcm.OpenPorts;
import io.tightship.fact.linux.firewall.Admission;
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

/** Role, staged files, files and running rules of a head node decide alike, and so do the head nodes. */
final class FirewallDrift implements Check {

    private static final Need.Own<OpenPorts> ROLE = Need.Own.of(OpenPorts.KEY);
    private static final Need.Own<FirewallTables> STAGING = Need.Own.of(FirewallTables.OF_STAGING);
    private static final Need.Own<FirewallTables> FILES = Need.Own.of(FirewallTables.OF_FILES);
    private static final Need.Own<FirewallTables> RUNNING = Need.Own.of(FirewallTables.KEY);
    private static final Need.Across<FirewallTables, Target.Node> HEADS =
            Need.Across.each(TargetSet.HEAD_NODES, FirewallTables.KEY);

    private static final Rule RULE = Rule.builder("apiproxy-firewall-drift")
            .title("Role, files and running rules of the head nodes decide alike on the API proxy")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.RUNNING)
            .rationale("""
                    Where two of these differ, a restart, BCM's next write or a failover to the other head node changes who
                    can reach the API of the admin cluster, and nobody has decided that. What one of them surely lets in and
                    the other surely does not is a difference; how the rules are written is none.""")
            .remediation("""
                    Decide which of the two is right, bring the firewall role to it, and let BCM write the files anew: take
                    them out of FrozenFile, and restart shorewall.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Add rule to drop all other traffic from non-matching nodes").build();

    /** One of the places that say who gets in. */
    private record Side(String name, Admission admission, List<Source> sources) {
    }

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(ROLE, AdminSources.OVERLAY, STAGING, FILES, RUNNING, HEADS, AdminSources.PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int port : context.get(AdminSources.PORTS)) {
            Side files = new Side("files", Admission.of(context.get(FILES), port), context.sources(FILES));
            Side running = new Side("running rules", Admission.of(context.get(RUNNING), port), context.sources(RUNNING));
            verdicts.add(compared(context, port, new Side("role", Admission.of(context.get(ROLE).tables(port), port),
                    context.sources(ROLE)), files));
            verdicts.add(compared(context, port, new Side("staged files", Admission.of(context.get(STAGING), port),
                    context.sources(STAGING)), files));
            verdicts.add(compared(context, port, files, running));
            context.get(HEADS).forEach((head, tables) -> {
                // Each pair once.
                if (head.name().compareTo(context.target().name()) > 0) {
                    verdicts.add(compared(context, port, running, new Side("running rules of " + head.name(),
                            Admission.of(tables, port), context.sources(HEADS, head))));
                }
            });
        }
        return verdicts;
    }

    private static Verdict compared(Context context, int port, Side one, Side two) {
        List<String> differences = new ArrayList<>();
        difference(one, two, differences);
        difference(two, one, differences);
        String observed = differences.isEmpty() ? "no difference" : String.join("; ", differences);
        List<Source> sources = new ArrayList<>(one.sources());
        sources.addAll(two.sources());
        return Verdict.of(differences.isEmpty(), "tcp " + port + ", " + one.name() + " and " + two.name(), observed,
                "the same decisions", one.name() + " and " + two.name() + " of " + context.target().name() + " for tcp "
                        + port + ": " + observed + (differences.isEmpty() ? ", as expected" : "; expected the same decisions"),
                sources.stream().map(source -> source.evidence(0, observed)).toList());
    }

    private static void difference(Side one, Side two, List<String> found) {
        CidrSet more = one.admission().surely().minus(two.admission().perhaps()).minus(Admission.LOOPBACK);
        if (!more.isEmpty()) {
            found.add("the " + one.name() + (one.name().equals("role") ? " admits " : " admit ")
                    + Admission.words(more, CidrSet.ALL4) + ", the " + two.name()
                    + (two.name().equals("role") ? " does not" : " do not"));
        }
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Bring the firewall role of " + context.target().name() + " to what is right for "
                        + fail.subject() + ", and see that FrozenFile keeps none of Shorewall's files."),
                Step.command(context.target().name(), "shorewall check && shorewall reload"));
    }
}
