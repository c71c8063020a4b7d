package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Base Command Manager's keys and passwords can be read by root alone. */
final class BcmKeysPrivate implements Check {

    private static final List<Need.Own<PerSubject<PathStat>>> FILES = OwnFiles.needs("/root/.cm/*.key",
            "/cm/local/apps/cmd/etc/cmd.conf", "/cm/local/apps/cmd/etc/*.key");

    private static final Rule RULE = Rule.builder("access-bcm-keys-private")
            .title("Base Command Manager's keys are root's alone")
            .severity(Severity.CRITICAL)
            .appliesTo(Target.Node.class, "head nodes", Target.Node::isHead)
            .witness(Witness.ON_DISK)
            .rationale("""
                    With admin.key one commands every node of the site; cmd.conf holds the passwords of the database and
                    of the directory of users.""")
            .remediation("""
                    Give the files to root and take every right from others: chmod 0600.""")
            .reference("BCM Administrator Manual", "CMDaemon configuration file directives")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return new LinkedHashSet<>(FILES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        return OwnFiles.judge(context, FILES, stat -> OptionalLong.of(0), "no key of Base Command Manager's is on "
                + context.target().name());
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return OwnFiles.steps(context.target(), fail, "root:root");
    }
}
