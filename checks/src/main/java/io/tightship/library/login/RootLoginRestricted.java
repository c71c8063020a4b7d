package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Root may not log in with a password to a node that runs a control plane. */
final class RootLoginRestricted implements Check {

    private static final Own<PerSubject<SshdConfiguration>> SSHD = Own.of(SshdConfiguration.FOR_ROOT);
    private static final Own<PerSubject<SshdBlocks>> BLOCKS = Own.of(SshdBlocks.KEY);
    private static final Need.Setting<Set<String>> ALLOWED = Need.Setting.of(LoginValues.ROOT_LOGIN);

    private static final String KEYWORD = "permitrootlogin";

    /** Base Command Manager needs this much. */
    private static final String BY_KEY = "prohibit-password";

    private static final Rule RULE = Rule.builder("login-root-login-restricted")
            .title("Root logs in by key alone, or not at all")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    The category's setting never still lets root in: root's own way in is all that is left, and a password
                    can be guessed from anywhere that reaches the port.""")
            .remediation("""
                    Set PermitRootLogin prohibit-password before any Match block, take other values out of those blocks, in
                    the software image too, and reload sshd. Base Command Manager logs in as root by key from the head node:
                    with no it loses its way in.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes")
            .reference("sshd_config(5)", "PermitRootLogin").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SSHD, BLOCKS, ALLOWED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(SSHD).known().forEach((daemon, configuration) -> {
            String observed = configuration.value(KEYWORD).orElse("");
            String shown = shown(observed);
            boolean holds = context.get(ALLOWED).contains(shown);
            verdicts.add(Verdict.of(holds, daemon, "PermitRootLogin " + shown, "one of "
                    + String.join(", ", context.get(ALLOWED)), "PermitRootLogin is " + shown + " for root"
                    + (holds ? ", as expected" : "; expected one of " + String.join(", ", context.get(ALLOWED))),
                    context.sources(SSHD, daemon).stream().map(source -> source.evidence(0, "permitrootlogin "
                            + observed)).toList()));
        });
        context.get(BLOCKS).known().forEach((daemon, blocks) -> blocks.setting(KEYWORD).forEach(block -> {
            String shown = shown(block.keywords().get(KEYWORD).toLowerCase(Locale.ROOT));
            if (block.mayBe("root") && !context.get(ALLOWED).contains(shown)) {
                String expected = "one of " + String.join(", ", context.get(ALLOWED));
                verdicts.add(new Verdict.Fail(SshdDaemon.subject(daemon, block), "PermitRootLogin " + shown, expected,
                        "PermitRootLogin is " + shown + " for root where Match " + block.criteria() + " holds (" + block.path()
                        + ":" + block.line() + "); expected " + expected, context.sources(BLOCKS, daemon).stream().map(source ->
                        source.evidence(block.line(), "Match " + block.criteria())).toList()));
            }
        }));
        return verdicts;
    }

    private static String shown(String value) {
        return value.equals("without-password") ? BY_KEY : value;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        Set<String> allowed = context.get(ALLOWED);
        String wanted = allowed.isEmpty() || allowed.contains(BY_KEY) ? BY_KEY : allowed.iterator().next();
        List<Step> steps = new ArrayList<>(SshdDaemon.unset(fail.subject(), context.get(BLOCKS).known(), Set.of(KEYWORD)));
        if (fail.subject().contains(", Match ")) {
            steps.add(SshdDaemon.reload(context.target().name(), fail.subject()));
        } else {
            steps.addAll(SshdDaemon.set(context.target().name(), fail.subject(), List.of("PermitRootLogin " + wanted)));
        }
        return steps;
    }
}
