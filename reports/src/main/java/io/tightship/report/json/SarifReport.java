package io.tightship.report.json;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Digest;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.Columns;
import io.tightship.report.Findings;
import io.tightship.report.MarkdownText;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes {@code report.sarif}, SARIF 2.1.0. Its readers take every result for a fault, so only what failed is a result;
 * what could not be read is a notification of the run, which then was not successful; the other counts stand in the
 * properties of the run. A waiver is a suppression. Beyond {@link #SINGLE} failures a rule's failures are one result
 * with the first targets as its locations and their number as its occurrence count.
 */
public final class SarifReport {

    /** The readers show no more results than these. */
    static final int SINGLE = 5_000;
    /** The readers show no more locations of a result than these. */
    private static final int LOCATIONS = 100;
    private static final int LINE = 1_000;

    private final Assessment assessment;
    private final Map<String, Integer> ruleIndex = new HashMap<>();
    private final Map<String, List<String>> controls;
    private final JsonWriter json;

    private SarifReport(Assessment assessment, JsonWriter json) {
        this.assessment = assessment;
        this.controls = Columns.controlsByRule(assessment);
        this.json = json;
        assessment.rules().forEach(rule -> ruleIndex.put(rule.id(), ruleIndex.size()));
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Writer text = VisibleJson.to(out);
        JsonWriter json = new JsonWriter(text);
        json.setHtmlSafe(true);
        json.setFormattingStyle(FormattingStyle.PRETTY.withIndent(" "));
        new SarifReport(assessment, json).document(findings);
        text.write("\n");
        text.flush();
    }

    private void document(Findings findings) throws IOException {
        json.beginObject();
        json.name("$schema").value("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                + "sarif-schema-2.1.0.json");
        json.name("version").value("2.1.0");
        json.name("runs").beginArray().beginObject();
        tool();
        json.name("automationDetails").beginObject();
        line("id", "tightship/" + assessment.site() + "/" + assessment.run().id());
        json.endObject();
        invocation();
        json.name("results").beginArray();
        if (findings.totals().count(Outcome.FAIL) > SINGLE) {
            grouped(findings);
        } else {
            each(findings);
        }
        json.endArray();
        properties(findings.totals());
        json.endObject().endArray().endObject();
    }

    private void tool() throws IOException {
        json.name("tool").beginObject().name("driver").beginObject();
        line("name", assessment.tool().name());
        line("version", assessment.tool().version());
        json.name("rules").beginArray();
        for (Rule rule : assessment.rules()) {
            json.beginObject();
            line("id", rule.id());
            message("shortDescription", rule.title());
            message("fullDescription", rule.rationale());
            json.name("help").beginObject();
            JsonReport.text(json, "text", rule.remediation());
            JsonReport.text(json, "markdown", String.join("\n\n",
                    Stream.of(rule.remediation().split("\n\n")).map(MarkdownText::words).toList()));
            json.endObject();
            json.name("defaultConfiguration").beginObject().name("level").value(level(rule.severity())).endObject();
            json.name("properties").beginObject();
            json.name("security-severity").value(score(rule.severity()));
            JsonReport.texts(json, "tags", Stream.concat(Stream.of("security", rule.section()),
                    controls.getOrDefault(rule.id(), List.of()).stream().limit(18)).toList());
            json.endObject();
            json.endObject();
        }
        json.endArray();
        json.endObject().endObject();
    }

    private void invocation() throws IOException {
        json.name("invocations").beginArray().beginObject();
        json.name("executionSuccessful").value(assessment.run().complete() && assessment.causes().isEmpty());
        json.name("startTimeUtc").value(assessment.run().startedAt().toString());
        json.name("endTimeUtc").value(assessment.run().finishedAt().toString());
        json.name("toolExecutionNotifications").beginArray();
        for (Cause cause : assessment.causes()) {
            json.beginObject();
            json.name("level").value("error");
            message("message", cause.target() + ": " + cause.reason() + ": " + cause.detail());
            json.name("descriptor").beginObject().name("id").value(cause.reason().name()).endObject();
            json.name("locations").beginArray();
            location(cause.target());
            json.endArray();
            json.endObject();
        }
        json.endArray();
        json.endObject().endArray();
    }

    private void each(Findings findings) throws IOException {
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> failed = ordered.filter(finding -> finding.outcome() == Outcome.FAIL).iterator();
            while (failed.hasNext()) {
                result(List.of(failed.next()), 1);
            }
        }
    }

    /** Findings come sorted by rule: no more of one is held than is written. */
    private void grouped(Findings findings) throws IOException {
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> failed = ordered.filter(finding -> finding.outcome() == Outcome.FAIL).iterator();
            Group open = new Group("");
            Group waived = new Group("");
            while (failed.hasNext()) {
                Finding finding = failed.next();
                if (!finding.rule().equals(open.rule)) {
                    open.write();
                    waived.write();
                    open = new Group(finding.rule());
                    waived = new Group(finding.rule());
                }
                (finding.waiver().isPresent() ? waived : open).add(finding);
            }
            open.write();
            waived.write();
        }
    }

    /** Failures of one rule, all waived or none. */
    private final class Group {
        private final String rule;
        private final List<Finding> first = new ArrayList<>();
        private long count;

        private Group(String rule) {
            this.rule = rule;
        }

        private void add(Finding finding) {
            count++;
            if (first.size() < LOCATIONS) {
                first.add(finding);
            }
        }

        private void write() throws IOException {
            if (count > 0) {
                result(first, count);
            }
        }
    }

    /** @param first findings of one rule: its locations; the first of them stands for all */
    private void result(List<Finding> first, long count) throws IOException {
        Finding finding = first.getFirst();
        json.beginObject();
        line("ruleId", finding.rule());
        if (ruleIndex.containsKey(finding.rule())) {
            json.name("ruleIndex").value(ruleIndex.get(finding.rule()));
        }
        json.name("kind").value("fail");
        json.name("level").value(level(finding.severity()));
        String particular = finding.subject() + (finding.variant().isEmpty() ? "" : " (" + finding.variant() + ")");
        message("message", count > 1
                ? "fails " + Words.number(count) + " times, first at " + finding.target().id() + ": "
                        + finding.message()
                : finding.target().id() + (particular.isEmpty() ? "" : " " + particular) + ": " + finding.message());
        json.name("locations").beginArray();
        for (Finding each : first) {
            location(each.target().id());
        }
        json.endArray();
        if (count > 1) {
            json.name("occurrenceCount").value(count);
        }
        json.name("partialFingerprints").beginObject();
        json.name("tightshipFinding/v1").value(count > 1
                ? Digest.identity("result", Text.encodable(assessment.site()), finding.rule(),
                        String.valueOf(finding.waiver().isPresent())) : finding.id());
        json.endObject();
        if (finding.waiver().isPresent()) {
            json.name("suppressions").beginArray().beginObject();
            json.name("kind").value("external");
            json.name("status").value("accepted");
            json.name("justification").value(Text.line(waiver(finding), LINE));
            json.endObject().endArray();
        }
        json.name("properties").beginObject();
        line("severity", finding.severity().name());
        line("subject", finding.subject());
        line("observed", finding.observed());
        line("expected", finding.expected());
        json.endObject();
        json.endObject();
    }

    private static String waiver(Finding finding) {
        return finding.waiver().map(waiver -> "until " + waiver.expires() + ", " + Words.waiver(waiver)).orElse("");
    }

    /** Readers want a relative path in a repository; a target has none, so its name stands there as one. */
    private void location(String target) throws IOException {
        json.beginObject();
        json.name("physicalLocation").beginObject();
        json.name("artifactLocation").beginObject().name("uri").value(path(target)).endObject();
        json.name("region").beginObject().name("startLine").value(1).endObject();
        json.endObject();
        json.name("logicalLocations").beginArray().beginObject();
        line("fullyQualifiedName", assessment.site() + "/" + target);
        json.name("kind").value("resource");
        json.endObject().endArray();
        json.endObject();
    }

    private static String path(String target) {
        String shown = Text.line(target, 200);
        StringBuilder path = new StringBuilder();
        for (byte b : shown.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "/-_.~".indexOf(c) >= 0)) {
                path.append(c);
            } else {
                path.append(String.format("%%%02X", (int) c));
            }
        }
        return path.toString();
    }

    private void properties(Totals totals) throws IOException {
        json.name("properties").beginObject();
        line("site", assessment.site());
        line("run", assessment.run().id());
        json.name("complete").value(assessment.run().complete());
        JsonReport.texts(json, "benchmarks",
                assessment.benchmarks().stream().map(each -> each.id() + " " + each.version()).toList());
        JsonReport.texts(json, "profiles", assessment.selection().profiles());
        JsonReport.texts(json, "clusters", assessment.clusters().stream().map(Words::cluster).toList());
        JsonReport.totals(json, totals);
        json.endObject();
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW -> "note";
        };
    }

    /** In the middle of the ranges by which readers sort. */
    private static String score(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "9.5";
            case HIGH -> "8.0";
            case MEDIUM -> "5.5";
            case LOW -> "2.0";
        };
    }

    private void line(String name, String raw) throws IOException {
        json.name(name).value(Text.line(raw, LINE));
    }

    private void message(String name, String raw) throws IOException {
        json.name(name).beginObject().name("text").value(unlinked(Text.block(raw, 4 * LINE))).endObject();
    }

    /** A reader makes a link of {@code [words](address)} in plain text too, where the brackets are not escaped. */
    private static String unlinked(String text) {
        return text.contains("](") ? text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") : text;
    }
}
