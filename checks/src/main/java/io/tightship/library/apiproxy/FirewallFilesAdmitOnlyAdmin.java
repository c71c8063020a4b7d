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

/** Shorewall's next start on a head node lets only admin space in to the API proxy's port. */
final class FirewallFilesAdmitOnlyAdmin implements Check {

    private static final Need.Own<FirewallTables> FILES = Need.Own.of(FirewallTables.OF_FILES);

    private static final Rule RULE = Rule.builder("apiproxy-firewall-files-admit-only-admin")
            .title("Shorewall's files on a head node admit only admin space to the API proxy")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.ON_DISK)
            .rationale("""
                    What runs now is gone with the next restart; these files are what comes then. They are evaluated as
                    Shorewall compiles them: zones by interface and address, rules in their order, then the policy. A file
                    that a script or a condition decides is not judged at all.""")
            .remediation("""
                    In BCM's firewall role of the head node, accept the port from each head node and each control-plane node
                    of the admin cluster, and then drop it for everyone else. Where a file is frozen or was changed by hand,
                    change it there, and check it with shorewall check before a restart.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening",
                    "Add rule to drop all other traffic from non-matching nodes").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(FILES, AdminSources.OVERLAY, AdminSources.NODES, AdminSources.VIRTUAL, AdminSources.PORTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return AdminSources.onlyThese(context, FILES, "Shorewall's files");
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String port = fail.subject().substring("tcp ".length());
        List<Step> steps = new ArrayList<>(AdminSources.openPorts(context, AdminSources.role(context,
                context.target().name()), port, context.get(FILES).zones()));
        if (context.get(AdminSources.OVERLAY).isEmpty()) {
            steps.add(AdminSources.BY_OVERLAY);
        }
        steps.add(Step.command(context.target().name(), "shorewall check -r | grep -n -e " + port));
        return steps;
    }
}
