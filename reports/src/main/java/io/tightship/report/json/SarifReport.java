package io.tightship.report.json;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.Columns;
import io.tightship.report.Findings;
import io.tightship.report.MarkdownText;
import io.tightship.report.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes {@code report.sarif}, SARIF 2.1.0. Its readers take every result for a fault, so only what failed is a result;
 * what could not be read is a notification of the run, which then was not successful; the other counts stand in the
 * properties of the run. A waiver is a suppression. Beyond {@link SarifResults#SINGLE} results a rule's failures are one
 * result with the first targets as its locations and their number as its occurrence count. Where the run was compared
 * with an earlier one, results say how they stand to it; what failed then and does not any more is an absent result,
 * of the kind "pass" or "notApplicable".
 */
public final class SarifReport {

    private final Assessment assessment;
    private final Map<String, List<String>> controls;
    private final SarifResults results;
    private final JsonWriter json;

    private SarifReport(Assessment assessment, JsonWriter json) {
        this.assessment = assessment;
        this.results = new SarifResults(assessment, json);
        this.controls = Columns.controlsByRule(assessment);
        this.json = json;
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
        results.line("id", "tightship/" + assessment.site() + "/" + assessment.run().id());
        json.name("guid").value(guid(assessment.run().id()));
        json.endObject();
        if (assessment.comparison().isPresent()) {
            json.name("baselineGuid").value(guid(assessment.comparison().get().baseline().run()));
        }
        invocation();
        json.name("results").beginArray();
        results.write(findings);
        json.endArray();
        properties(findings.totals());
        json.endObject().endArray().endObject();
    }

    /** Of a run: the same in its own report and in those that were compared with it. */
    private String guid(String run) {
        return NameUuid.of("sarif-run", assessment.site(), run).toString();
    }

    private void tool() throws IOException {
        json.name("tool").beginObject().name("driver").beginObject();
        results.line("name", assessment.tool().name());
        results.line("version", assessment.tool().version());
        json.name("rules").beginArray();
        for (Rule rule : assessment.rules()) {
            json.beginObject();
            results.line("id", rule.id());
            results.message("shortDescription", rule.title());
            results.message("fullDescription", rule.rationale());
            json.name("help").beginObject();
            JsonReport.text(json, "text", rule.remediation());
            JsonReport.text(json, "markdown", String.join("\n\n",
                    Stream.of(rule.remediation().split("\n\n")).map(MarkdownText::words).toList()));
            json.endObject();
            json.name("defaultConfiguration").beginObject().name("level").value(SarifResults.level(rule.severity())).endObject();
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
            results.message("message", cause.target() + ": " + cause.reason() + ": " + cause.detail());
            json.name("descriptor").beginObject().name("id").value(cause.reason().name()).endObject();
            json.name("locations").beginArray();
            results.location(cause.target());
            json.endArray();
            json.endObject();
        }
        json.endArray();
        json.endObject().endArray();
    }

    private void properties(Totals totals) throws IOException {
        json.name("properties").beginObject();
        results.line("site", assessment.site());
        results.line("run", assessment.run().id());
        json.name("complete").value(assessment.run().complete());
        JsonReport.texts(json, "benchmarks",
                assessment.benchmarks().stream().map(each -> each.id() + " " + each.version()).toList());
        JsonReport.texts(json, "profiles", assessment.selection().profiles());
        JsonReport.texts(json, "clusters", assessment.clusters().stream().map(Words::cluster).toList());
        JsonReport.totals(json, totals);
        json.endObject();
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
}
