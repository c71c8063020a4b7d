package io.tightship.report.json;

import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Cause;
import io.tightship.model.Coverage;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Rule;
import io.tightship.model.Setting;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Waiver;
import io.tightship.report.Findings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code assessment.json}: the lossless form, with a schema beside this class. Findings stand last and are streamed. No
 * other object has a key named {@code outcome}.
 */
public final class JsonReport {

    /** Grows when a reader of the former version would misunderstand the file. */
    public static final int FORMAT_VERSION = 1;

    private JsonReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        BufferedWriter characters = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        JsonWriter json = new JsonWriter(characters);
        json.setIndent(" ");
        json.setHtmlSafe(true);
        json.beginObject();
        json.name("format").value("tightship-assessment");
        json.name("formatVersion").value(FORMAT_VERSION);
        header(json, assessment);
        selection(json, assessment);
        benchmarks(json, assessment.benchmarks());
        rules(json, assessment.rules());
        targets(json, assessment.targets());
        causes(json, assessment.causes());
        coverage(json, assessment.coverage());
        totals(json, findings.totals());
        footprint(json, assessment);
        json.name("waivers").beginArray();
        for (Waiver waiver : assessment.waivers()) {
            waiver(json, waiver);
        }
        json.endArray();
        json.name("findings").beginArray();
        try (Stream<Finding> ordered = findings.ordered()) {
            for (Iterator<Finding> rows = ordered.iterator(); rows.hasNext();) {
                finding(json, rows.next());
            }
        }
        json.endArray();
        json.endObject();
        json.flush();
        characters.write('\n');
        characters.flush();
    }

    private static void header(JsonWriter json, Assessment assessment) throws IOException {
        json.name("tool").beginObject();
        json.name("name").value(assessment.tool().name());
        json.name("version").value(assessment.tool().version());
        json.endObject();
        json.name("run").beginObject();
        json.name("id").value(assessment.run().id());
        json.name("startedAt").value(assessment.run().startedAt().toString());
        json.name("finishedAt").value(assessment.run().finishedAt().toString());
        json.name("complete").value(assessment.run().complete());
        json.endObject();
        json.name("site").value(assessment.site());
        json.name("clusters").beginArray();
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            json.beginObject();
            json.name("name").value(cluster.name());
            json.name("uid").value(cluster.uid().orElse(null));
            json.name("version").value(cluster.version().orElse(null));
            json.endObject();
        }
        json.endArray();
    }

    private static void selection(JsonWriter json, Assessment assessment) throws IOException {
        json.name("selection").beginObject();
        texts(json, "benchmarks", assessment.selection().benchmarks());
        texts(json, "profiles", assessment.selection().profiles());
        texts(json, "checks", assessment.selection().checks());
        texts(json, "targets", assessment.selection().targets());
        json.endObject();
        json.name("values").beginArray();
        for (Setting setting : assessment.settings()) {
            json.beginObject();
            json.name("id").value(setting.id());
            json.name("value").value(setting.value());
            json.name("origin").value(setting.origin());
            json.name("target").value(setting.target());
            json.endObject();
        }
        json.endArray();
    }

    private static void benchmarks(JsonWriter json, Collection<Benchmark> benchmarks) throws IOException {
        json.name("benchmarks").beginArray();
        for (Benchmark benchmark : benchmarks) {
            json.beginObject();
            json.name("id").value(benchmark.id());
            json.name("title").value(benchmark.title());
            json.name("version").value(benchmark.version());
            json.name("source").value(benchmark.source());
            json.name("controls").beginArray();
            for (Benchmark.Control control : benchmark.controls()) {
                json.beginObject();
                json.name("id").value(control.id());
                json.name("title").value(control.title());
                json.name("level").value(control.level());
                json.name("section").value(control.section());
                json.name("references").beginObject();
                for (Map.Entry<String, String> reference : control.references().entrySet()) {
                    json.name(reference.getKey()).value(reference.getValue());
                }
                json.endObject();
                texts(json, "rules", control.rules().stream().map(Benchmark.RuleUse::rule).toList());
                json.name("manual").value(control.manual().orElse(null));
                json.name("unsupported").value(control.unsupported().orElse(null));
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    private static void rules(JsonWriter json, Collection<Rule> rules) throws IOException {
        json.name("rules").beginArray();
        for (Rule rule : rules) {
            json.beginObject();
            json.name("id").value(rule.id());
            json.name("title").value(rule.title());
            json.name("severity").value(rule.severity().name());
            json.name("appliesTo").value(rule.targets().who());
            texts(json, "witnesses", rule.witnesses().stream().sorted().map(Enum::name).toList());
            json.name("rationale").value(rule.rationale());
            json.name("remediation").value(rule.remediation());
            json.name("references").beginArray();
            for (Rule.Reference reference : rule.references()) {
                json.beginObject();
                json.name("source").value(reference.source());
                json.name("section").value(reference.section());
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    private static void targets(JsonWriter json, Collection<Target> targets) throws IOException {
        json.name("targets").beginArray();
        for (Target target : targets) {
            json.beginObject();
            json.name("id").value(target.id());
            json.name("kind").value(target.kind());
            json.name("name").value(target.name());
            if (target instanceof Target.Node node) {
                texts(json, "roles", node.roles().stream().map(Enum::name).toList());
                json.name("cluster").value(node.cluster().orElse(null));
                json.name("space").value(node.space().name());
                json.name("category").value(node.category().orElse(null));
                json.name("maintenanceUntil").value(node.maintenanceUntil().map(Object::toString).orElse(null));
            } else if (target instanceof Target.Cluster cluster) {
                json.name("space").value(cluster.space().name());
            }
            json.endObject();
        }
        json.endArray();
    }

    private static void causes(JsonWriter json, Collection<Cause> causes) throws IOException {
        json.name("causes").beginArray();
        for (Cause cause : causes) {
            json.beginObject();
            json.name("id").value(cause.id());
            json.name("target").value(cause.target());
            json.name("reason").value(cause.reason().name());
            json.name("detail").value(cause.detail());
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

    private static void counts(JsonWriter json, String name, Map<String, Coverage.Count> counts) throws IOException {
        json.name(name).beginObject();
        for (Map.Entry<String, Coverage.Count> count : counts.entrySet()) {
            json.name(count.getKey()).beginObject();
            json.name("expected").value(count.getValue().expected());
            json.name("judged").value(count.getValue().judged());
            json.endObject();
        }
        json.endObject();
    }

    private static void totals(JsonWriter json, Totals totals) throws IOException {
        json.name("totals").beginObject();
        json.name("findings").value(totals.findings());
        json.name("byOutcome").beginObject();
        for (Map.Entry<?, Long> count : totals.byOutcome().entrySet()) {
            json.name(count.getKey().toString()).value(count.getValue());
        }
        json.endObject();
        json.name("failedBySeverity").beginObject();
        for (Map.Entry<?, Long> count : totals.failedBySeverity().entrySet()) {
            json.name(count.getKey().toString()).value(count.getValue());
        }
        json.endObject();
        json.name("waived").value(totals.waived());
        json.endObject();
    }

    private static void footprint(JsonWriter json, Assessment assessment) throws IOException {
        json.name("footprint").beginArray();
        for (Assessment.Footprint footprint : assessment.footprint()) {
            json.beginObject();
            json.name("target").value(footprint.target());
            json.name("connections").value(footprint.connections());
            json.name("executions").value(footprint.executions());
            json.name("requests").value(footprint.requests());
            json.name("bytes").value(footprint.bytes());
            json.endObject();
        }
        json.endArray();
    }

    private static void finding(JsonWriter json, Finding finding) throws IOException {
        json.beginObject();
        json.name("id").value(finding.id());
        json.name("rule").value(finding.rule());
        json.name("target").value(finding.target().id());
        json.name("subject").value(finding.subject());
        json.name("variant").value(finding.variant());
        json.name("outcome").value(finding.outcome().name());
        json.name("severity").value(finding.severity().name());
        json.name("observed").value(finding.observed());
        json.name("expected").value(finding.expected());
        json.name("message").value(finding.message());
        json.name("cause").value(finding.cause().map(Cause::id).orElse(null));
        json.name("remediation").beginArray();
        for (Step step : finding.remediation()) {
            step(json, step);
        }
        json.endArray();
        json.name("evidence").beginArray();
        for (Evidence evidence : finding.evidence()) {
            json.beginObject();
            json.name("witness").value(evidence.witness().map(Enum::name).orElse(null));
            json.name("target").value(evidence.target());
            json.name("source").value(evidence.source());
            json.name("line").value(evidence.line());
            json.name("excerpt").value(evidence.excerpt());
            json.name("command").value(evidence.command());
            json.name("readingSha256").value(evidence.readingSha256());
            json.endObject();
        }
        json.endArray();
        json.name("waiver");
        if (finding.waiver().isPresent()) {
            waiver(json, finding.waiver().get());
        } else {
            json.nullValue();
        }
        json.endObject();
    }

    private static void step(JsonWriter json, Step step) throws IOException {
        json.beginObject();
        switch (step) {
            case Step.Prose prose -> json.name("kind").value("prose").name("text").value(prose.text());
            case Step.Setting setting -> json.name("kind").value("setting").name("placeKind")
                    .value(setting.place().kind()).name("place").value(setting.place().path()).name("literal")
                    .value(setting.literal());
            case Step.Command command -> json.name("kind").value("command").name("where").value(command.where())
                    .name("text").value(command.text());
        }
        json.endObject();
    }

    private static void waiver(JsonWriter json, Waiver waiver) throws IOException {
        json.beginObject();
        json.name("kind").value(waiver.kind());
        json.name("reason").value(waiver.reason());
        json.name("expires").value(waiver.expires().toString());
        json.endObject();
    }

    private static void texts(JsonWriter json, String name, Collection<String> texts) throws IOException {
        json.name(name).beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }
}
