package io.tightship.report.json;

import com.google.gson.stream.JsonWriter;
import io.tightship.model.Benchmark;
import io.tightship.report.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Benchmarks with their profiles and controls as JSON. */
final class BenchmarkJson {

    private BenchmarkJson() {
    }

    static void write(JsonWriter json, List<Benchmark> benchmarks) throws IOException {
        json.name("benchmarks").beginArray();
        for (Benchmark benchmark : benchmarks) {
            json.beginObject();
            JsonReport.text(json, "id", benchmark.id());
            JsonReport.text(json, "title", benchmark.title());
            JsonReport.text(json, "version", benchmark.version());
            JsonReport.text(json, "source", benchmark.source());
            json.name("profiles").beginArray();
            for (Benchmark.Profile profile : new TreeMap<>(benchmark.profiles()).values()) {
                json.beginObject();
                JsonReport.text(json, "name", profile.name());
                JsonReport.texts(json, "controls", profile.controls());
                values(json, profile.values());
                json.endObject();
            }
            json.endArray();
            json.name("controls").beginArray();
            for (Benchmark.Control control : benchmark.controls()) {
                control(json, control);
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
    }

    private static void control(JsonWriter json, Benchmark.Control control) throws IOException {
        json.beginObject();
        JsonReport.text(json, "id", control.id());
        JsonReport.text(json, "title", control.title());
        json.name("level").value(control.level());
        JsonReport.text(json, "section", control.section());
        json.name("references").beginObject();
        for (Map.Entry<String, String> reference : new TreeMap<>(control.references()).entrySet()) {
            JsonReport.text(json, Text.encodable(reference.getKey()), reference.getValue());
        }
        json.endObject();
        json.name("rules").beginArray();
        for (Benchmark.RuleUse use : control.rules()) {
            json.beginObject();
            JsonReport.text(json, "rule", use.rule());
            values(json, use.values());
            json.endObject();
        }
        json.endArray();
        JsonReport.text(json, "manual", control.manual());
        JsonReport.text(json, "unsupported", control.unsupported());
        json.endObject();
    }

    private static void values(JsonWriter json, Map<String, List<String>> values) throws IOException {
        json.name("values").beginObject();
        for (Map.Entry<String, List<String>> value : new TreeMap<>(values).entrySet()) {
            JsonReport.texts(json, Text.encodable(value.getKey()), value.getValue());
        }
        json.endObject();
    }
}
