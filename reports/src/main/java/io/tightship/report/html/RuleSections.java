package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;
import static io.tightship.report.html.Markup.line;

import io.tightship.model.Assessment;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.report.Columns;
import io.tightship.report.Findings;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/**
 * The findings, grouped by rule, in a section for each outcome. Findings come sorted by rule, so one pass renders each
 * rule as it ends, and no more of a rule is held than is shown.
 */
final class RuleSections {

    /** Waived findings that are listed. */
    private static final int WAIVED = 200;
    /** Beyond so many findings a page names only the first {@link #FEW} of each rule and outcome. */
    private static final long ALL = 120_000;
    private static final int FEW = 200;
    /** Folds of the page that are shown with their evidence, and the least and most of one rule and outcome. */
    private static final int DETAILED = 4_000;
    private static final int LEAST = 10;
    private static final int MOST = 200;

    private final Assessment assessment;
    private final Tally tally;
    private final Map<String, Rule> rules;
    private final Map<String, List<String>> controls;
    private final Map<Outcome, Map<String, String>> rendered = new EnumMap<>(Outcome.class);
    private final List<Finding> waived = new ArrayList<>();
    private final int named;
    private final int detailed;

    RuleSections(Assessment assessment, Tally tally) {
        this.assessment = assessment;
        this.tally = tally;
        this.rules = assessment.rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
        this.controls = Columns.controlsByRule(assessment);
        Words.OUTCOMES.forEach(outcome -> rendered.put(outcome, new HashMap<>()));
        this.named = assessment.totals().findings() > ALL ? FEW : Integer.MAX_VALUE;
        long groups = tally.byRule().values().stream().flatMap(counts -> Words.OUTCOMES.stream()
                .filter(outcome -> outcome != Outcome.PASS && counts.of(outcome) > 0)).count();
        this.detailed = Math.clamp(DETAILED / Math.max(1, groups), LEAST, MOST);
    }

    /** The id of what a rule's findings of an outcome are in. */
    static String id(Outcome outcome, String rule) {
        return outcome == Outcome.FAIL ? "rule-" + rule : id(outcome) + "-" + rule;
    }

    /** The id of the section of an outcome. */
    static String id(Outcome outcome) {
        return switch (outcome) {
            case PASS -> "passed";
            case FAIL -> "failed";
            case ERROR -> "not-judged";
            case NOT_APPLICABLE -> "not-applicable";
            case MANUAL -> "manual";
        };
    }

    void read(Findings findings) {
        Map<Outcome, Folds> current = new EnumMap<>(Outcome.class);
        String[] rule = {""};
        try (Stream<Finding> ordered = findings.ordered()) {
            ordered.forEach(finding -> {
                if (!finding.rule().equals(rule[0])) {
                    render(rule[0], current);
                    rule[0] = finding.rule();
                }
                Folds folds = current.computeIfAbsent(finding.outcome(), outcome -> new Folds(named));
                if (finding.outcome() == Outcome.PASS) {
                    folds.addAlike(finding);
                } else {
                    folds.add(finding);
                }
                if (finding.waiver().isPresent() && waived.size() < WAIVED) {
                    waived.add(finding);
                }
            });
        }
        render(rule[0], current);
    }

    private void render(String rule, Map<Outcome, Folds> current) {
        current.forEach((outcome, folds) -> rendered.get(outcome).put(rule, switch (outcome) {
            case FAIL -> failing(rule, folds);
            case ERROR, MANUAL, NOT_APPLICABLE -> other(rule, outcome, folds);
            case PASS -> passed(rule, folds);
        }));
        current.clear();
    }

    void write(Writer page) throws IOException {
        for (Outcome outcome : Words.OUTCOMES) {
            Map<String, String> parts = rendered.get(outcome);
            page.write("<section class=\"findings\" id=\"" + id(outcome) + "\" data-outcome=\"" + outcome
                    + "\" aria-labelledby=\"" + id(outcome) + "-h\">");
            Element heading = Markup.root("h2").attr("id", id(outcome) + "-h");
            heading.text(Words.outcome(outcome) + " (" + Words.number(assessment.totals().count(outcome)) + ")");
            page.write(heading.outerHtml());
            if (parts.isEmpty()) {
                page.write("<p>None.</p>");
            }
            for (Rule rule : Words.worstFirst(assessment.rules(), tally)) {
                page.write(parts.getOrDefault(rule.id(), ""));
            }
            for (String unknown : parts.keySet().stream().filter(id -> !rules.containsKey(id)).sorted().toList()) {
                page.write(parts.get(unknown));
            }
            page.write("</section>\n");
        }
    }

    private String title(String rule) {
        return Optional.ofNullable(rules.get(rule)).map(Rule::title).orElse(rule);
    }

    private String failing(String id, Folds folds) {
        Severity severity = severity(folds);
        Element article = Markup.root("article").attr("class", "rule").attr("id", id(Outcome.FAIL, id))
                .attr("data-severity", severity.name()).attr("aria-labelledby", "rule-" + id + "-h");
        Element heading = article.appendElement("h3").attr("id", "rule-" + id + "-h");
        Markup.severity(heading, severity);
        heading.appendText(" " + title(id));
        Tally.Counts counts = tally.rule(id);
        Element meta = add(article, "p", "meta");
        meta.appendElement("code").text(id);
        meta.appendText(" · fails for " + Words.number(counts.of(Outcome.FAIL)) + " of " + Words.number(counts.sum())
                + (counts.of(Outcome.ERROR) == 0 ? ""
                : ", " + Words.number(counts.of(Outcome.ERROR)) + " not judged")
                + (controls.containsKey(id) ? " · " + String.join(", ", controls.get(id)) : ""));
        Optional.ofNullable(rules.get(id)).ifPresent(rule -> prose(article, rule));
        FindingRows.failing(article, folds, detailed, counts.of(Outcome.FAIL));
        return article.outerHtml();
    }

    private static Severity severity(Folds folds) {
        return folds.all().stream().flatMap(List::stream).map(Finding::severity).max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static void prose(Element article, Rule rule) {
        Element prose = add(article, "div", "prose");
        Element why = add(prose, "div", "");
        why.appendElement("h4").text("Why it matters");
        Markup.paragraphs(why, rule.rationale());
        if (!rule.references().isEmpty()) {
            line(why, "p", "quiet", "See " + rule.references().stream().map(Words::reference)
                    .collect(Collectors.joining("; ")) + ".");
        }
        Element how = add(prose, "div", "");
        how.appendElement("h4").text("How to put it right");
        Markup.paragraphs(how, rule.remediation());
    }

    private String other(String id, Outcome outcome, Folds folds) {
        Element group = group(id, outcome, folds);
        FindingRows.other(group, outcome, folds, detailed, tally.rule(id).of(outcome));
        return group.outerHtml();
    }

    private String passed(String id, Folds folds) {
        Element group = group(id, Outcome.PASS, folds);
        FindingRows.passed(group, folds, tally.rule(id).of(Outcome.PASS));
        return group.outerHtml();
    }

    private Element group(String id, Outcome outcome, Folds folds) {
        Element group = Markup.root("details").attr("class", "group").attr("id", id(outcome, id))
                .attr("data-severity", severity(folds).name());
        Element summary = group.appendElement("summary");
        Markup.outcome(summary, outcome);
        summary.appendText(" " + Words.number(tally.rule(id).of(outcome)) + " · " + title(id) + " ");
        summary.appendElement("code").text(id);
        return group;
    }

    /** What the gate does not count, and until when. */
    Element waived() {
        Element section = Markup.section("waived", "Waived (" + Words.number(assessment.totals().waived()) + ")");
        if (waived.isEmpty()) {
            section.appendElement("p").text("No finding is waived, and no target is in maintenance.");
            return section;
        }
        section.appendElement("p").text("These findings keep their outcome and do not count for the exit code until the"
                + " day named (UTC).");
        Element body = Markup.table(section, "stack", "Findings under a waiver or on targets in maintenance",
                "Target", "Subject", "Rule", "Outcome", "Until", "Reason");
        for (Finding finding : waived) {
            finding.waiver().ifPresent(waiver -> {
                Element row = body.appendElement("tr");
                line(row, "th", "", finding.target().name()).attr("scope", "row");
                line(row, "td", "", finding.subject()).attr("data-label", "Subject");
                line(row, "td", "", title(finding.rule())).attr("data-label", "Rule");
                Markup.outcome(Markup.cell(row, "Outcome"), finding.outcome());
                Markup.cell(row, "Until").attr("class", "d").text(waiver.expires().toString());
                line(row, "td", "", Words.waiver(waiver)).attr("data-label", "Reason");
            });
        }
        Markup.more(section, assessment.totals().waived(), waived.size());
        return section;
    }
}
