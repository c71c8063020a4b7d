package io.tightship.report;

import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Cause;
import io.tightship.model.Reason;
import io.tightship.model.Rule;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.model.Witness;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Text that a host may send to whoever reads the report. */
public final class Hostile {

    public static final List<String> TEXTS = List.of(
            "<script>alert(1)</script><img src=x onerror=alert(2)>",
            "\"><a href=\"javascript:alert(3)\">x</a>'",
            "</code></pre></td></table></style><!-- &amp; &lt; -->",
            "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1",
            "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b31m",
            "nul \u0000 bell \u0007 del \u007f next \u0085 non \uffff",
            "turned \u202Egnp.exe\u202C \u2066isolate\u2069 \u200Fmark zero\u200Bwidth \uFEFF line\u2028end",
            "half \uD83D pair \uDE00 whole \uD83D\uDE00 tag \uDB40\uDC41",
            "]]> <![CDATA[ ]]]]><![CDATA[>", "_x0041_ and _x000D_ _x005F_",
            "\nfirst line empty", "a\r\nb\rc\td  e", "back\\slash \"quoted\", comma; semicolon",
            "[click](javascript:alert(4)) ![x](http://127.0.0.1/x) `code` ``` | cell | @everyone #1 **bold** \\|",
            "# heading\n\n```\nfence\n<b>bold</b>\n- list https://example.com/",
            "\"} 1\n# TYPE tightship_findings counter\ntightship_findings{x=\"\\",
            "${jndi:ldap://x/a} %n %s",
            "1 MB: " + "A".repeat(1 << 20), "1 MB coded: " + "_x0041_".repeat(150_000));

    private Hostile() {
    }

    /** One finding of each outcome for each text, which stands in every field that comes from a host. */
    public static SampleAssessment site() {
        List<Target> targets = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        targets.add(new Target.Site("bcm-lab"));
        Rule rule = SampleRules.ALL.getFirst();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i);
            Target node = new Target.Node("n" + i + " " + text.substring(0, Math.min(80, text.length())),
                    Set.of(NodeRole.WORKER), Optional.of("user"), Space.USER, Optional.empty(), true, Optional.empty());
            targets.add(node);
            for (Outcome outcome : Outcome.values()) {
                findings.add(finding(rule, node, outcome, text));
            }
        }
        return SampleAssessment.of(targets, findings);
    }

    private static Finding finding(Rule rule, Target node, Outcome outcome, String text) {
        String subject = outcome.name() + text;
        boolean failed = outcome == Outcome.FAIL;
        return new Finding(Finding.identity(rule.id(), node, subject, ""), rule.id(), node, subject, "", outcome,
                rule.severity(), text, text, text,
                outcome == Outcome.ERROR ? Optional.of(Cause.of(node.id(), Reason.UNPARSABLE, text)) : Optional.empty(),
                failed ? List.of(Step.prose(text), Step.setting(Step.Place.file(text), text), Step.command(text, text))
                        : List.of(),
                List.of(new Evidence(Optional.of(Witness.ON_DISK), node.id(), text, 1, text, text, "")),
                outcome == Outcome.MANUAL ? Optional.of(new Waiver("waiver", text, LocalDate.parse("2027-01-31")))
                        : Optional.empty());
    }
}
