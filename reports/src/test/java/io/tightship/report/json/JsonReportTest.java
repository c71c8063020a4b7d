package io.tightship.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.tightship.model.Assessment;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    private static final Written SAMPLE = Written.by(JsonReport::write, SampleAssessment.site());

    @Test
    void the_keys_stand_in_their_order_and_the_findings_last() {
        assertThat(sample().keySet()).containsExactly("format", "formatVersion", "tool", "run", "site", "clusters",
                "selection", "values", "data", "benchmarks", "rules", "targets", "causes", "coverage", "totals", "footprint",
                "waivers", "attestations", "remarks", "comparison", "findings");
        assertThat(sample().getAsJsonArray("findings").get(0).getAsJsonObject().keySet()).containsExactly("id", "rule",
                "target", "subject", "variant", "outcome", "severity", "observed", "expected", "message", "cause",
                "remediation", "evidence", "waiver");
    }

    @Test
    void nothing_but_a_finding_has_an_outcome() {
        SampleAssessment site = SampleAssessment.site();
        assertThat(SAMPLE.text().split("\"outcome\"", -1)).hasSize((int) site.findings().count() + 1);
    }

    @Test
    void data_that_grow_old_are_as_old_as_they_were_at_the_run() {
        assertThat(sample().getAsJsonArray("data").get(0).toString()).isEqualTo("{\"name\":\"advisories of the site\","
                + "\"date\":\"2026-11-01\",\"ageDays\":20,\"source\":\"bulletins <b>\"}");
    }

    @Test
    void each_finding_is_one_line() {
        SampleAssessment site = SampleAssessment.site();
        assertThat(SAMPLE.text().lines().filter(line -> line.startsWith("  {\"id\":\"")))
                .hasSize((int) site.findings().count());
    }

    @Test
    void findings_are_sorted_and_point_to_causes_that_are_there() {
        List<String> causes = sample().getAsJsonArray("causes").asList().stream()
                .map(cause -> cause.getAsJsonObject().get("id").getAsString()).toList();
        List<String> used = sample().getAsJsonArray("findings").asList().stream().map(JsonElement::getAsJsonObject)
                .filter(finding -> finding.get("outcome").getAsString().equals("ERROR"))
                .map(finding -> finding.get("cause").getAsString()).distinct().toList();
        assertThat(used).isNotEmpty().containsExactlyInAnyOrderElementsOf(causes);
        assertThat(sample().getAsJsonArray("findings").asList().stream()
                .map(finding -> finding.getAsJsonObject().get("rule").getAsString())).isSorted();
    }

    @Test
    void the_header_says_by_which_edition_controls_are_numbered_or_that_this_is_an_error() {
        var cluster = sample().getAsJsonArray("clusters").get(0).getAsJsonObject();
        assertThat(cluster.keySet()).containsExactly("name", "uid", "version", "numbering");
        String version = cluster.get("version").getAsString();
        assertThat(cluster.getAsJsonObject("numbering").toString()).isEqualTo(numbering(version));
        assertThat(numbering("v1.29.4")).isEqualTo("{\"edition\":\"cis-1.11\",\"words\":\"CIS controls are numbered "
                + "as in cis-1.11\"}");
        assertThat(numbering("v1.99.0")).isEqualTo("{\"edition\":null,\"words\":\"ERROR: CIS controls cannot be "
                + "numbered, since no edition of the benchmark is known for v1.99.0\"}");
    }

    private static String numbering(String version) {
        SampleAssessment site = SampleAssessment.site();
        Assessment a = site.assessment();
        Assessment other = new Assessment(a.tool(), a.run(), a.site(), List.of(new Assessment.ClusterIdentity("one",
                Optional.empty(), Optional.of(version))), a.selection(), a.settings(), a.benchmarks(), a.rules(),
                a.targets(), a.causes(), a.coverage(), a.totals(), a.footprint(), a.waivers());
        String text = Written.by((assessment, findings, to) -> JsonReport.write(other, findings, to), site).text();
        assertThat(validate(text)).isEmpty();
        return JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("clusters").get(0).getAsJsonObject()
                .getAsJsonObject("numbering").toString();
    }

    @Test
    void it_is_valid_against_its_schema() {
        assertThat(validate(SAMPLE.text())).isEmpty();
        assertThat(validate(Written.by(JsonReport::write, Hostile.site()).text())).isEmpty();
    }

    @Test
    void the_schema_refuses_what_is_not_an_assessment() {
        assertThat(validate(changed(root -> root.addProperty("unknown", 1)))).isNotEmpty();
        assertThat(validate(changed(root -> root.remove("coverage")))).isNotEmpty();
        assertThat(validate(changed(root -> root.addProperty("formatVersion", 2)))).isNotEmpty();
        assertThat(validate(changed(root -> finding(root).addProperty("outcome", "WAIVED")))).isNotEmpty();
        assertThat(validate(changed(root -> finding(root).addProperty("outcome", "ERROR")))).isNotEmpty();
        assertThat(validate(changed(root -> finding(root).addProperty("id", "42")))).isNotEmpty();
        assertThat(validate(changed(root -> root.getAsJsonObject("run").addProperty("startedAt", "yesterday"))))
                .isNotEmpty();
    }

    @Test
    void hostile_text_comes_back_as_it_was_and_nothing_of_it_is_raw_in_the_file() {
        Written hostile = Written.by(JsonReport::write, Hostile.site());
        assertThat(hostile.text()).doesNotContain("<", ">", "\u001b", "\u009b", "\u202E", "\u2028", "\u0000", "\u007f",
                "\uFEFF", "\uD83D\uDE00");
        List<String> observed = JsonParser.parseString(hostile.text()).getAsJsonObject().getAsJsonArray("findings")
                .asList().stream().map(finding -> finding.getAsJsonObject().get("observed").getAsString()).distinct()
                .toList();
        assertThat(observed).containsExactlyInAnyOrderElementsOf(Hostile.TEXTS.stream().map(Text::encodable).toList());
    }

    @Test
    void characters_above_the_first_plane_survive_where_buffers_meet() throws IOException {
        for (int shift = 0; shift < 2; shift++) {
            java.io.StringWriter out = new java.io.StringWriter();
            VisibleJson visible = new VisibleJson(out);
            String pairs = "x".repeat(shift) + "\uD83D\uDE00".repeat(10);
            for (int i = 0; i < pairs.length(); i += 3) {
                visible.write(pairs, i, Math.min(3, pairs.length() - i));
            }
            assertThat(new JsonPrimitive("").getAsString()
                    + JsonParser.parseString("\"" + out + "\"").getAsString()).isEqualTo(pairs);
        }
    }

    private static JsonObject sample() {
        return JsonParser.parseString(SAMPLE.text()).getAsJsonObject();
    }

    private static JsonObject finding(JsonObject root) {
        JsonArray findings = root.getAsJsonArray("findings");
        return findings.asList().stream().map(JsonElement::getAsJsonObject)
                .filter(finding -> finding.get("outcome").getAsString().equals("PASS")).findFirst().orElseThrow();
    }

    private static String changed(java.util.function.Consumer<JsonObject> change) {
        JsonObject root = sample();
        change.accept(root);
        return root.toString();
    }

    private static List<String> validate(String json) {
        return JsonSchema.errors("assessment.schema.json", json);
    }
}
