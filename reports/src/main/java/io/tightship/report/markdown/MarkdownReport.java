package io.tightship.report.markdown;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Comparison;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.report.Findings;
import io.tightship.report.MarkdownText;
import io.tightship.report.Matrix;
import io.tightship.report.Score;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes {@code summary.md}: what a job page or a comment has room for, under 64 KiB, the least that such pages take.
 * What has no place says so. Text of any origin stands in code spans and never in a table.
 */
public final class MarkdownReport {

    private static final int RULES = 70;
    private static final int CAUSES = 25;
    private static final int DEVIATIONS = 20;
    private static final int CHANGES = 25;
    private static final int REMARKS = 15;
    private static final int NAMES = 6;
    private static final int NAME = 100;
    private static final int DETAIL = 300;

    private final Assessment assessment;
    private final Tally tally;
    private final Matrix matrix;
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport(Assessment assessment, Findings findings) {
        this.assessment = assessment;
        this.tally = Tally.of(findings);
        this.matrix = Matrix.of(findings, tally);
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        MarkdownReport report = new MarkdownReport(assessment, findings);
        report.head();
        report.totals();
        report.since();
        report.rules();
        report.causes();
        report.deviations();
        report.remarks();
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        writer.write(report.text.toString());
        writer.flush();
    }

    private void head() {
        line("# Tightship: " + code(assessment.site()));
        line("");
        line("**" + Words.verdict(assessment).stream().map(MarkdownText::words).collect(Collectors.joining(" ")) + "**");
        line("");
        line("- Score " + MarkdownText.words(Score.of(assessment.totals()).percent() + ": "
                + Score.of(assessment.totals()).formula()));
        line("- " + MarkdownText.words(Words.coverage(assessment)));
        line("- Run " + code(assessment.run().id()) + " of "
                + MarkdownText.words(Words.moment(assessment.run().startedAt()) + ", "
                + Words.duration(assessment.run().startedAt(), assessment.run().finishedAt())) + ", by "
                + code(assessment.tool().name() + " " + assessment.tool().version()));
        assessment.benchmarks().stream().limit(CAUSES).forEach(benchmark -> line("- Benchmark "
                + code(benchmark.id() + " " + benchmark.version())));
        if (!assessment.selection().profiles().isEmpty()) {
            line("- Profile " + code(String.join(", ", assessment.selection().profiles())));
        }
        assessment.clusters().stream().limit(CAUSES)
                .forEach(cluster -> line("- Cluster " + code(Words.cluster(cluster))));
        assessment.data().forEach(data -> line("- Judged by " + code(Words.data(data, assessment))));
        line("");
    }

    private void totals() {
        line("| Outcome | " + Words.SEVERITIES.stream().map(Words::severity).collect(Collectors.joining(" | "))
                + " | All |");
        line("| :-- |" + " --: |".repeat(Words.SEVERITIES.size() + 1));
        for (Outcome outcome : Words.OUTCOMES) {
            StringBuilder row = new StringBuilder("| " + Words.outcome(outcome) + " |");
            for (Severity severity : Words.SEVERITIES) {
                row.append(' ').append(Words.number(tally.bySeverity().get(severity).of(outcome))).append(" |");
            }
            line(row.append(' ').append(Words.number(assessment.totals().count(outcome))).append(" |").toString());
        }
        line("");
        line("Of all " + Words.number(assessment.totals().findings()) + " findings "
                + Words.number(assessment.totals().waived()) + " are waived.");
        line("");
    }

    private void since() {
        if (assessment.comparison().isEmpty()) {
            return;
        }
        Comparison comparison = assessment.comparison().get();
        line("## Since the last run");
        line("");
        line("Compared with " + code(comparison.baseline().run()) + " of "
                + MarkdownText.words(Words.moment(comparison.baseline().startedAt())) + ".");
        line("");
        line("| Change | Findings |");
        line("| :-- | --: |");
        for (Comparison.Kind kind : Words.CHANGES) {
            line("| " + MarkdownText.words(Words.change(kind)) + " | " + Words.number(comparison.count(kind)) + " |");
        }
        line("");
        List<Comparison.Change> fresh = comparison.changes().stream()
                .filter(change -> change.kind() == Comparison.Kind.NEW).toList();
        fresh.stream().limit(CHANGES).forEach(change -> line("- New: " + Words.severity(change.severity()) + ", "
                + MarkdownText.words(change.rule()) + " at " + code(change.target() + " " + change.subject())));
        line("");
        more(fresh.size(), CHANGES, "new ones");
    }

    private void remarks() {
        if (assessment.remarks().isEmpty()) {
            return;
        }
        line("## Remarks");
        line("");
        assessment.remarks().stream().limit(REMARKS).forEach(remark -> line("- " + MarkdownText.words(remark.kind())
                + ": " + MarkdownText.code(remark.text(), DETAIL)));
        line("");
        more(assessment.remarks().size(), REMARKS, "remarks");
    }

    private void rules() {
        List<Rule> failing = Words.worstFirst(assessment.rules(), tally).stream()
                .filter(rule -> tally.rule(rule.id()).of(Outcome.FAIL) > 0).toList();
        line("## Rules that fail");
        line("");
        if (failing.isEmpty()) {
            line("None.");
            line("");
            return;
        }
        line("| Severity | Rule | Title | Failed | Not judged | Passed |");
        line("| :-- | :-- | :-- | --: | --: | --: |");
        failing.stream().limit(RULES).forEach(rule -> {
            Tally.Counts counts = tally.rule(rule.id());
            line("| " + Words.severity(rule.severity()) + " | " + MarkdownText.words(rule.id()) + " | "
                    + MarkdownText.words(rule.title()) + " | " + Words.number(counts.of(Outcome.FAIL)) + " | "
                    + Words.number(counts.of(Outcome.ERROR)) + " | " + Words.number(counts.of(Outcome.PASS)) + " |");
        });
        line("");
        more(failing.size(), RULES, "rules");
    }

    private void causes() {
        line("## What could not be read");
        line("");
        if (assessment.causes().isEmpty()) {
            line("Everything that was asked for was read.");
            line("");
            return;
        }
        for (Cause cause : assessment.causes().stream().limit(CAUSES).toList()) {
            Tally.Reach reach = tally.cause(cause.id());
            line("- " + code(cause.target()) + " " + MarkdownText.words(cause.reason().name()) + ": "
                    + MarkdownText.code(cause.detail(), DETAIL) + " took "
                    + Words.count(reach.findings(), "finding", "findings") + " of "
                    + Words.count(reach.rules(), "rule", "rules"));
        }
        line("");
        more(assessment.causes().size(), CAUSES, "causes");
    }

    private void deviations() {
        List<Matrix.Deviation> deviations = matrix.deviations();
        if (deviations.isEmpty()) {
            return;
        }
        line("## Where targets differ from their peers");
        line("");
        for (Matrix.Deviation each : deviations.stream().limit(DEVIATIONS).toList()) {
            line("- " + Words.outcome(each.outcome()) + ", where most of " + each.peers().size() + " ("
                    + code(each.peers().likeness()) + ") came to: " + Words.outcome(each.usual()).toLowerCase(
                            Locale.ROOT) + ". " + MarkdownText.words(each.rule()) + ": "
                    + each.targets().stream().limit(NAMES).map(Target::name).map(MarkdownReport::code)
                            .collect(Collectors.joining(", "))
                    + (each.targets().size() > NAMES ? " and " + (each.targets().size() - NAMES) + " more" : ""));
        }
        line("");
        more(deviations.size(), DEVIATIONS, "deviations");
    }

    private void more(long all, long shown, String what) {
        if (all > shown) {
            line("The first " + shown + " of " + Words.number(all) + " " + what
                    + " are shown; the other reports have all of them.");
            line("");
        }
    }

    private static String code(String raw) {
        return MarkdownText.code(raw, NAME);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
