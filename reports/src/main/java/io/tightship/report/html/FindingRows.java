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

    /** A fold of more names is closed at first. */
    private static final int OPEN = 6;

    private FindingRows() {
    }

    /**
     * @param detailed folds that are shown with their steps and evidence; the others are named
     * @param all      how many findings there are, shown or not
     */
    static void failing(Element parent, Folds folds, int detailed, long all) {
        Element body = Markup.table(parent, "where deep stack", "Where it fails (" + Words.number(all) + ")", "Target",
                "Observed", "Expected", "Finding");
        for (List<Finding> fold : folds.all().stream().limit(detailed).toList()) {
            Finding finding = fold.getFirst();
            Element row = row(body, fold);
            Markup.cell(row, "Observed").appendElement("code").text(Text.line(finding.observed(), 400));
            Markup.cell(row, "Expected").appendElement("code").text(Text.line(finding.expected(), 400));
            Element cell = add(row, "td", "");
            message(cell, fold);
            details(cell, fold);
        }
        rest(parent, folds, detailed, all);
    }

    /** Findings that neither failed nor passed. */
    static void other(Element parent, Outcome outcome, Folds folds, int detailed, long all) {
        Element body = Markup.table(parent, "where stack", Words.count(all, "finding", "findings"), "Target",
                outcome == Outcome.MANUAL ? "What to confirm" : "Why");
        for (List<Finding> fold : folds.all().stream().limit(detailed).toList()) {
            Element cell = add(row(body, fold), "td", "");
            message(cell, fold);
            fold.getFirst().cause().ifPresent(cause -> {
                Element from = add(cell, "p", "quiet");
                from.appendText("Cause: ");
                Markup.link(from, "cause-" + cause.id(), cause.reason() + " at " + cause.target());
            });
            details(cell, fold);
        }
        rest(parent, folds, detailed, all);
    }

    /** Passed ones need no more than their names. */
    static void passed(Element parent, Folds folds, long all) {
        Element names = add(parent, "ul", "names");
        for (Finding finding : folds.all().stream().flatMap(List::stream).toList()) {
            line(names, "li", "", finding.target().name() + particular(finding)).attr("id", "f-" + finding.id());
        }
        Markup.more(parent, all, folds.held());
    }

    private static void rest(Element parent, Folds folds, int detailed, long all) {
        if (folds.all().size() > detailed) {
            add(parent, "p", "more").text("Further ones, without their evidence, which the other reports have:");
            Element list = add(parent, "ul", "rest");
            folds.all().stream().skip(detailed).flatMap(List::stream).forEach(finding -> {
                Element item = list.appendElement("li");
                name(item, finding);
                item.appendText(Text.line(particular(finding) + ": " + finding.message(), 200));
            });
        }
        Markup.more(parent, all, folds.held());
    }

    private static String particular(Finding finding) {
        return (finding.subject().isEmpty() ? "" : " " + finding.subject())
                + (finding.variant().isEmpty() ? "" : " (" + finding.variant() + ")");
    }

    /** A name that leads to itself: what a person copies to point to the finding. */
    private static void name(Element parent, Finding finding) {
        Markup.link(parent, "f-" + finding.id(), finding.target().name()).attr("id", "f-" + finding.id());
    }

    private static Element row(Element body, List<Finding> fold) {
        Finding finding = fold.getFirst();
        Element row = body.appendElement("tr");
        Element header = Markup.rowHeader(row);
        if (fold.size() == 1) {
            row.attr("id", "f-" + finding.id());
            header.text(Text.line(finding.target().name(), 200));
        } else {
            Element who = add(header, "details", "who");
            who.attr("open", fold.size() <= OPEN);
            who.appendElement("summary").text(Words.count(fold.size(), "target", "targets"));
            Element names = who.appendElement("ul");
            fold.forEach(each -> name(names.appendElement("li"), each));
        }
        if (!finding.subject().isEmpty()) {
            line(header, "div", "quiet", finding.subject());
        }
        if (!finding.variant().isEmpty()) {
            line(header, "div", "quiet", "(" + finding.variant() + ")");
        }
        return row;
    }

    private static void message(Element cell, List<Finding> fold) {
        Finding finding = fold.getFirst();
        line(cell, "div", "", finding.message());
        finding.waiver().ifPresent(waiver -> line(cell, "span", "w", "Waived until " + waiver.expires() + " ("
                + waiver.kind() + "): " + waiver.reason()
                + (waiver.authority().isEmpty() ? "" : ", granted by " + waiver.authority())));
        if (fold.size() > 1) {
            line(cell, "p", "quiet", "Said of " + finding.target().name() + ". Of each of the others the same was found,"
                    + " with its own name.");
        }
    }

    private static void details(Element cell, List<Finding> fold) {
        Finding finding = fold.getFirst();
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
        Element link = add(details, "p", "quiet id");
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
