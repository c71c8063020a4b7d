package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;
import static io.tightship.report.html.Markup.line;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.Columns;
import io.tightship.report.Score;
import io.tightship.report.Tally;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/** The top of the page: what a manager reads, and the way from there to the findings. */
final class Overview {

    private static final int CAUSES = 500;

    private final Assessment assessment;
    private final Tally tally;

    Overview(Assessment assessment, Tally tally) {
        this.assessment = assessment;
        this.tally = tally;
    }

    Element header() {
        Element header = Markup.root("header").attr("class", "top");
        Element wrap = add(header, "div", "wrap");
        add(wrap, "p", "brand").text("Tightship");
        line(wrap, "h1", "", "Compliance report: " + assessment.site());
        line(wrap, "p", "", Words.moment(assessment.run().startedAt()) + " · "
                + Words.count(assessment.targets().size(), "target", "targets") + " · "
                + Words.count(assessment.rules().size(), "rule", "rules") + " · "
                + String.join(", ", assessment.benchmarks().stream().map(b -> b.title() + " " + b.version()).toList()));
        return header;
    }

    Element verdict() {
        Totals totals = assessment.totals();
        String style = totals.count(Outcome.FAIL) > 0 ? " fail"
                : totals.count(Outcome.ERROR) > 0 || !assessment.run().complete() ? " error" : "";
        Element section = Markup.root("section").attr("class", "verdict" + style).attr("aria-labelledby", "verdict-h");
        Element words = add(section, "div", "");
        Iterator<String> sentences = Words.verdict(assessment).iterator();
        words.appendElement("h2").attr("id", "verdict-h").text(sentences.next());
        sentences.forEachRemaining(sentence -> words.appendElement("p").text(sentence));
        words.appendElement("p").text(Words.coverage(assessment) + ".");
        Score score = Score.of(totals);
        Element right = add(section, "div", "score");
        right.appendElement("b").text(score.percent());
        right.appendElement("span").text("Score: " + score.formula());
        section.appendChild(bar(totals));
        return section;
    }

    private static Element bar(Totals totals) {
        Element bar = Markup.root("svg");
        bar.attr("class", "bar").attr("viewBox", "0 0 1000 12").attr("preserveAspectRatio", "none").attr("role", "img")
                .attr("aria-label", "Shares of the outcomes; the table below has the numbers");
        double from = 0;
        for (Outcome outcome : List.of(Outcome.PASS, Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL,
                Outcome.NOT_APPLICABLE)) {
            double width = totals.findings() == 0 ? 0 : 1000.0 * totals.count(outcome) / totals.findings();
            if (width > 0) {
                add(bar, "rect", Markup.style(outcome)).attr("x", String.format(Locale.ROOT, "%.2f", from))
                        .attr("width", String.format(Locale.ROOT, "%.2f", width)).attr("height", "12");
            }
            from += width;
        }
        return bar;
    }

    Element facts() {
        Element div = Markup.root("div");
        Element tiles = add(div, "ul", "tiles");
        for (Outcome outcome : Words.OUTCOMES) {
            tile(tiles, Markup.style(outcome), RuleSections.id(outcome), assessment.totals().count(outcome),
                    Words.outcome(outcome));
        }
        tile(tiles, "", "waived", assessment.totals().waived(), "Waived");
        Element facts = add(div, "dl", "facts");
        fact(facts, "Run", assessment.run().id());
        fact(facts, "Started", Words.moment(assessment.run().startedAt()));
        fact(facts, "Duration", Words.duration(assessment.run().startedAt(), assessment.run().finishedAt()));
        fact(facts, "Tool", assessment.tool().name() + " " + assessment.tool().version());
        for (String benchmark : Words.benchmarks(assessment)) {
            fact(facts, "Benchmark", benchmark);
        }
        Assessment.Selection selection = assessment.selection();
        narrowed(facts, "Profile", selection.profiles());
        narrowed(facts, "Only rules", selection.checks());
        narrowed(facts, "Only targets", selection.targets());
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            fact(facts, "Cluster", Words.cluster(cluster));
        }
        assessment.data().forEach(data -> fact(facts, "Judged by", Words.data(data, assessment)));
        return div;
    }

    private static void tile(Element tiles, String style, String id, long number, String word) {
        Element tile = add(tiles.appendElement("li"), "a", style).attr("href", "#" + id);
        tile.appendElement("b").text(Words.number(number));
        tile.appendText(word);
    }

    private static void fact(Element facts, String name, String value) {
        facts.appendElement("dt").text(name);
        line(facts, "dd", "", value);
    }

    private static void narrowed(Element facts, String name, List<String> to) {
        if (!to.isEmpty()) {
            fact(facts, name, String.join(", ", to));
        }
    }

    Element totals() {
        Element section = Markup.section("totals", "Findings by severity");
        Element table = add(Markup.scroll(section, "Table of outcomes and severities"), "table", "matrix");
        table.appendElement("caption").text("Waived findings are counted by their outcome. Of all findings "
                + Words.number(assessment.totals().waived()) + " are waived.");
        Element head = table.appendElement("thead").appendElement("tr");
        head.appendElement("th").attr("scope", "col").text("Outcome");
        for (Severity severity : Words.SEVERITIES) {
            Markup.severity(add(head, "th", "n").attr("scope", "col"), severity);
        }
        add(head, "th", "n").attr("scope", "col").text("All");
        Element body = table.appendElement("tbody");
        for (Outcome outcome : Words.OUTCOMES) {
            Element row = body.appendElement("tr").attr("data-outcome", outcome.name());
            Markup.outcome(Markup.rowHeader(row), outcome);
            for (Severity severity : Words.SEVERITIES) {
                add(row, "td", "n").attr("data-severity", severity.name())
                        .text(Words.number(tally.bySeverity().get(severity).of(outcome)));
            }
            add(row, "td", "n").text(Words.number(assessment.totals().count(outcome)));
        }
        Element row = table.appendElement("tfoot").appendElement("tr");
        Markup.rowHeader(row).text("All");
        for (Severity severity : Words.SEVERITIES) {
            add(row, "td", "n").text(Words.number(tally.bySeverity().get(severity).sum()));
        }
        add(row, "td", "n").text(Words.number(assessment.totals().findings()));
        return section;
    }

    /** Every rule that fails somewhere, worst first. */
    Element failingRules() {
        List<Rule> failing = Words.worstFirst(assessment.rules(), tally).stream()
                .filter(rule -> tally.rule(rule.id()).of(Outcome.FAIL) > 0).toList();
        Element section = Markup.section("rules", "Rules that fail");
        if (failing.isEmpty()) {
            section.appendElement("p").text("None.");
            return section;
        }
        Map<String, List<String>> controls = Columns.controlsByRule(assessment);
        Element body = Markup.table(section, "stack", Words.count(failing.size(), "rule fails", "rules fail")
                + ", worst first", "Rule", "Severity", "#Failed", "#Not judged", "#Passed", "Controls");
        for (Rule rule : failing) {
            Tally.Counts counts = tally.rule(rule.id());
            Element row = body.appendElement("tr");
            Markup.link(Markup.rowHeader(row), "rule-" + rule.id(), rule.title());
            Markup.severity(Markup.cell(row, "Severity"), rule.severity());
            Markup.number(row, "Failed", counts.of(Outcome.FAIL));
            Markup.number(row, "Not judged", counts.of(Outcome.ERROR));
            Markup.number(row, "Passed", counts.of(Outcome.PASS));
            line(row, "td", "", String.join(", ", controls.getOrDefault(rule.id(), List.of())))
                    .attr("data-label", "Controls");
        }
        return section;
    }

    Element causes() {
        Element section = Markup.section("causes", "What could not be read");
        if (assessment.causes().isEmpty()) {
            section.appendElement("p").text("Everything that was asked for was read.");
            return section;
        }
        section.appendElement("p").text("Nothing is decided on what was not read: these findings neither passed nor"
                + " failed. Each cause stands here once, with what it took.");
        Element body = Markup.table(section, "stack", Words.count(assessment.causes().size(), "cause", "causes"),
                "Target", "Reason", "In the words of what was asked", "#Targets", "#Rules",
                "#Findings");
        for (Cause cause : assessment.causes().stream().limit(CAUSES).toList()) {
            Element row = body.appendElement("tr").attr("id", "cause-" + cause.id());
            line(row, "th", "", cause.target()).attr("scope", "row");
            add(Markup.cell(row, "Reason"), "span", "o error").text(cause.reason().name());
            Markup.cell(row, "Detail").appendElement("code").text(
                    Text.line(cause.detail(), 600));
            Markup.number(row, "Targets", tally.cause(cause.id()).targets());
            Markup.number(row, "Rules", tally.cause(cause.id()).rules());
            Markup.number(row, "Findings", tally.cause(cause.id()).findings());
        }
        Markup.more(section, assessment.causes().size(), CAUSES);
        return section;
    }
}
