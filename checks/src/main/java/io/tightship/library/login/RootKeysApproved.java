package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.RootKeys;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every key that opens root's account on a control-plane node, or on what it is installed from, is approved. */
final class RootKeysApproved implements Check {

    private static final Own<PerSubject<RootKeys>> NODE = Own.of(RootKeys.OF_NODE);
    private static final Own<PerSubject<RootKeys>> IMAGE = Own.of(RootKeys.OF_IMAGE);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(LoginValues.APPROVED_ROOT_KEYS);

    /** Which files the reader reads: declared, so that they are values of the rule and stand in the report. */
    private static final Need.Setting<Set<String>> FILES = Need.Setting.of(LoginValues.ROOT_KEY_FILES);

    private static final Rule RULE = Rule.builder("login-root-keys-approved")
            .title("Root logs in to control-plane nodes by approved keys alone")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.ON_DISK)
            .rationale("""
                    The category's setting never keeps users out and lets root in. Whoever holds one of these keys is root on
                    the control plane; a key in the software image comes back with each installation. One that sshd takes
                    from a command or from an authority is in no file at all.""")
            .remediation("""
                    Take the line out of the file on the node and in its software image; or, where the key is wanted, such as
                    that of the head node, state its fingerprint in the value login-approved-root-keys. A line with
                    cert-authority is approved as cert-authority and the fingerprint.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes")
            .reference("sshd(8)", "AUTHORIZED_KEYS FILE FORMAT").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODE, IMAGE, APPROVED, FILES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        judge(context, NODE, verdicts);
        judge(context, IMAGE, verdicts);
        return verdicts;
    }

    private static void judge(Context context, Own<PerSubject<RootKeys>> need, List<Verdict> verdicts) {
        Set<String> approved = context.get(APPROVED);
        String expected = approved.isEmpty() ? "no key" : "only " + String.join(", ", approved);
        context.get(need).known().forEach((place, root) -> {
            Set<String> extra = new LinkedHashSet<>();
            for (RootKeys.Key key : root.keys()) {
                if (!approved.contains(key.approvedAs()) && extra.add(key.approvedAs())) {
                    String observed = key.approvedAs() + (key.comment().isEmpty() ? "" : " (" + key.comment() + ")")
                            + (key.options().isEmpty() ? "" : " with " + key.options());
                    verdicts.add(new Verdict.Fail(place + " " + key.approvedAs(), observed, expected, observed
                            + " opens root's account by " + place + "; expected " + expected,
                            context.sources(need, place).stream().map(source -> source.evidence(key.line(), observed))
                                    .toList()));
                }
            }
            if (extra.isEmpty()) {
                String observed = root.keys().isEmpty() ? "no key" : root.keys().size() + " approved";
                verdicts.add(new Verdict.Pass(place, observed, expected, place + " holds " + observed,
                        context.sources(need, place).stream().map(source -> source.evidence(0, observed)).toList()));
            }
        });
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Take this out on " + (fail.subject().startsWith("/cm/images/") ? "the head node: "
                + fail.subject() : context.target().name() + " and in its software image: " + fail.subject()) + ". Keep a "
                + "session open: the head node logs in by such a key."));
    }
}
