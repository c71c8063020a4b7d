package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.bcm.CmdDirectives;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** CMDaemon may write the files that decide who logs in and what the firewall lets through. */
final class FilesNotFrozen implements Check {

    static final ValueKey<Set<String>> FROZEN = ValueKey.withFallback("login-approved-frozen-files", ValueType.TEXTS,
            Set.of(), "which entries of CMDaemon's FrozenFile are approved, as they are written there");

    private static final List<String> FILES = Stream.concat(Stream.of("/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/50-site.conf",
            "/etc/pam.d/sshd", "/etc/pam.d/common-account", "/etc/pam.d/password-auth", "/etc/pam.d/system-auth",
            "/etc/security/pam_bright.d/pam_allow.conf", "/etc/security/pam_bright.d/pam_allow_group.conf"),
            Stream.of("/etc/shorewall", "/etc/shorewall.staging", "/etc/shorewall6", "/etc/shorewall6.staging").flatMap(folder ->
                    Stream.of("interfaces", "policy", "rules", "zones").map(name -> folder + "/" + name))).toList();

    private static final Need.Own<CmdDirectives> CMD = Need.Own.of(CmdDirectives.KEY);
    private static final Need.Setting<Set<String>> APPROVED = Need.Setting.of(FROZEN);

    private static final Rule RULE = Rule.builder("login-files-not-frozen")
            .title("CMDaemon keeps the files of logins and firewall")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.ON_DISK)
            .rationale("""
                    FrozenFile stops CMDaemon from writing a file. Then the database says one thing, the category never or
                    the firewall role with its drop, and the host does another, and nobody is told.""")
            .remediation("""
                    Take the entry out of FrozenFile in /cm/local/apps/cmd/etc/cmd.conf and restart cmd, which then writes
                    the file anew: put what was changed by hand into the category or role first. Or approve the entry in
                    the value login-approved-frozen-files.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CMD, APPROVED);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        for (String entry : context.get(CMD).frozen()) {
            if (covers(entry)) {
                boolean approved = context.get(APPROVED).contains(entry);
                verdicts.add(Verdict.of(approved, entry, "frozen", "not frozen, or approved", "CMDaemon does not write "
                        + entry + " (FrozenFile)" + (approved ? ", as approved" : "; expected that it does"),
                        evidence(context, "FrozenFile: " + entry)));
            }
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Pass("", "none of them is frozen", "not frozen, or approved", "no entry of FrozenFile "
                    + "covers the files of sshd, PAM or shorewall", evidence(context, "")));
        }
        return verdicts;
    }

    /** A leading bar makes the rest a pattern; one that cannot be read may cover anything. */
    private static boolean covers(String entry) {
        if (!entry.startsWith("|")) {
            return entry.matches("/etc/(ssh|pam\\.d|security|shorewall6?(\\.staging)?)(/.*)?");
        }
        try {
            Pattern pattern = Pattern.compile(entry.substring(1));
            return FILES.stream().anyMatch(file -> pattern.matcher(file).find());
        } catch (PatternSyntaxException e) {
            return true;
        }
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(CMD).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Take " + fail.subject() + " out of FrozenFile in /cm/local/apps/cmd/etc/cmd.conf on "
                + context.target().name() + "."), Step.command(context.target().name(), "systemctl restart cmd"));
    }
}
