package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.bcm.CmdDirectives;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.List;
import java.util.Set;

/** CMDaemon writes down what it is told to do. */
final class CmdaemonAudited implements Check {

    private static final Need.Own<CmdDirectives> CMD = Need.Own.of(CmdDirectives.KEY);

    private static final Rule RULE = Rule.builder("access-cmdaemon-audited")
            .title("CMDaemon's audit log is on")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.ON_DISK)
            .rationale("""
                    Every change of the site goes through CMDaemon: users, keys, categories, firewalls. Without its audit
                    log, which is off by default, nobody can say later who changed what.""")
            .remediation("""
                    Set CMDaemonAudit = yes and CMDaemonAuditorFile in /cm/local/apps/cmd/etc/cmd.conf of each head node, and
                    restart cmd. Jobs go on; cmsh and Base View are away for a moment.""")
            .reference("BCM Administrator Manual", "CMDaemon configuration file directives").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CMD);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        CmdDirectives cmd = context.get(CMD);
        boolean on = cmd.bool("CMDaemonAudit").orElse(false);
        String observed = cmd.text("CMDaemonAudit").map(text -> "CMDaemonAudit = " + text)
                .orElse("no CMDaemonAudit, which is off by default");
        return List.of(Verdict.of(on, "", observed, "CMDaemonAudit = yes", context.target().name() + " has " + observed
                + (on ? ", as expected" : "; expected CMDaemonAudit = yes"), evidence(context, observed)));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(CMD).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.setting(Step.Place.file("/cm/local/apps/cmd/etc/cmd.conf"), "CMDaemonAudit = yes"),
                Step.command(context.target().name(), "systemctl restart cmd"));
    }
}
