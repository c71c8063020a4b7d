package io.tightship.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OscalReportTest {

    private static final String SCHEMA = "/schema/json/oscal-ar_schema.json";
    private static final String SAMPLE = written(SampleAssessment.site());

    @Test
    void it_is_valid_against_the_official_schema() {
        assertThat(JsonSchema.errors(SCHEMA, SAMPLE)).isEmpty();
        assertThat(JsonSchema.errors(SCHEMA, written(Hostile.site()))).isEmpty();
        assertThat(JsonSchema.errors(SCHEMA, written(SampleAssessment.of(List.of(), List.of())))).isEmpty();
    }

    @Test
    void the_schema_refuses_what_is_no_assessment_result() {
        assertThat(JsonSchema.errors(SCHEMA, SAMPLE.replaceFirst("\"uuid\": \"[0-9a-f]{8}", "\"uuid\": \"x")))
                .isNotEmpty();
        assertThat(JsonSchema.errors(SCHEMA, SAMPLE.replaceFirst("\"description\": \"", "\"remark\": \""))).isNotEmpty();
    }

    @Test
    void uuids_of_names_are_those_of_the_standard() {
        assertThat(NameUuid.of(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "python.org"))
                .hasToString("886313e1-3b8a-5372-9b90-0c9aee199e5d");
    }

    @Test
    void each_finding_is_an_observation_of_the_target_and_no_uuid_is_used_twice() {
        SampleAssessment site = SampleAssessment.site();
        JsonObject result = result(SAMPLE);
        Set<String> items = new TreeSet<>();
        result.getAsJsonObject("local-definitions").getAsJsonArray("inventory-items")
                .forEach(item -> items.add(text(item, "uuid")));
        assertThat(items).hasSize(site.assessment().targets().size());
        Set<String> uuids = new HashSet<>(items);
        List<JsonElement> observations = result.getAsJsonArray("observations").asList();
        assertThat(observations).hasSize((int) site.findings().count()).allSatisfy(observation -> {
            assertThat(uuids.add(text(observation, "uuid"))).isTrue();
            assertThat(items).contains(text(observation.getAsJsonObject().getAsJsonArray("subjects").get(0),
                    "subject-uuid"));
        });
    }

    @Test
    void a_control_is_satisfied_only_where_all_that_was_needed_was_read_and_passed() {
        TreeMap<String, String> states = new TreeMap<>();
        result(SAMPLE).getAsJsonArray("findings").forEach(finding -> {
            JsonObject target = finding.getAsJsonObject().getAsJsonObject("target");
            JsonObject status = target.getAsJsonObject("status");
            states.put(text(target, "target-id"), text(status, "state") + " " + text(status, "reason")
                    + (target.has("implementation-status") ? " not-applicable" : ""));
        });
        assertThat(states).containsEntry("superpod-hardening_2.6", "not-satisfied fail")
                .containsEntry("superpod-hardening_2.15", "not-satisfied other") // an error among passes
                .containsEntry("superpod-hardening_2.3", "satisfied pass")
                .containsEntry("superpod-hardening_2.14", "not-satisfied other not-applicable")
                .containsEntry("superpod-hardening_3.1", "not-satisfied other") // a question
                .doesNotContainKey("superpod-hardening_3.2"); // nothing tells it
    }

    @Test
    void a_rule_that_fails_is_a_risk_and_approved_only_where_a_waiver_covers_all_of_it() {
        SampleAssessment site = SampleAssessment.site();
        TreeMap<String, String> status = new TreeMap<>();
        result(SAMPLE).getAsJsonArray("risks").forEach(risk -> status.put(property(risk, "rule").orElseThrow(),
                text(risk, "status")));
        Set<String> failing = new TreeSet<>();
        try (Stream<Finding> all = site.findings().ordered()) {
            all.filter(finding -> finding.outcome() == Outcome.FAIL).forEach(finding -> failing.add(finding.rule()));
        }
        assertThat(status.keySet()).isEqualTo(failing);
        assertThat(status).containsEntry("gpu-mig-approved", "deviation-approved")
                .containsEntry("kubelet-pod-pids-limited", "open");
    }

    @Test
    void t74_hostile_text_is_a_value_or_a_code_span() {
        SampleAssessment hostile = Hostile.site();
        String text = written(hostile);
        assertThat(text).doesNotContain("<", "\u001b", "\u202E", "\u2028", "\u0000");
        List<String> expected;
        try (Stream<Finding> ordered = hostile.findings().ordered()) {
            expected = ordered.map(finding -> Text.line(finding.observed(), 2_000)).toList();
        }
        List<JsonElement> observations = result(text).getAsJsonArray("observations").asList();
        assertThat(observations).extracting(observation -> property(observation, "observed").orElse(""))
                .containsExactlyElementsOf(expected);
        assertThat(observations).allMatch(observation -> text(observation, "description").matches("(?s)(`+).*\\1"));
    }

    private static Optional<String> property(JsonElement element, String name) {
        return element.getAsJsonObject().getAsJsonArray("props").asList().stream()
                .filter(property -> text(property, "name").equals(name)).map(property -> text(property, "value"))
                .findFirst();
    }

    private static JsonObject result(String text) {
        return JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("assessment-results")
                .getAsJsonArray("results").get(0).getAsJsonObject();
    }

    private static String text(JsonElement element, String name) {
        return element.getAsJsonObject().get(name).getAsString();
    }

    private static String written(SampleAssessment sample) {
        return Written.by(OscalReport::write, sample).text();
    }
}
