package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;
import static io.tightship.report.html.Markup.line;

import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.util.List;
import org.jsoup.nodes.Element;

/** Tables of the findings of one rule. */
final class FindingRows {

    private FindingRows() {
    }

    /** @param all how many there are, shown or not */
    static void failing(Element parent, List<Finding> findings, long all) {
        Element body = Markup.table(parent, "where deep stack", "Where it fails (" + Words.number(all) + ")", "Target",
                "Observed", "Expected", "Finding");
        for (Finding finding : findings) {
            Element row = row(body, finding);
            Markup.cell(row, "Observed").appendElement("code").text(Text.line(finding.observed(), 400));
            Markup.cell(row, "Expected").appendElement("code").text(Text.line(finding.expected(), 400));
            Element cell = add(row, "td", "");
            message(cell, finding);
            details(cell, finding);
        }
        Markup.more(parent, all, findings.size());
    }

    /** Findings that neither failed nor passed. */
    static void other(Element parent, Outcome outcome, List<Finding> findings, long all) {
        Element body = Markup.table(parent, "where stack", Words.count(all, "finding", "findings"), "Target",
                outcome == Outcome.MANUAL ? "What to confirm" : "Why");
        for (Finding finding : findings) {
            Element cell = add(row(body, finding), "td", "");
            message(cell, finding);
            finding.cause().ifPresent(cause -> {
                Element from = add(cell, "p", "quiet");
                from.appendText("Cause: ");
                Markup.link(from, "cause-" + cause.id(), cause.reason() + " at " + cause.target());
            });
            details(cell, finding);
        }
        Markup.more(parent, all, findings.size());
    }

    private static Element row(Element body, Finding finding) {
        Element row = body.appendElement("tr").attr("id", "f-" + finding.id());
        Element header = Markup.rowHeader(row);
        header.text(Text.line(finding.target().name(), 200));
        if (!finding.subject().isEmpty()) {
            header.appendElement("br");
            line(header, "span", "quiet", finding.subject());
        }
        if (!finding.variant().isEmpty()) {
            header.appendElement("br");
            line(header, "span", "quiet", "(" + finding.variant() + ")");
        }
        return row;
    }

    private static void message(Element cell, Finding finding) {
        line(cell, "div", "", finding.message());
        finding.waiver().ifPresent(waiver -> line(cell, "span", "w", "Waived until " + waiver.expires() + " ("
                + waiver.kind() + "): " + waiver.reason()));
    }

    private static void details(Element cell, Finding finding) {
        if (finding.remediation().isEmpty() && finding.evidence().isEmpty()) {
            return;
        }
        Element details = cell.appendElement("details");
        details.appendElement("summary").text(finding.remediation().isEmpty() ? "Evidence"
                : finding.evidence().isEmpty() ? "Steps" : "Steps and evidence");
        if (!finding.remediation().isEmpty()) {
            add(details, "p", "part").text("Steps");
            Element steps = add(details, "ol", "steps");
            finding.remediation().forEach(step -> step(steps.appendElement("li"), step));
        }
        if (!finding.evidence().isEmpty()) {
            add(details, "p", "part").text("Evidence");
            finding.evidence().forEach(evidence -> evidence(details, evidence));
        }
        Element link = add(details, "p", "quiet");
        link.appendText("Finding ");
        Markup.link(link, "f-" + finding.id(), finding.id());
    }

    private static void step(Element item, Step step) {
        switch (step) {
            case Step.Prose prose -> item.text(Text.line(prose.text(), 2_000));
            case Step.Setting setting -> {
                line(item, "span", "", "Set in " + Words.place(setting.place()));
                Markup.block(item, setting.literal());
            }
            case Step.Command command -> {
                line(item, "span", "", "Run on " + command.where());
                Markup.block(item, command.text());
            }
        }
    }

    private static void evidence(Element details, Evidence evidence) {
        line(details, "div", "", Words.origin(evidence));
        if (!evidence.excerpt().isEmpty()) {
            Markup.block(details, evidence.excerpt());
        }
        if (!evidence.command().isEmpty()) {
            line(details, "div", "quiet", "To see it yourself:");
            Markup.block(details, evidence.command());
        }
    }
}
