package io.tightship.scan.cli;

import io.tightship.model.Finding;
import io.tightship.model.Step;
import io.tightship.report.Words;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.remedy.RemediationPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship remediate}: what to do about a run, each step once. It does nothing itself. */
@Command(name = "remediate", mixinStandardHelpOptions = true,
        description = "Prints the steps for all failures of a run that are not waived, each once. Runs none of them.")
final class RemediateCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Option(names = "--plan", paramLabel = "FILE", description = "The assessment.json of the run.")
    private Optional<Path> file = Optional.empty();

    @Override
    public void run() {
        try (StoredAssessment run = Assessments.open(file.orElseThrow(() -> new UsageError(
                "expected --plan FILE: steps are printed, never run"))); Stream<Finding> findings = run.ordered()) {
            RemediationPlan plan = RemediationPlan.of(findings::iterator);
            Paragraph.lines("Site " + run.assessment().site() + ", run " + run.assessment().run().id() + ": "
                    + Words.count(plan.size(), "step", "steps") + " for "
                    + Words.count(plan.failures(), "failure", "failures") + ". None was run. Read each one, and what "
                    + "its rule says of it (tightship checks show ID), before you do it.", "")
                    .forEach(main.console()::print);
            for (RemediationPlan.Area area : RemediationPlan.Area.values()) {
                List<RemediationPlan.Group> groups = plan.groups(area, run.assessment().targets());
                if (!groups.isEmpty()) {
                    main.console().print("");
                    main.console().print(main.console().bold(area.title()));
                    groups.forEach(this::print);
                }
            }
            byHand(plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(RemediationPlan.Group group) {
        if (!group.where().isEmpty()) {
            Paragraph.lines("On " + group.where() + ":", "  ").forEach(main.console()::print);
        }
        for (RemediationPlan.Entry entry : group.entries()) {
            Paragraph.lines("[" + entry.worst() + "] " + String.join(", ", entry.rules()) + ", "
                    + Words.count(entry.targets().size(), "target", "targets"), "  ").forEach(main.console()::print);
            switch (entry.step()) {
                case Step.Prose prose -> Paragraph.lines(prose.text(), "    ").forEach(main.console()::print);
                case Step.Setting setting -> {
                    Paragraph.lines("set in " + Words.place(setting.place()) + ":", "    ")
                            .forEach(main.console()::print);
                    Paragraph.literal(setting.literal(), "      ").forEach(main.console()::print);
                }
                case Step.Command command -> Paragraph.literal(command.text(), "      ").forEach(main.console()::print);
            }
        }
    }

    private void byHand(RemediationPlan plan) {
        if (plan.byHand().isEmpty()) {
            return;
        }
        main.console().print("");
        main.console().print(main.console().bold("Without steps of their own"));
        plan.byHand().forEach((rule, failures) -> main.console().print("  " + rule + ": "
                + Words.count(failures, "failure", "failures")));
    }
}
