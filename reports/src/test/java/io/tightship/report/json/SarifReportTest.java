package io.tightship.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.contrastsecurity.sarif.Notification;
import com.contrastsecurity.sarif.Result;
import com.contrastsecurity.sarif.Run;
import com.contrastsecurity.sarif.SarifSchema210;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SarifReportTest {

    private static final String SCHEMA = "/schema/sarif-schema-2.1.0.json";
    private static final String SAMPLE = written(SampleAssessment.site());

    @Test
    void it_is_valid_against_the_official_schema() {
        assertThat(JsonSchema.errors(SCHEMA, SAMPLE)).isEmpty();
        assertThat(JsonSchema.errors(SCHEMA, written(Hostile.site()))).isEmpty();
        assertThat(JsonSchema.errors(SCHEMA, written(SampleAssessment.of(List.of(), List.of())))).isEmpty();
        assertThat(JsonSchema.errors(SCHEMA, written(SampleAssessment.ofSize(60, 1_000)))).isEmpty();
    }

    @Test
    void the_schema_refuses_what_is_no_sarif() {
        JsonObject root = JsonParser.parseString(SAMPLE).getAsJsonObject();
        root.getAsJsonArray("runs").get(0).getAsJsonObject().getAsJsonArray("results").get(0).getAsJsonObject()
                .addProperty("kind", "error");
        assertThat(JsonSchema.errors(SCHEMA, root.toString())).isNotEmpty();
    }

    @Test
    void only_what_failed_is_a_result_and_what_could_not_be_read_is_said_of_the_run() throws IOException {
        SampleAssessment site = SampleAssessment.site();
        Run run = run(SAMPLE);
        assertThat(run.getResults()).hasSize((int) site.findings().totals().count(Outcome.FAIL))
                .allMatch(result -> result.getKind() == Result.Kind.FAIL);
        assertThat(run.getInvocations().getFirst().getExecutionSuccessful()).isFalse();
        assertThat(run.getInvocations().getFirst().getToolExecutionNotifications())
                .hasSize(site.assessment().causes().size()).allMatch(n -> n.getLevel() == Notification.Level.ERROR)
                .anyMatch(n -> n.getMessage().getText().startsWith("node/b05-p1-dgx-05-c07: UNREACHABLE: connect to"));
    }

    @Test
    void a_waiver_is_a_suppression_that_says_until_when() throws IOException {
        List<Result> suppressed = run(SAMPLE).getResults().stream()
                .filter(result -> result.getSuppressions() != null && !result.getSuppressions().isEmpty()).toList();
        assertThat(suppressed).hasSize(1);
        assertThat(suppressed.getFirst().getSuppressions().iterator().next().getJustification())
                .isEqualTo("until 2026-12-04, maintenance: maintenance-until in the inventory");
    }

    /** A result without such a location, or with a fingerprint that changes, is what its readers stumble over. */
    @Test
    void each_result_has_a_relative_place_a_known_rule_and_a_fingerprint_of_its_own() throws IOException {
        for (SampleAssessment sample : List.of(SampleAssessment.site(), Hostile.site())) {
            Run run = run(written(sample));
            Set<String> prints = new HashSet<>();
            assertThat(run.getResults()).allSatisfy(result -> {
                URI place = URI.create(
                        result.getLocations().getFirst().getPhysicalLocation().getArtifactLocation().getUri());
                assertThat(place.isAbsolute()).isFalse();
                assertThat(place.toString()).matches("(node|switch|cluster|site)/.+");
                assertThat(run.getTool().getDriver().getRules().stream().toList().get(result.getRuleIndex()).getId())
                        .isEqualTo(result.getRuleId());
                assertThat(prints.add(result.getPartialFingerprints().getAdditionalProperties().toString())).isTrue();
            });
        }
    }

    @Test
    void very_many_failures_are_one_result_for_each_rule_and_still_counted() throws IOException {
        SampleAssessment many = SampleAssessment.ofSize(60, 1_000);
        long failed = many.findings().totals().count(Outcome.FAIL);
        assertThat(failed).isGreaterThan(SarifReport.SINGLE);
        List<Result> results = run(written(many)).getResults();
        assertThat(results).hasSize(60).allMatch(result -> result.getLocations().size() == 100);
        assertThat(results.stream().mapToLong(Result::getOccurrenceCount).sum()).isEqualTo(failed);
    }

    @Test
    void hostile_text_is_text_and_no_link() throws IOException {
        SampleAssessment hostile = Hostile.site();
        String text = written(hostile);
        assertThat(text).doesNotContain("<", "\u001b", "\u202E", "\u2028", "\u0000");
        Run run = run(text);
        List<String> expected;
        try (Stream<Finding> ordered = hostile.findings().ordered()) {
            expected = ordered.filter(finding -> finding.outcome() == Outcome.FAIL)
                    .map(finding -> Text.line(finding.observed(), 1_000)).toList();
        }
        assertThat(run.getResults()).extracting(result -> result.getProperties().getAdditionalProperties()
                .get("observed")).containsExactlyElementsOf(expected);
        assertThat(run.getResults()).extracting(result -> result.getMessage().getText())
                .noneMatch(message -> message.contains("[click](")).anyMatch(message -> message.contains("\\[click\\]("));
    }

    private static String written(SampleAssessment sample) {
        return Written.by(SarifReport::write, sample).text();
    }

    /** As a reader that is not ours understands it. */
    private static Run run(String text) throws IOException {
        return new ObjectMapper().readValue(text, SarifSchema210.class).getRuns().getFirst();
    }
}
