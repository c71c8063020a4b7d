package io.tightship.report;

import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Finding;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.report.Columns.Value.Day;
import io.tightship.report.Columns.Value.Moment;
import io.tightship.report.Columns.Value.Written;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One finding as a row: the columns that the flat formats share. */
public final class Columns {

    private final Assessment assessment;
    private final Map<String, String> titles;
    private final Map<String, String> controls;
    private final Numbering numbering;

    public Columns(Assessment assessment) {
        this.assessment = assessment;
        this.titles = assessment.rules().stream().collect(Collectors.toMap(Rule::id, Rule::title));
        this.numbering = new Numbering(assessment);
        this.controls = new HashMap<>();
        controlsByRule(assessment).forEach((rule, ids) -> controls.put(rule, String.join("\n", ids)));
    }

    /**
     * A column.
     *
     * @param width in characters, for formats that have widths
     */
    public record Column(String heading, int width, Function<Finding, Value> value) {
    }

    /** A cell, typed for formats that have types. */
    public sealed interface Value {
        /** Text of any origin, not yet made harmless; empty for no value. */
        record Written(String text) implements Value {
        }

        record Day(LocalDate date) implements Value {
        }

        record Moment(Instant instant) implements Value {
        }
    }

    /** The finding itself. */
    public List<Column> finding() {
        return List.of(
                written("Outcome", 16, finding -> finding.outcome().name()),
                written("Severity", 10, finding -> finding.severity().name()),
                written("Rule", 34, Finding::rule),
                written("Title", 46, finding -> titles.getOrDefault(finding.rule(), "")),
                written("Kind", 9, finding -> finding.target().kind()),
                written("Target", 26, finding -> finding.target().name()),
                written("Cluster", 14, finding -> Words.cluster(finding.target())),
                written("Subject", 26, Finding::subject),
                written("Variant", 12, Finding::variant),
                written("Observed", 34, Finding::observed),
                written("Expected", 34, Finding::expected),
                written("Message", 60, Finding::message),
                written("Cause", 16, finding -> finding.cause().map(cause -> cause.reason().name()).orElse("")),
                written("Cause target", 26, finding -> finding.cause().map(cause -> cause.target()).orElse("")),
                written("Steps", 60, finding -> finding.remediation().stream().map(Words::step)
                        .collect(Collectors.joining("\n"))),
                written("Evidence", 60, Columns::evidence),
                written("Controls", 24, this::controls),
                new Column("Waived until", 13, finding -> finding.waiver().<Value>map(w -> new Day(w.expires()))
                        .orElse(new Written(""))),
                written("Waiver", 34, finding -> finding.waiver().map(Words::waiver).orElse("")),
                written("Finding id", 24, Finding::id));
    }

    /** Which run it comes from, for formats without a page that says so. */
    public List<Column> run() {
        Map<String, String> uids = assessment.clusters().stream().collect(
                Collectors.toMap(Assessment.ClusterIdentity::name, identity -> identity.uid().orElse("")));
        String benchmarks = assessment.benchmarks().stream().map(b -> b.id() + " " + b.version())
                .collect(Collectors.joining("; "));
        Value started = new Moment(assessment.run().startedAt());
        String tool = assessment.tool().name() + " " + assessment.tool().version();
        return List.of(
                written("Site", 16, finding -> assessment.site()),
                written("Cluster UID", 36, finding -> uids.getOrDefault(Words.cluster(finding.target()), "")),
                written("Run", 30, finding -> assessment.run().id()),
                new Column("Started at", 20, finding -> started),
                written("Benchmarks", 30, finding -> benchmarks),
                written("Profiles", 20, finding -> String.join("; ", assessment.selection().profiles())),
                written("Tool", 18, finding -> tool));
    }

    /** For each rule the controls that ask for it, as "benchmark control", in the order of the benchmarks. */
    public static Map<String, List<String>> controlsByRule(Assessment assessment) {
        Map<String, Set<String>> byRule = new HashMap<>();
        for (Benchmark benchmark : assessment.benchmarks()) {
            for (Benchmark.Control control : benchmark.controls()) {
                for (Benchmark.RuleUse use : control.rules()) {
                    byRule.computeIfAbsent(use.rule(), id -> new LinkedHashSet<>())
                            .add(benchmark.id() + " " + control.id());
                }
            }
        }
        return byRule.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    private String controls(Finding finding) {
        return Stream.concat(Stream.of(controls.getOrDefault(finding.rule(), "")), numbering.lines(finding).stream())
                .filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static Column written(String heading, int width, Function<Finding, String> text) {
        return new Column(heading, width, finding -> new Written(text.apply(finding)));
    }

    private static String evidence(Finding finding) {
        return finding.evidence().stream().map(evidence -> Words.origin(evidence)
                + (evidence.excerpt().isEmpty() ? "" : ": " + evidence.excerpt())).collect(Collectors.joining("\n"));
    }
}
