package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Every running sshd asks PAM. */
final class SshdUsesPam implements Check {

    /** A Match block cannot change it, so one connection is asked about. */
    private static final Own<PerSubject<SshdConfiguration>> SSHD = Own.of(SshdConfiguration.FOR_UNAPPROVED_USER);

    private static final Rule RULE = Rule.builder("login-sshd-uses-pam")
            .title("Every sshd of a control-plane node asks PAM")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    The gate that BCM puts in place is a PAM module. An sshd with UsePAM no never asks it: whoever has a
                    key or a password gets in, whatever the category says.""")
            .remediation("""
                    Set UsePAM yes before any Match block in the configuration of each running sshd, in the software
                    image, and reload the daemon. Confirm with sshd -T.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes")
            .reference("sshd_config(5)", "UsePAM").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SSHD);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(SSHD).known().forEach((daemon, configuration) -> {
            // A build without PAM prints no such keyword: it cannot ask.
            String observed = configuration.value("usepam").orElse("not known to this sshd");
            verdicts.add(Verdict.of(observed.equals("yes"), daemon, observed, "yes",
                    "UsePAM is " + observed + "; expected yes",
                    context.sources(SSHD, daemon).stream().map(source -> source.evidence(0, "usepam " + observed))
                            .toList()));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        if (context.get(SSHD).known().get(fail.subject()).value("usepam").isEmpty()) {
            return List.of(Step.prose("This sshd is built without PAM, so it cannot ask the gate. Install the distribution's "
                    + "openssh-server on " + context.target().name() + ", in the software image, too."));
        }
        return SshdDaemon.set(context.target().name(), fail.subject(), List.of("UsePAM yes"));
    }
}
