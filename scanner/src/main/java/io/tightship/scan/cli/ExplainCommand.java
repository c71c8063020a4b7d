package io.tightship.scan.cli;

import io.tightship.model.Assessment;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.report.Columns;
import io.tightship.report.Words;
import io.tightship.report.json.StoredAssessment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship explain}: everything about one finding, and how to see it oneself. */
@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Tells what was seen for a finding, why it matters, and what to do.")
final class ExplainCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "FINDING", description = "The finding's id, or how it begins (6 digits at least).")
    private String id;

    @Option(names = "--assessment", paramLabel = "FILE", defaultValue = "tightship-reports/assessment.json",
            description = "The run (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Override
    public void run() {
        if (!id.matches("[0-9a-f]{6,20}")) {
            throw new UsageError("'" + id + "' is no finding's id: these are 20 hex digits, of which 6 may do");
        }
        try (StoredAssessment run = Assessments.open(file); Stream<Finding> findings = run.ordered()) {
            List<Finding> found = findings.filter(finding -> finding.id().startsWith(id)).limit(2).toList();
            if (found.size() != 1) {
                throw new UsageError((found.isEmpty() ? "no finding of " : "several findings of ") + file
                        + (found.isEmpty() ? " has the id " : " have ids that begin with ") + id);
            }
            explain(found.getFirst(), run.assessment());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void explain(Finding finding, Assessment run) {
        Rule rule = run.rules().stream().filter(each -> each.id().equals(finding.rule())).findFirst().orElseThrow();
        Console console = main.console();
        console.print(console.bold(finding.outcome() + " " + finding.severity() + " " + finding.rule()));
        prose(rule.title() + ".", "");
        prose("On " + Words.target(finding.target()) + (finding.subject().isEmpty() ? "" : ", " + finding.subject())
                + ", " + Words.moment(run.run().startedAt()) + ".", "");
        heading("What was seen");
        prose(finding.message(), "  ");
        labelled("Observed: ", finding.observed());
        labelled("Expected: ", finding.expected());
        finding.cause().ifPresent(cause -> prose("Not judged, since " + cause.target() + " could not be read: "
                + cause.reason() + ", " + cause.detail(), "  "));
        for (Evidence evidence : finding.evidence()) {
            prose("- " + Words.origin(evidence), "  ");
            Paragraph.literal(evidence.excerpt(), "      ").forEach(console::print);
            if (!evidence.command().isEmpty()) {
                console.print("    To see it yourself:");
                Paragraph.literal(evidence.command(), "      ").forEach(console::print);
            }
        }
        finding.waiver().ifPresent(waiver -> {
            heading("Waived until " + waiver.expires());
            prose(waiver.kind() + ": " + waiver.reason() + (waiver.authority().isEmpty() ? "" : " (" + waiver.authority()
                    + (waiver.ticket().isEmpty() ? "" : ", " + waiver.ticket()) + ")"), "  ");
        });
        heading("Why it matters");
        prose(rule.rationale(), "  ");
        heading("What to do");
        finding.remediation().forEach(this::step);
        prose(rule.remediation(), "  ");
        heading("Where it comes from");
        List<String> controls = Columns.controlsByRule(run).getOrDefault(rule.id(), List.of());
        controls.forEach(control -> prose(control, "  "));
        rule.references().forEach(reference -> prose(Words.reference(reference), "  "));
    }

    private void step(Step step) {
        switch (step) {
            case Step.Prose prose -> prose("- " + prose.text(), "  ");
            case Step.Setting setting -> {
                prose("- Set in " + Words.place(setting.place()) + ":", "  ");
                Paragraph.literal(setting.literal(), "      ").forEach(main.console()::print);
            }
            case Step.Command command -> {
                prose("- Run on " + command.where() + ":", "  ");
                Paragraph.literal(command.text(), "      ").forEach(main.console()::print);
            }
        }
    }

    private void labelled(String label, String text) {
        if (!text.isEmpty()) {
            prose(label + text, "  ");
        }
    }

    private void heading(String words) {
        main.console().print("");
        main.console().print(main.console().bold(words));
    }

    private void prose(String text, String indent) {
        Paragraph.lines(text, indent).forEach(main.console()::print);
    }
}
