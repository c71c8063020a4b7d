package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.PamLine;
import io.tightship.fact.linux.PamStack;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** No way through the account stack of sshd avoids the site's gate module. */
final class PamGateEffective implements Check {

    private static final Own<PerSubject<PamStack>> STACKS = Own.of(PamStack.OF_SSHD);
    private static final Need.Setting<Set<String>> GATES = Need.Setting.of(LoginValues.GATE_MODULES);

    private static final Rule RULE = Rule.builder("login-pam-gate-effective")
            .title("The login gate decides for every user but root on control-plane nodes")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.ON_DISK)
            .rationale("""
                    BCM shuts a node to users by a PAM account module. A line that comes before it and ends the stack, or
                    a gate that is only optional, lets users in although the category says never; whoever holds a shell
                    on a control-plane node is close to the keys of the cluster. Root is not stopped by this gate.""")
            .remediation("""
                    Make the gate the first account line of the service that sshd uses, with the control requisite
                    (required does as well, unless a later line resets the stack), in the software image of the category,
                    and update the nodes. Keep a root session open while you try it: a mistake in PAM locks everybody
                    out.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes")
            .reference("pam.conf(5)", "control values").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(STACKS, GATES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> gates = context.get(GATES);
        List<Verdict> verdicts = new ArrayList<>();
        context.get(STACKS).known().forEach((daemon, stack) -> {
            PamStack.Answer answer = stack.refusedBy(gates);
            List<Source> sources = context.sources(STACKS, daemon);
            String expected = "a user whom " + String.join(" or ", gates) + " refuses is refused";
            String observed = !answer.admitted() ? "the gate's refusal decides"
                    : answer.gateAsked() ? "the gate's refusal does not decide" : "the gate is never asked";
            Optional<PamLine> line = answer.deciding();
            String where = line.map(l -> " (" + l.path() + ":" + l.line() + ": " + l.text() + ")").orElse("");
            verdicts.add(Verdict.of(!answer.admitted() && answer.gateAsked(), daemon, observed, expected,
                    "PAM service " + stack.service() + ": " + observed + where + "; expected: " + expected,
                    evidence(sources, line)));
        });
        return verdicts;
    }

    private static List<Evidence> evidence(List<Source> sources, Optional<PamLine> line) {
        return sources.stream().limit(1).map(source -> line.map(l -> new Evidence(source.witness(), source.target(),
                l.path(), l.line(), l.text(), "cat " + l.path(), source.sha256()))
                .orElse(source.evidence(0, "the account stack is empty"))).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        PamStack stack = context.get(STACKS).known().get(fail.subject());
        String gate = context.get(GATES).iterator().next();
        Target.Node node = (Target.Node) context.target();
        String image = node.category().map(category -> ", in the software image of category " + category).orElse("");
        String vendor = "/usr/lib/pam.d/" + stack.service();
        String copy = stack.account().stream().anyMatch(line -> line.path().equals(vendor)) ? " Copy " + vendor
                + " there first: a file in /etc/pam.d takes the place of the whole one." : "";
        return List.of(Step.prose("Put this line before every other account line of the service " + stack.service() + image
                        + "." + copy),
                Step.setting(Step.Place.file("/etc/pam.d/" + stack.service()), "account requisite " + gate));
    }
}
