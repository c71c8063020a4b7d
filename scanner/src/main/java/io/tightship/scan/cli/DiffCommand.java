package io.tightship.scan.cli;

import io.tightship.model.Comparison;
import io.tightship.model.Comparison.Change;
import io.tightship.model.Comparison.Kind;
import io.tightship.model.Outcome;
import io.tightship.report.Text;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.ExitCode;
import io.tightship.scan.compare.Baseline;
import io.tightship.scan.compare.Comparing;
import io.tightship.scan.compare.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship diff}: what changed between two runs. */
@Command(name = "diff", mixinStandardHelpOptions = true,
        description = "Tells what changed from one run to another: new, resolved, changed, incomparable.")
final class DiffCommand implements Callable<Integer> {

    private static final int SHOWN = 400;

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The assessment.json of the earlier run.")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "The assessment.json of the later run.")
    private Path after;

    @Option(names = "--fail-on-new", description = "Exit with 1 where something fails that did not fail before.")
    private boolean failOnNew;

    @Override
    public Integer call() {
        try (StoredAssessment old = Assessments.open(before); StoredAssessment now = Assessments.open(after)) {
            Assessments.sameSite(old.assessment(), now.assessment().site());
            Comparing.Result result = Comparing.of(Baseline.of(old.assessment()), Side.of(old.assessment(), old),
                    Side.of(now.assessment(), now));
            print(result.comparison());
            Baseline.remarks(old.assessment(), now.assessment().clusters(), now.assessment().tool().version())
                    .forEach(remark -> main.console().say(main.console().yellow("NOTE") + "   " + remark.text()));
            try (Stream<io.tightship.model.Finding> findings = now.ordered()) {
                boolean fresh = findings.anyMatch(finding -> finding.outcome() == Outcome.FAIL
                        && finding.waiver().isEmpty() && !result.known().contains(finding.id()));
                return (failOnNew && fresh ? ExitCode.FINDINGS : ExitCode.CLEAN).code();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(Comparison comparison) {
        Console console = main.console();
        for (Kind kind : List.of(Kind.NEW, Kind.CHANGED, Kind.INCOMPARABLE, Kind.RESOLVED)) {
            List<Change> changes = comparison.changes().stream().filter(change -> change.kind() == kind).toList();
            if (changes.isEmpty()) {
                continue;
            }
            console.print(console.bold(kind.name()));
            String rule = "";
            for (Change change : changes) {
                if (!change.rule().equals(rule)) {
                    rule = change.rule();
                    console.print("  " + change.severity() + " " + rule);
                }
                console.print("    " + Text.line(change.target() + (change.subject().isEmpty() ? "" : " "
                        + change.subject()) + (change.variant().isEmpty() ? "" : " [" + change.variant() + "]"), SHOWN)
                        + ": " + Text.line(change.note(), SHOWN));
            }
        }
        console.print(Summary.comparison(comparison));
    }
}
