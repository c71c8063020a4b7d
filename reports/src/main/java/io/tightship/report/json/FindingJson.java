package io.tightship.report.json;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Step;
import io.tightship.model.Waiver;
import java.io.IOException;
import java.io.StringWriter;

/** A finding as JSON. */
final class FindingJson {

    private FindingJson() {
    }

    /** The finding without a line break. */
    static String line(Finding finding) throws IOException {
        StringWriter line = new StringWriter(1024);
        JsonWriter json = new JsonWriter(line);
        json.setHtmlSafe(true);
        json.setFormattingStyle(FormattingStyle.COMPACT);
        json.beginObject();
        JsonReport.text(json, "id", finding.id());
        JsonReport.text(json, "rule", finding.rule());
        JsonReport.text(json, "target", finding.target().id());
        JsonReport.text(json, "subject", finding.subject());
        JsonReport.text(json, "variant", finding.variant());
        JsonReport.text(json, "outcome", finding.outcome().name());
        JsonReport.text(json, "severity", finding.severity().name());
        JsonReport.text(json, "observed", finding.observed());
        JsonReport.text(json, "expected", finding.expected());
        JsonReport.text(json, "message", finding.message());
        JsonReport.text(json, "cause", finding.cause().map(cause -> cause.id()));
        json.name("remediation").beginArray();
        for (Step step : finding.remediation()) {
            step(json, step);
        }
        json.endArray();
        json.name("evidence").beginArray();
        for (Evidence evidence : finding.evidence()) {
            evidence(json, evidence);
        }
        json.endArray();
        json.name("waiver");
        if (finding.waiver().isPresent()) {
            waiver(json, finding.waiver().get());
        } else {
            json.nullValue();
        }
        json.endObject();
        json.flush();
        return line.toString();
    }

    static void waiver(JsonWriter json, Waiver waiver) throws IOException {
        json.beginObject();
        JsonReport.text(json, "kind", waiver.kind());
        JsonReport.text(json, "reason", waiver.reason());
        JsonReport.text(json, "expires", waiver.expires().toString());
        JsonReport.text(json, "authority", waiver.authority());
        JsonReport.text(json, "ticket", waiver.ticket());
        json.endObject();
    }

    private static void step(JsonWriter json, Step step) throws IOException {
        json.beginObject();
        switch (step) {
            case Step.Prose prose -> {
                JsonReport.text(json, "kind", "prose");
                JsonReport.text(json, "text", prose.text());
            }
            case Step.Setting setting -> {
                JsonReport.text(json, "kind", "setting");
                json.name("place").beginObject();
                JsonReport.text(json, "kind", setting.place().kind());
                JsonReport.text(json, "path", setting.place().path());
                json.endObject();
                JsonReport.text(json, "literal", setting.literal());
            }
            case Step.Command command -> {
                JsonReport.text(json, "kind", "command");
                JsonReport.text(json, "where", command.where());
                JsonReport.text(json, "text", command.text());
            }
        }
        json.endObject();
    }

    private static void evidence(JsonWriter json, Evidence evidence) throws IOException {
        json.beginObject();
        JsonReport.text(json, "witness", evidence.witness().map(Enum::name));
        JsonReport.text(json, "target", evidence.target());
        JsonReport.text(json, "source", evidence.source());
        json.name("line").value(evidence.line());
        JsonReport.text(json, "excerpt", evidence.excerpt());
        JsonReport.text(json, "command", evidence.command());
        JsonReport.text(json, "readingSha256", evidence.readingSha256());
        json.endObject();
    }
}
