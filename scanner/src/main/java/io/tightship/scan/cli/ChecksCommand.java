package io.tightship.scan.cli;

import io.tightship.catalog.Catalog;
import io.tightship.check.Check;
import io.tightship.fact.Need;
import io.tightship.model.Rule;
import io.tightship.model.ValueKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship checks}: what the catalogue holds. */
@Command(name = "checks", mixinStandardHelpOptions = true, description = "Lists the rules, or shows one.")
final class ChecksCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Override
    public void run() {
        throw new UsageError("expected: tightship checks list, or: tightship checks show ID");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line for each rule.")
    void list() {
        for (Check check : Catalog.load().checks()) {
            Rule rule = check.rule();
            main.console().print(String.format("%-8s  %s%n          %s", rule.severity(), rule.id(), rule.title()));
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Everything about one rule.")
    void show(@Parameters(paramLabel = "ID", description = "The rule's id.") String id) {
        Catalog catalog = Catalog.load();
        Check check = catalog.find(id).orElseThrow(() -> new UsageError("there is no rule '" + id + "'"
                + (catalog.near(id).isEmpty() ? "; see: tightship checks list"
                : "; did you mean " + String.join(", ", catalog.near(id)) + "?")));
        Rule rule = check.rule();
        Console console = main.console();
        console.print(rule.id() + " (" + rule.severity() + ")");
        console.print(rule.title() + ".");
        console.print("");
        console.print("Judged for: " + rule.targets().who());
        console.print("Witness: " + String.join(", ", rule.witnesses().stream().sorted().map(Enum::name).toList()));
        check.needs().stream().sorted(java.util.Comparator.comparing(Need::toString)).forEach(need -> {
            if (need instanceof Need.Setting<?> setting) {
                value(console, setting.key());
            }
        });
        paragraph(console, "Why", rule.rationale());
        paragraph(console, "How to mend it", rule.remediation());
        rule.references().forEach(reference -> console.print("Source: " + reference.source()
                + (reference.section().isEmpty() ? "" : ", " + reference.section())));
    }

    private static <T> void value(Console console, ValueKey<T> key) {
        console.print("Value " + key.id() + " (" + key.type().form() + "): " + key.question() + "? Default: "
                + key.fallback().map(fallback -> key.type().write().apply(fallback)).map(text -> text.isEmpty()
                ? "(none)" : text).orElse("must be stated"));
    }

    private static void paragraph(Console console, String heading, String text) {
        console.print("");
        console.print(heading + ":");
        for (String part : text.split("\n\n")) {
            StringBuilder line = new StringBuilder("  ");
            for (String word : part.split(" ")) {
                if (line.length() + word.length() > 78 && line.length() > 2) {
                    console.print(line.toString().stripTrailing());
                    line = new StringBuilder("  ");
                }
                line.append(word).append(' ');
            }
            console.print(line.toString().stripTrailing());
        }
    }
}
