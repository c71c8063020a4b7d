package io.tightship.report.html;

import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.report.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;

/** One rule of the report: why and how once, then its findings. */
final class RuleSection {

    private static final int SHOWN = 200;
    private static final int TEXT = 1500;

    private final Rule rule;
    private final List<Finding> findings;

    RuleSection(Rule rule, List<Finding> findings) {
        this.rule = rule;
        this.findings = findings;
    }

    void appendTo(Element main) {
        Element article = main.appendElement("article").attr("id", "r-" + rule.id());
        Element heading = article.appendElement("h3");
        heading.appendText(rule.title() + " ");
        heading.appendElement("span").addClass("severity").addClass(rule.severity().name())
                .text(rule.severity().name());
        Element line = article.appendElement("p").addClass("muted");
        line.appendElement("code").text(rule.id());
        for (Outcome outcome : Outcome.values()) {
            long count = count(outcome);
            if (count > 0) {
                line.appendText("  ");
                line.appendElement("span").addClass("o").addClass(outcome.name())
                        .text(count + " " + HtmlReport.words(outcome));
            }
        }
        if (count(Outcome.FAIL) > 0) {
            paragraphs(article, rule.rationale());
            Element how = article.appendElement("details");
            how.appendElement("summary").text("How to mend it");
            paragraphs(how, rule.remediation());
            for (Rule.Reference reference : rule.references()) {
                how.appendElement("p").addClass("muted").text(reference.source()
                        + (reference.section().isEmpty() ? "" : ", " + reference.section()));
            }
        }
        table(article, Outcome.FAIL);
        table(article, Outcome.ERROR);
        table(article, Outcome.MANUAL);
        folded(article, Outcome.NOT_APPLICABLE);
        folded(article, Outcome.PASS);
    }

    private long count(Outcome outcome) {
        return findings.stream().filter(finding -> finding.outcome() == outcome).count();
    }

    private void table(Element article, Outcome outcome) {
        List<Finding> rows = findings.stream().filter(finding -> finding.outcome() == outcome).toList();
        if (rows.isEmpty()) {
            return;
        }
        Element table = HtmlReport.scroll(article).appendElement("table").addClass("findings");
        table.appendElement("caption").text(rows.size() + " " + HtmlReport.words(outcome));
        HtmlReport.columns(table, "Outcome", "Target", "What was seen");
        Element body = table.appendElement("tbody");
        for (Finding finding : rows.subList(0, Math.min(SHOWN, rows.size()))) {
            Element row = body.appendElement("tr").attr("id", "f-" + finding.id());
            row.appendElement("td").appendElement("span").addClass("o").addClass(outcome.name())
                    .text(HtmlReport.words(outcome));
            Element target = row.appendElement("td");
            target.appendText(Text.line(finding.target().id(), 300));
            if (!finding.subject().isEmpty()) {
                target.appendElement("br");
                target.appendElement("code").text(Text.line(finding.subject(), 300));
            }
            Element seen = row.appendElement("td");
            seen.appendText(Text.line(finding.message(), TEXT));
            finding.waiver().ifPresent(waiver -> seen.appendElement("p").addClass("muted").text(
                    "Does not count until " + waiver.expires() + ": " + Text.line(waiver.reason(), TEXT)));
            steps(seen, finding.remediation());
            evidence(seen, finding.evidence());
        }
        if (rows.size() > SHOWN) {
            article.appendElement("p").addClass("muted").text("The first " + SHOWN + " of " + rows.size()
                    + "; all of them are in findings.csv and assessment.json.");
        }
    }

    private static void steps(Element parent, List<Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Element details = parent.appendElement("details");
        details.appendElement("summary").text("Steps here");
        Element list = details.appendElement("ol").addClass("steps");
        for (Step step : steps) {
            Element item = list.appendElement("li");
            switch (step) {
                case Step.Prose prose -> item.text(Text.clean(prose.text(), TEXT));
                case Step.Setting setting -> {
                    item.appendText("In " + Text.line(setting.place().path(), 300) + ":");
                    item.appendElement("pre").text(Text.clean(setting.literal(), 8 * TEXT));
                }
                case Step.Command command -> {
                    item.appendText("On " + Text.line(command.where(), 300) + ":");
                    item.appendElement("pre").text(Text.clean(command.text(), 8 * TEXT));
                }
            }
        }
    }

    private static void evidence(Element parent, List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return;
        }
        Element details = parent.appendElement("details");
        details.appendElement("summary").text("Evidence");
        Element list = details.appendElement("ul").addClass("plain");
        for (Evidence one : evidence) {
            Element item = list.appendElement("li");
            item.appendText(Text.line(one.source() + (one.line() > 0 ? ":" + one.line() : "") + " (" + one.target()
                    + one.witness().map(witness -> ", " + witness.name().toLowerCase(java.util.Locale.ROOT)
                    .replace('_', ' ')).orElse("") + ")", 500));
            if (!one.excerpt().isEmpty()) {
                item.appendElement("pre").text(Text.clean(one.excerpt(), TEXT));
            }
            if (!one.command().isEmpty()) {
                item.appendText("See it yourself: ");
                item.appendElement("code").text(Text.line(one.command(), 500));
            }
        }
    }

    private void folded(Element article, Outcome outcome) {
        List<Finding> rows = findings.stream().filter(finding -> finding.outcome() == outcome).toList();
        if (rows.isEmpty()) {
            return;
        }
        Element details = article.appendElement("details");
        details.appendElement("summary").text(rows.size() + " " + HtmlReport.words(outcome));
        Set<String> lines = new LinkedHashSet<>();
        rows.forEach(finding -> lines.add(Text.line(finding.target().id() + (finding.subject().isEmpty() ? ""
                : " " + finding.subject()) + ": " + finding.message(), 600)));
        Element list = details.appendElement("ul").addClass("plain");
        lines.stream().limit(SHOWN).forEach(line -> list.appendElement("li").text(line));
        if (lines.size() > SHOWN) {
            details.appendElement("p").addClass("muted").text("The first " + SHOWN + " of " + lines.size() + ".");
        }
    }

    private static void paragraphs(Element parent, String prose) {
        for (String paragraph : prose.split("\n\n")) {
            parent.appendElement("p").text(paragraph);
        }
    }
}
