package io.tightship.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.contrastsecurity.sarif.Notification;
import com.contrastsecurity.sarif.Result;
import com.contrastsecurity.sarif.Run;
import com.contrastsecurity.sarif.SarifSchema210;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tightship.model.Assessment;
import io.tightship.model.Comparison;
import io.tightship.model.Comparison.Kind;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        assertThat(run.getResults().stream().filter(result -> result.getBaselineState() != Result.BaselineState.ABSENT))
                .hasSize((int) site.findings().totals().count(Outcome.FAIL))
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
    void a_result_says_how_it_stands_to_the_run_before_where_both_judged_it() throws IOException {
        SampleAssessment site = SampleAssessment.site();
        List<Finding> failed;
        List<Finding> others;
        try (Stream<Finding> all = site.findings().ordered(); Stream<Finding> again = site.findings().ordered()) {
            failed = all.filter(finding -> finding.outcome() == Outcome.FAIL).toList();
            others = again.filter(finding -> finding.outcome() == Outcome.PASS
                    || finding.outcome() == Outcome.NOT_APPLICABLE).toList();
        }
        Finding passed = others.stream().filter(finding -> finding.outcome() == Outcome.PASS).findFirst().orElseThrow();
        Finding gone = others.stream().filter(finding -> finding.outcome() != Outcome.PASS).findFirst().orElseThrow();
        String text = written(site.compared(List.of(
                SampleAssessment.change(Kind.NEW, failed.get(0), Optional.of(Outcome.PASS), "it was PASS"),
                SampleAssessment.change(Kind.CHANGED, failed.get(1), Optional.of(Outcome.FAIL), "the evidence differs"),
                SampleAssessment.change(Kind.INCOMPARABLE, failed.get(2), Optional.of(Outcome.ERROR), "not judged"),
                SampleAssessment.change(Kind.RESOLVED, passed, Optional.of(Outcome.FAIL), "it is PASS"),
                SampleAssessment.change(Kind.RESOLVED, gone, Optional.of(Outcome.FAIL), "it is NOT APPLICABLE"))));
        assertThat(JsonSchema.errors(SCHEMA, text)).isEmpty();
        Map<String, Result> results = new HashMap<>();
        run(text).getResults().forEach(result -> results.put(String.valueOf(result.getPartialFingerprints()
                .getAdditionalProperties().get("tightshipFinding/v1")), result));
        assertThat(results).hasSize(failed.size() + 2);
        assertThat(results.get(failed.get(0).id()).getBaselineState()).isEqualTo(Result.BaselineState.NEW);
        assertThat(results.get(failed.get(1).id()).getBaselineState()).isEqualTo(Result.BaselineState.UPDATED);
        assertThat(results.get(failed.get(2).id()).getBaselineState()).isNull();
        assertThat(failed.subList(3, failed.size())).allMatch(finding ->
                results.get(finding.id()).getBaselineState() == Result.BaselineState.UNCHANGED);
        assertThat(results.get(passed.id())).satisfies(absent -> {
            assertThat(absent.getBaselineState()).isEqualTo(Result.BaselineState.ABSENT);
            assertThat(absent.getKind()).isEqualTo(Result.Kind.PASS);
            assertThat(absent.getLevel()).isEqualTo(Result.Level.NONE);
            assertThat(absent.getMessage().getText()).endsWith("it is PASS");
        });
        assertThat(results.get(gone.id()).getKind()).isEqualTo(Result.Kind.NOT_APPLICABLE);
    }

    @Test
    void a_run_names_the_run_that_it_was_compared_with_as_that_named_itself() throws IOException {
        Run run = run(SAMPLE);
        Assessment now = SampleAssessment.site().assessment();
        assertThat(run.getAutomationDetails().getGuid()).isEqualTo(
                NameUuid.of("sarif-run", now.site(), now.run().id()).toString());
        assertThat(run.getBaselineGuid()).isEqualTo(NameUuid.of("sarif-run", now.site(), now.comparison().orElseThrow()
                .baseline().run()).toString()).isNotEqualTo(run.getAutomationDetails().getGuid());
        String alone = written(new SampleAssessment(SampleAssessment.uncompared(now), SampleAssessment.site().findings()));
        assertThat(alone).doesNotContain("baselineGuid", "baselineState");
    }

    @Test
    void failures_of_a_rule_that_are_one_result_stand_as_all_of_them_do() throws IOException {
        SampleAssessment many = SampleAssessment.ofSize(60, 1_000);
        List<Finding> failed;
        try (Stream<Finding> all = many.findings().ordered()) {
            failed = all.filter(finding -> finding.outcome() == Outcome.FAIL).toList();
        }
        List<String> rules = failed.stream().map(Finding::rule).distinct().toList();
        List<Comparison.Change> changes = new ArrayList<>();
        failed.stream().filter(finding -> finding.rule().equals(rules.get(0))).forEach(finding ->
                changes.add(SampleAssessment.change(Kind.NEW, finding, Optional.empty(), "it was not there")));
        changes.add(SampleAssessment.change(Kind.INCOMPARABLE, first(failed, rules.get(1)), Optional.empty(), "?"));
        changes.add(SampleAssessment.change(Kind.NEW, first(failed, rules.get(2)), Optional.empty(), "it was not there"));
        Finding other = first(failed, rules.get(3));
        changes.add(new Comparison.Change(Kind.RESOLVED, "gone", rules.get(3), other.target().id(), "", "",
                other.severity(), Optional.of(Outcome.FAIL), Optional.empty(), "it is no longer there"));
        changes.add(new Comparison.Change(Kind.RESOLVED, "rule-gone", "former-rule", other.target().id(), "", "",
                other.severity(), Optional.of(Outcome.FAIL), Optional.empty(), "it is no longer there"));
        String text = written(many.compared(changes));
        assertThat(JsonSchema.errors(SCHEMA, text)).isEmpty();
        Map<String, Optional<Result.BaselineState>> states = new HashMap<>();
        run(text).getResults().forEach(result -> states.put(result.getRuleId(),
                Optional.ofNullable(result.getBaselineState())));
        assertThat(states).hasSize(61).containsEntry(rules.get(0), Optional.of(Result.BaselineState.NEW))
                .containsEntry(rules.get(1), Optional.empty())
                .containsEntry(rules.get(2), Optional.of(Result.BaselineState.UPDATED))
                .containsEntry(rules.get(3), Optional.of(Result.BaselineState.UPDATED))
                .containsEntry(rules.get(4), Optional.of(Result.BaselineState.UNCHANGED))
                .containsEntry("former-rule", Optional.of(Result.BaselineState.ABSENT));
    }

    private static Finding first(List<Finding> failed, String rule) {
        return failed.stream().filter(finding -> finding.rule().equals(rule)).findFirst().orElseThrow();
    }

    @Test
    void very_many_failures_are_one_result_for_each_rule_and_still_counted() throws IOException {
        SampleAssessment many = SampleAssessment.ofSize(60, 1_000);
        long failed = many.findings().totals().count(Outcome.FAIL);
        assertThat(failed).isGreaterThan(SarifResults.SINGLE);
        List<Result> results = run(written(many)).getResults();
        assertThat(results).hasSize(60).allMatch(result -> result.getLocations().size() == 100);
        assertThat(results.stream().mapToLong(Result::getOccurrenceCount).sum()).isEqualTo(failed);
    }

    @Test
    void t74_hostile_text_is_text_and_no_link() throws IOException {
        SampleAssessment hostile = Hostile.site();
        String text = written(hostile);
        assertThat(text).doesNotContain("<", "\u001b", "\u202E", "\u2028", "\u0000");
        Run run = run(text);
        List<String> expected;
        try (Stream<Finding> ordered = hostile.findings().ordered()) {
            expected = ordered.filter(finding -> finding.outcome() == Outcome.FAIL)
                    .map(finding -> Text.line(finding.observed(), 1_000)).toList();
        }
        assertThat(run.getResults().stream().filter(result -> result.getKind() == Result.Kind.FAIL))
                .extracting(result -> result.getProperties().getAdditionalProperties().get("observed")).containsExactlyElementsOf(expected);
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
