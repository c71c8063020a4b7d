package io.tightship.report.prometheus;

import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Comparison;
import io.tightship.model.Digest;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.report.Findings;
import io.tightship.report.Score;
import io.tightship.report.Tally;
import io.tightship.report.Text;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes {@code tightship.prom} for the textfile collector of a node exporter: counts and times, never evidence. It
 * has no timestamps of its own, which that collector refuses; a run that did not happen shows by the age of
 * {@code tightship_last_run_timestamp_seconds}. Waived findings are series of their own, so that an alert can leave
 * them out.
 */
public final class PrometheusReport {

    private static final int LABEL = 200;

    private final Assessment assessment;
    private final Tally tally;
    private final Writer text;

    private PrometheusReport(Assessment assessment, Tally tally, Writer text) {
        this.assessment = assessment;
        this.tally = tally;
        this.text = text;
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        new PrometheusReport(assessment, Tally.of(findings), text).write();
        text.flush();
    }

    private void write() throws IOException {
        family("tightship_findings", "Findings of the last run.");
        for (Severity severity : Severity.values()) {
            Tally.Counts counts = tally.bySeverity().get(severity);
            for (Outcome outcome : Outcome.values()) {
                series("tightship_findings", counts.of(outcome) - counts.waived(outcome),
                        "outcome", outcome.name(), "severity", severity.name(), "waived", "false");
                series("tightship_findings", counts.waived(outcome),
                        "outcome", outcome.name(), "severity", severity.name(), "waived", "true");
            }
        }
        family("tightship_rule_findings", "Findings of each rule that failed or could not be judged; waived ones count.");
        for (Rule rule : assessment.rules()) {
            for (Outcome outcome : List.of(Outcome.FAIL, Outcome.ERROR)) {
                series("tightship_rule_findings", tally.rule(rule.id()).of(outcome),
                        "rule", rule.id(), "severity", rule.severity().name(), "outcome", outcome.name());
            }
        }
        family("tightship_target_findings",
                "Findings of each target that failed or could not be judged; waived ones count.");
        for (Map.Entry<Target, Tally.Counts> entry : tally.byTarget().entrySet()) {
            for (Outcome outcome : List.of(Outcome.FAIL, Outcome.ERROR)) {
                series("tightship_target_findings", entry.getValue().of(outcome), "kind", entry.getKey().kind(),
                        "target", name(entry.getKey()), "outcome", outcome.name());
            }
        }
        Score score = Score.of(assessment.totals());
        single("tightship_score_passed", "Findings that passed: what the score counts.", score.passed());
        single("tightship_score_expected", "Findings that passed, failed or could not be judged.", score.expected());
        single("tightship_coverage_judged", "Findings that came to pass or fail.",
                assessment.coverage().total().judged());
        single("tightship_coverage_expected", "Findings that had to come to pass or fail.",
                assessment.coverage().total().expected());
        single("tightship_run_complete", "1 where the last run was complete.", assessment.run().complete() ? 1 : 0);
        family("tightship_last_run_timestamp_seconds", "When the last run ended.");
        series("tightship_last_run_timestamp_seconds", seconds(assessment.run().finishedAt()));
        family("tightship_run_duration_seconds", "What the last run took.");
        series("tightship_run_duration_seconds", decimal(
                Duration.between(assessment.run().startedAt(), assessment.run().finishedAt())));
        if (assessment.comparison().isPresent()) {
            family("tightship_changed_findings", "Findings by what became of them since the last run.");
            for (Comparison.Kind kind : Comparison.Kind.values()) {
                series("tightship_changed_findings", assessment.comparison().get().count(kind), "change", kind.name());
            }
        }
        identity();
    }

    private void identity() throws IOException {
        family("tightship_build_info", "Which program judged.");
        series("tightship_build_info", 1, "version", assessment.tool().version());
        if (!assessment.benchmarks().isEmpty()) {
            family("tightship_benchmark_info", "By which benchmarks it judged.");
        }
        for (Benchmark benchmark : assessment.benchmarks()) {
            series("tightship_benchmark_info", 1, "benchmark", benchmark.id(), "version", benchmark.version());
        }
        if (!assessment.clusters().isEmpty()) {
            family("tightship_cluster_info", "The clusters, by the identity that was read of them.");
        }
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            series("tightship_cluster_info", 1, "cluster", cluster.name(), "uid", cluster.uid().orElse(""),
                    "version", cluster.version().orElse(""));
        }
    }

    /** Two series with the same labels would cost the whole file: a name that had to be changed brings its hash. */
    private static String name(Target target) {
        String shown = Text.line(target.name(), LABEL);
        return shown.equals(target.name()) ? shown : shown + " #" + Digest.identity("target", Text.encodable(target.id()));
    }

    private void family(String name, String help) throws IOException {
        text.write("# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n");
    }

    private void single(String name, String help, long value) throws IOException {
        family(name, help);
        series(name, value);
    }

    private void series(String name, long value, String... labels) throws IOException {
        series(name, String.valueOf(value), labels);
    }

    /** @param labels names and values in turn; the site is one of every series */
    private void series(String name, String value, String... labels) throws IOException {
        List<String> written = new ArrayList<>();
        written.add(label("site", assessment.site()));
        for (int i = 0; i < labels.length; i += 2) {
            written.add(label(labels[i], labels[i + 1]));
        }
        text.write(name + "{" + String.join(",", written) + "} " + value + "\n");
    }

    private static String label(String name, String value) {
        String shown = Text.line(value, LABEL + 32);
        return name + "=\"" + shown.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String seconds(Instant instant) {
        return decimal(Duration.between(Instant.EPOCH, instant));
    }

    private static String decimal(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03d", duration.toSeconds(), duration.toMillisPart());
    }
}
