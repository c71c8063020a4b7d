package io.tightship.report.json;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Coverage;
import io.tightship.model.DatedData;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Waiver;
import io.tightship.report.Findings;
import io.tightship.report.Numbering;
import io.tightship.report.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Writes {@code assessment.json}: everything, losslessly, findings last. Every key is always there; null says that
 * there is no value. Its schema lies beside this class as {@code assessment.schema.json}.
 */
public final class JsonReport {

    public static final String FORMAT = "tightship-assessment";

    /** Counts up with each change that a reader of the former version would misunderstand. */
    public static final int FORMAT_VERSION = 1;

    private JsonReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Writer text = VisibleJson.to(out);
        JsonWriter json = new JsonWriter(text);
        json.setHtmlSafe(true);
        json.setFormattingStyle(FormattingStyle.PRETTY.withIndent(" "));
        json.beginObject();
        header(json, assessment);
        data(json, assessment);
        BenchmarkJson.write(json, assessment.benchmarks());
        rules(json, assessment);
        targets(json, assessment);
        causes(json, assessment);
        coverage(json, assessment.coverage());
        totals(json, assessment.totals());
        footprint(json, assessment);
        json.name("waivers").beginArray();
        for (Waiver waiver : assessment.waivers()) {
            FindingJson.waiver(json, waiver);
        }
        json.endArray();
        ComparisonJson.write(json, assessment);
        findings(json, findings);
        json.endObject();
        text.write("\n");
        text.flush();
    }

    private static void header(JsonWriter json, Assessment assessment) throws IOException {
        json.name("format").value(FORMAT);
        json.name("formatVersion").value(FORMAT_VERSION);
        json.name("tool").beginObject();
        text(json, "name", assessment.tool().name());
        text(json, "version", assessment.tool().version());
        json.endObject();
        json.name("run").beginObject();
        text(json, "id", assessment.run().id());
        text(json, "startedAt", assessment.run().startedAt().toString());
        text(json, "finishedAt", assessment.run().finishedAt().toString());
        json.name("complete").value(assessment.run().complete());
        json.endObject();
        text(json, "site", assessment.site());
        json.name("clusters").beginArray();
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            json.beginObject();
            text(json, "name", cluster.name());
            text(json, "uid", cluster.uid());
            text(json, "version", cluster.version());
            json.name("numbering").beginObject();
            text(json, "edition", Numbering.edition(cluster));
            text(json, "words", Numbering.words(cluster));
            json.endObject();
            json.endObject();
        }
        json.endArray();
        json.name("selection").beginObject();
        texts(json, "benchmarks", assessment.selection().benchmarks());
        texts(json, "profiles", assessment.selection().profiles());
        texts(json, "checks", assessment.selection().checks());
        texts(json, "targets", assessment.selection().targets());
        json.endObject();
        json.name("values").beginArray();
        for (var setting : assessment.settings()) {
            json.beginObject();
            text(json, "id", setting.id());
            text(json, "value", setting.value());
            text(json, "origin", setting.origin());
            text(json, "target", setting.target());
            json.endObject();
        }
        json.endArray();
    }

    private static void data(JsonWriter json, Assessment assessment) throws IOException {
        json.name("data").beginArray();
        for (DatedData data : assessment.data()) {
            json.beginObject();
            text(json, "name", data.name());
            text(json, "date", data.date().toString());
            json.name("ageDays").value(data.days(assessment.run().startedAt()));
            text(json, "source", data.source());
            json.endObject();
        }
        json.endArray();
    }

    private static void rules(JsonWriter json, Assessment assessment) throws IOException {
        json.name("rules").beginArray();
        for (Rule rule : assessment.rules()) {
            json.beginObject();
            text(json, "id", rule.id());
            text(json, "title", rule.title());
            text(json, "severity", rule.severity().name());
            json.name("appliesTo").beginObject();
            text(json, "kind", kind(rule.targets().kind()));
            text(json, "who", rule.targets().who());
            json.endObject();
            texts(json, "witnesses", rule.witnesses().stream().sorted().map(Enum::name).toList());
            text(json, "rationale", rule.rationale());
            text(json, "remediation", rule.remediation());
            json.name("references").beginArray();
            for (Rule.Reference reference : rule.references()) {
                json.beginObject();
                text(json, "source", reference.source());
                text(json, "section", reference.section());
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    private static String kind(Class<? extends Target> kind) {
        return kind == Target.class ? "target" : kind.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static void targets(JsonWriter json, Assessment assessment) throws IOException {
        json.name("targets").beginArray();
        for (Target target : assessment.targets()) {
            json.beginObject();
            text(json, "id", target.id());
            text(json, "kind", target.kind());
            text(json, "name", target.name());
            switch (target) {
                case Target.Site site -> { }
                case Target.Switch device -> { }
                case Target.Cluster cluster -> text(json, "space", cluster.space().name());
                case Target.Node node -> {
                    text(json, "space", node.space().name());
                    texts(json, "roles", node.roles().stream().map(Enum::name).toList());
                    text(json, "cluster", node.cluster());
                    text(json, "category", node.category());
                    json.name("vantage").value(node.vantage());
                    text(json, "maintenanceUntil", node.maintenanceUntil().map(Object::toString));
                }
            }
            json.endObject();
        }
        json.endArray();
    }

    private static void causes(JsonWriter json, Assessment assessment) throws IOException {
        json.name("causes").beginArray();
        for (Cause cause : assessment.causes()) {
            json.beginObject();
            text(json, "id", cause.id());
            text(json, "target", cause.target());
            text(json, "reason", cause.reason().name());
            text(json, "detail", cause.detail());
            json.endObject();
        }
        json.endArray();
    }

    private static void coverage(JsonWriter json, Coverage coverage) throws IOException {
        json.name("coverage").beginObject();
        json.name("expected").value(coverage.total().expected());
        json.name("judged").value(coverage.total().judged());
        counts(json, "byRule", coverage.byRule());
        counts(json, "byTarget", coverage.byTarget());
        json.endObject();
    }

    private static void counts(JsonWriter json, String name, SortedMap<String, Coverage.Count> counts)
            throws IOException {
        json.name(name).beginObject();
        for (Map.Entry<String, Coverage.Count> entry : counts.entrySet()) {
            json.name(Text.encodable(entry.getKey())).beginObject();
            json.name("expected").value(entry.getValue().expected());
            json.name("judged").value(entry.getValue().judged());
            json.endObject();
        }
        json.endObject();
    }

    static void totals(JsonWriter json, Totals totals) throws IOException {
        json.name("totals").beginObject();
        json.name("findings").value(totals.findings());
        json.name("byOutcome").beginObject();
        for (Outcome outcome : Outcome.values()) {
            json.name(outcome.name()).value(totals.count(outcome));
        }
        json.endObject();
        json.name("failedBySeverity").beginObject();
        for (Severity severity : Severity.values()) {
            json.name(severity.name()).value(totals.failedBySeverity().get(severity));
        }
        json.endObject();
        json.name("waived").value(totals.waived());
        json.endObject();
    }

    private static void footprint(JsonWriter json, Assessment assessment) throws IOException {
        json.name("footprint").beginArray();
        for (Assessment.Footprint footprint : assessment.footprint()) {
            json.beginObject();
            text(json, "target", footprint.target());
            json.name("connections").value(footprint.connections());
            json.name("executions").value(footprint.executions());
            json.name("requests").value(footprint.requests());
            json.name("bytes").value(footprint.bytes());
            json.endObject();
        }
        json.endArray();
    }

    /** One finding a line: a million of them are still a file that line tools can read. */
    private static void findings(JsonWriter json, Findings findings) throws IOException {
        json.name("findings").beginArray();
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> all = ordered.iterator();
            while (all.hasNext()) {
                json.jsonValue(FindingJson.line(all.next()));
            }
        }
        json.endArray();
    }

    static void text(JsonWriter json, String name, String value) throws IOException {
        json.name(name).value(Text.encodable(value));
    }

    static void text(JsonWriter json, String name, Optional<String> value) throws IOException {
        json.name(name);
        if (value.isPresent()) {
            json.value(Text.encodable(value.get()));
        } else {
            json.nullValue();
        }
    }

    static void texts(JsonWriter json, String name, Iterable<String> values) throws IOException {
        json.name(name).beginArray();
        for (String value : values) {
            json.value(Text.encodable(value));
        }
        json.endArray();
    }
}
