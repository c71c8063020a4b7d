package io.tightship.report;

import io.tightship.model.Assessment;
import io.tightship.model.Assessment.ClusterIdentity;
import io.tightship.model.Benchmark;
import io.tightship.model.CisEdition;
import io.tightship.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The numbers that controls of the CIS benchmark have in the edition of a finding's cluster. Where the edition is not
 * known the numbering is an error and is said to be one: no other edition stands in for it.
 */
public final class Numbering {

    private final Map<String, ClusterIdentity> clusters;
    private final List<Benchmark.Control> controls;

    Numbering(Assessment assessment) {
        this.clusters = assessment.clusters().stream().collect(
                Collectors.toMap(ClusterIdentity::name, Function.identity()));
        this.controls = assessment.benchmarks().stream().filter(b -> b.id().equals(CisEdition.BENCHMARK))
                .flatMap(benchmark -> benchmark.controls().stream()).toList();
    }

    /** As in a report's header: by which edition the controls of a cluster are numbered. */
    public static String words(ClusterIdentity cluster) {
        return edition(cluster).map(edition -> "CIS controls are numbered as in " + edition)
                .orElseGet(() -> "ERROR: CIS controls cannot be numbered, " + cluster.version().map(version ->
                        "since no edition of the benchmark is known for " + version)
                        .orElse("since the version was not read"));
    }

    /** {@code cis-1.11}; empty where none is known, and then there are no numbers. */
    public static Optional<String> edition(ClusterIdentity cluster) {
        return cluster.version().flatMap(CisEdition::of);
    }

    /** One line for each control of the finding's rule, or one that says why there are no numbers. */
    List<String> lines(Finding finding) {
        ClusterIdentity cluster = clusters.get(Words.cluster(finding.target()));
        List<Benchmark.Control> asking = controls.stream().filter(control -> control.rules().stream()
                .anyMatch(use -> use.rule().equals(finding.rule()))).toList();
        if (cluster == null || asking.isEmpty()) {
            return List.of();
        }
        Optional<String> edition = edition(cluster);
        if (edition.isEmpty()) {
            return List.of(words(cluster));
        }
        if (edition.get().equals(CisEdition.BENCHMARK.replace("kubernetes-", ""))) {
            return List.of();
        }
        return asking.stream().map(control -> edition.get() + " " + Optional.ofNullable(control.references()
                .get(edition.get())).orElse("does not have " + control.id())).toList();
    }
}
