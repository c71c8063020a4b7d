package io.tightship.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Assessment;
import io.tightship.model.Assessment.ClusterIdentity;
import io.tightship.model.Benchmark;
import io.tightship.model.Benchmark.Control;
import io.tightship.model.Benchmark.RuleUse;
import io.tightship.model.CisEdition;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NumberingTest {

    private static final Finding FINDING = SampleAssessment.site().findings().ordered().filter(finding ->
            !Words.cluster(finding.target()).isEmpty()).findFirst().orElseThrow();

    @Test
    void a_control_is_numbered_as_in_the_edition_of_the_clusters_version() {
        assertThat(lines("v1.31.9")).containsExactly("cis-1.11 1.2.16");
        assertThat(lines("v1.25.3")).containsExactly("cis-1.7 1.2.17");
        assertThat(lines("v1.32.4")).as("the benchmark's own number stands there anyway").isEmpty();
        assertThat(lines("v1.24.0")).containsExactly("cis-1.24 does not have 1.2.15");
    }

    @Test
    void a_version_that_is_not_known_makes_the_numbering_an_error_and_changes_nothing_else() {
        assertThat(lines("v1.36.2")).containsExactly("ERROR: CIS controls cannot be numbered, since no edition of the "
                + "benchmark is known for v1.36.2");
        assertThat(lines("weird")).singleElement().asString().startsWith("ERROR: ");
        assertThat(numbering(Optional.empty()).lines(FINDING)).containsExactly("ERROR: CIS controls cannot be numbered, "
                + "since the version was not read");
        Columns columns = new Columns(assessment(Optional.empty()));
        assertThat(columns.finding().stream().filter(column -> column.heading().equals("Controls")).findFirst()
                .orElseThrow().value().apply(FINDING)).isEqualTo(new Columns.Value.Written(
                "cis-kubernetes-1.12 1.2.15\nERROR: CIS controls cannot be numbered, since the version was not read"));
        assertThat(columns.finding().stream().filter(column -> column.heading().equals("Outcome")).findFirst()
                .orElseThrow().value().apply(FINDING)).isEqualTo(new Columns.Value.Written(FINDING.outcome().name()));
    }

    @Test
    void the_header_says_which_edition_it_is() {
        assertThat(Words.cluster(new ClusterIdentity("admin", Optional.of("u"), Optional.of("v1.29.1"))))
                .isEqualTo("admin: v1.29.1, UID u; CIS controls are numbered as in cis-1.11");
    }

    @Test
    void every_supported_version_has_the_edition_that_kube_bench_gives_it() {
        Map<String, String> editions = new TreeMap<>(Map.of("v1.24.17", "cis-1.24", "v1.25.0", "cis-1.7", "v1.26.1-eks",
                "cis-1.8", "v1.27", "cis-1.9", "v1.28.2", "cis-1.10", "v1.29.0", "cis-1.11", "v1.30.1", "cis-1.11",
                "v1.32.0+k3s1", "cis-1.12", "v1.33.1", "cis-1.12", "v1.34.0", "cis-1.12"));
        editions.forEach((version, edition) -> assertThat(CisEdition.of(version)).as(version).contains(edition));
        assertThat(CisEdition.of("v1.35.0")).isEmpty();
        assertThat(CisEdition.of("1.32.0")).isEmpty();
    }

    private static List<String> lines(String version) {
        return numbering(Optional.of(version)).lines(FINDING);
    }

    private static Numbering numbering(Optional<String> version) {
        return new Numbering(assessment(version));
    }

    private static Assessment assessment(Optional<String> version) {
        Assessment sample = SampleAssessment.site().assessment();
        Control control = new Control("1.2.15", "Profiling is off", 1, "API server", Map.of("cis-1.11", "1.2.16",
                "cis-1.7", "1.2.17"), List.of(new RuleUse(FINDING.rule(), Map.of())), Optional.empty(), Optional.empty());
        return new Assessment(sample.tool(), sample.run(), sample.site(), List.of(new ClusterIdentity(
                Words.cluster(FINDING.target()), Optional.empty(), version)), sample.selection(), List.of(),
                List.of(new Benchmark(CisEdition.BENCHMARK, "CIS", "1.12", "", Map.of(), List.of(control))),
                List.of(), List.of(), List.of(), new Coverage(Coverage.Count.NONE, new TreeMap<>(), new TreeMap<>()),
                Totals.of(List.of()), List.of(), List.of());
    }
}
