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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** No password opens a node that runs a control plane. */
final class PasswordAuthenticationOff implements Check {

    private static final Own<PerSubject<SshdConfiguration>> SSHD = Own.of(SshdConfiguration.FOR_USERS);

    private static final Own<PerSubject<SshdBlocks>> BLOCKS = Own.of(SshdBlocks.KEY);

    private static final String EXPECTED = "PasswordAuthentication no and KbdInteractiveAuthentication no";
    private static final Set<String> ON = Set.of("yes", "true");

    /** Releases before 8.7 print the last name, later ones the second. */
    private static final List<String> KEYWORDS = List.of("passwordauthentication", "kbdinteractiveauthentication",
            "challengeresponseauthentication");

    /** The reader asks for each of them, so it stands in the report. */
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(LoginValues.APPROVED_NAMES);

    private static final Rule RULE = Rule.builder("login-password-authentication-off")
            .title("Nobody logs in to control-plane nodes by a password")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.EFFECTIVE)
            .rationale("""
                    Passwords are guessed, reused and typed into the wrong window; keys are not. Keyboard-interactive logins
                    ask for the same password under another name.""")
            .remediation("""
                    Set PasswordAuthentication no and KbdInteractiveAuthentication no before any Match block, take other
                    values out of those blocks, in the software image too, and reload sshd. See first that every administrator
                    has a key.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes")
            .reference("sshd_config(5)", "PasswordAuthentication").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(SSHD, BLOCKS, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(SSHD).known().forEach((daemon, configuration) -> {
            List<String> on = new ArrayList<>();
            for (String keyword : KEYWORDS) {
                if (configuration.value(keyword).orElse("no").equals("yes")) {
                    on.add(keyword);
                }
            }
            boolean known = configuration.value("passwordauthentication").isPresent();
            String observed = !known ? "no passwordauthentication" : on.isEmpty() ? "neither is on"
                    : String.join(" and ", on) + " on";
            verdicts.add(Verdict.of(known && on.isEmpty(), daemon, observed, EXPECTED, "of the logins by password, " + observed
                    + (known && on.isEmpty() ? ", as expected" : "; expected " + EXPECTED), context.sources(SSHD, daemon).stream()
                    .map(source -> source.evidence(0, observed)).toList()));
        });
        context.get(BLOCKS).known().forEach((daemon, blocks) -> {
            Map<SshdBlocks.Block, List<String>> open = new LinkedHashMap<>();
            KEYWORDS.forEach(keyword -> blocks.setting(keyword).stream().filter(block ->
                    ON.contains(block.keywords().get(keyword).toLowerCase(Locale.ROOT))).forEach(block ->
                    open.computeIfAbsent(block, one -> new ArrayList<>()).add(keyword)));
            open.forEach((block, on) -> {
                String observed = String.join(" and ", on) + " on";
                verdicts.add(new Verdict.Fail(SshdDaemon.subject(daemon, block), observed, EXPECTED, "of the logins by password, "
                        + observed + " where Match " + block.criteria() + " holds (" + block.path() + ":" + block.line()
                        + "); expected " + EXPECTED, context.sources(BLOCKS, daemon).stream().map(source ->
                        source.evidence(block.line(), "Match " + block.criteria())).toList()));
            });
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        List<Step> steps = new ArrayList<>(SshdDaemon.unset(fail.subject(), context.get(BLOCKS).known(), KEYWORDS));
        if (fail.subject().contains(", Match ")) {
            steps.add(SshdDaemon.reload(context.target().name(), fail.subject()));
            return steps;
        }
        // Before 8.7 sshd knows both names of the second way, and each is a setting of its own.
        boolean older = context.get(SSHD).known().get(fail.subject()).value("challengeresponseauthentication").isPresent();
        List<String> lines = new ArrayList<>(List.of("PasswordAuthentication no", "KbdInteractiveAuthentication no"));
        if (older) {
            lines.add("ChallengeResponseAuthentication no");
        }
        steps.addAll(SshdDaemon.set(context.target().name(), fail.subject(), lines));
        return steps;
    }
}
