package io.tightship.report.json;

import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Attestation;
import io.tightship.model.Comparison;
import io.tightship.model.Remark;
import java.io.IOException;

/** What was said about a run by people, and by comparing it with an earlier one, as JSON. */
final class ComparisonJson {

    private ComparisonJson() {
    }

    static void write(JsonWriter json, Assessment assessment) throws IOException {
        json.name("attestations").beginArray();
        for (Attestation attestation : assessment.attestations()) {
            json.beginObject();
            JsonReport.text(json, "benchmark", attestation.benchmark());
            JsonReport.text(json, "control", attestation.control());
            JsonReport.text(json, "statement", attestation.statement());
            JsonReport.text(json, "who", attestation.who());
            JsonReport.text(json, "when", attestation.when().toString());
            JsonReport.text(json, "expires", attestation.expires().toString());
            json.endObject();
        }
        json.endArray();
        json.name("remarks").beginArray();
        for (Remark remark : assessment.remarks()) {
            json.beginObject();
            JsonReport.text(json, "kind", remark.kind());
            JsonReport.text(json, "text", remark.text());
            json.endObject();
        }
        json.endArray();
        json.name("comparison");
        if (assessment.comparison().isPresent()) {
            comparison(json, assessment.comparison().get());
        } else {
            json.nullValue();
        }
    }

    private static void comparison(JsonWriter json, Comparison comparison) throws IOException {
        json.beginObject();
        json.name("baseline").beginObject();
        JsonReport.text(json, "run", comparison.baseline().run());
        JsonReport.text(json, "startedAt", comparison.baseline().startedAt().toString());
        JsonReport.text(json, "version", comparison.baseline().version());
        json.name("complete").value(comparison.baseline().complete());
        json.endObject();
        json.name("counts").beginObject();
        for (Comparison.Kind kind : Comparison.Kind.values()) {
            json.name(kind.name()).value(comparison.count(kind));
        }
        json.endObject();
        json.name("changes").beginArray();
        for (Comparison.Change change : comparison.changes()) {
            json.beginObject();
            JsonReport.text(json, "kind", change.kind().name());
            JsonReport.text(json, "finding", change.finding());
            JsonReport.text(json, "rule", change.rule());
            JsonReport.text(json, "target", change.target());
            JsonReport.text(json, "subject", change.subject());
            JsonReport.text(json, "variant", change.variant());
            JsonReport.text(json, "severity", change.severity().name());
            JsonReport.text(json, "before", change.before().map(Enum::name));
            JsonReport.text(json, "after", change.after().map(Enum::name));
            JsonReport.text(json, "note", change.note());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }
}
