package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;
import static io.tightship.report.html.Markup.line;

import io.tightship.model.Comparison;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.report.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/** What became of findings since an earlier run. */
final class Since {

    private static final int SHOWN = 200;

    private final Comparison comparison;
    private final Map<String, Rule> rules;

    Since(Comparison comparison, List<Rule> rules) {
        this.comparison = comparison;
        this.rules = rules.stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    }

    Element section() {
        Element section = Markup.section("since", "Since the last run");
        line(section, "p", "", "Compared with the run " + comparison.baseline().run() + " of "
                + Words.moment(comparison.baseline().startedAt()) + " by version " + comparison.baseline().version()
                + (comparison.baseline().complete() ? "." : ", which was incomplete.")
                + " What was not judged in one of the two runs is incomparable, and never resolved.");
        Element body = Markup.table(section, "counts", "Findings by what became of them", "Change", "#Findings");
        for (Comparison.Kind kind : Words.CHANGES) {
            Element row = body.appendElement("tr").attr("data-change", kind.name());
            Markup.rowHeader(row).text(Words.change(kind));
            Markup.number(row, "Findings", comparison.count(kind));
        }
        for (Comparison.Kind kind : Words.CHANGES) {
            List<Comparison.Change> changes =
                    comparison.changes().stream().filter(change -> change.kind() == kind).toList();
            if (!changes.isEmpty()) {
                changes(section, kind, changes);
            }
        }
        return section;
    }

    private void changes(Element section, Comparison.Kind kind, List<Comparison.Change> changes) {
        Element details = add(section, "details", "group").attr("open", kind == Comparison.Kind.NEW);
        details.appendElement("summary").text(Words.change(kind) + " (" + Words.number(changes.size()) + ")");
        Element body = Markup.table(details, "stack", Words.change(kind), "Rule", "Severity", "Target", "Before", "Now",
                "Note");
        for (Comparison.Change change : changes.stream().limit(SHOWN).toList()) {
            Element row = body.appendElement("tr");
            Element header = Markup.rowHeader(row);
            String title = Optional.ofNullable(rules.get(change.rule())).map(Rule::title).orElse(change.rule());
            change.after().ifPresentOrElse(
                    after -> Markup.link(header, RuleSections.id(after, change.rule()), title),
                    () -> line(header, "span", "", title));
            Markup.severity(Markup.cell(row, "Severity"), change.severity());
            line(row, "td", "", change.target() + (change.subject().isEmpty() ? "" : " " + change.subject())
                    + (change.variant().isEmpty() ? "" : " (" + change.variant() + ")")).attr("data-label", "Target");
            outcome(row, "Before", change.before());
            outcome(row, "Now", change.after());
            line(row, "td", "", change.note()).attr("data-label", "Note");
        }
        Markup.more(details, changes.size(), SHOWN);
    }

    private static void outcome(Element row, String label, Optional<Outcome> outcome) {
        Element cell = Markup.cell(row, label);
        outcome.ifPresentOrElse(each -> Markup.outcome(cell, each), () -> cell.text("not there"));
    }
}
