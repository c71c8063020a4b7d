package io.tightship.scan.cli;

import io.tightship.report.json.StoredAssessment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on what of the findings counts. */
final class JudgementOptions {

    @Option(names = "--waivers", paramLabel = "FILE",
            description = "Waivers and attestations, YAML or CSV; may be repeated.")
    List<Path> waivers = new ArrayList<>();

    @Option(names = "--no-waivers", description = "Nothing is waived, not even by maintenance.")
    boolean noWaivers;

    @Option(names = "--baseline", paramLabel = "FILE",
            description = "Compare with an earlier run: its assessment.json.")
    Optional<Path> baseline = Optional.empty();

    @Option(names = "--fail-on-new",
            description = "What failed in the baseline, and was not waived there, does not count.")
    boolean failOnNew;

    /** Before anything is sent. @throws UsageError where the baseline cannot be compared with */
    void check(String site) {
        if (failOnNew && baseline.isEmpty()) {
            throw new UsageError("--fail-on-new needs --baseline: the run with which to compare");
        }
        baseline.ifPresent(file -> {
            try (StoredAssessment former = Assessments.open(file)) {
                Assessments.sameSite(former.assessment(), site);
            } catch (IOException e) {
                throw new UsageError(e.getMessage());
            }
        });
    }
}
