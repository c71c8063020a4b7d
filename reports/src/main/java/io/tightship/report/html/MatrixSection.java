package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;
import static io.tightship.report.html.Markup.line;

import io.tightship.model.Assessment;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.report.Matrix;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Targets against rules, with like targets folded into groups, and who differs from its peers. */
final class MatrixSection {

    private static final int DEVIATIONS = 100;
    private static final int GROUPS = 16;
    private static final int NAMES = 12;
    private static final int ROWS = 400;

    private final List<Rule> rules;
    private final Matrix matrix;

    MatrixSection(Assessment assessment, Tally tally, Matrix matrix) {
        this.rules = Words.worstFirst(assessment.rules(), tally);
        this.matrix = matrix;
    }

    Element section() {
        Element section = Markup.section("matrix", "Targets against rules");
        section.appendElement("p").text("Targets that ought to be alike stand together. Those that came to the same on"
                + " every rule are one group, a column with their number; where a group differs from most of its peers, its"
                + " cell is framed.");
        deviations(section);
        matrix.peers().forEach(peers -> peers(section, peers));
        return section;
    }

    private void deviations(Element section) {
        List<Matrix.Deviation> deviations = matrix.deviations();
        Element part = add(section, "div", "");
        part.appendElement("h3").text("Who differs from most of its peers");
        if (deviations.isEmpty()) {
            part.appendElement("p").text("Nobody.");
            return;
        }
        Element body = Markup.table(part, "stack", Words.count(deviations.size(), "difference", "differences")
                + ", what failed first", "Rule", "Who", "Came to", "Most came to", "Peers");
        for (Matrix.Deviation each : deviations.stream().limit(DEVIATIONS).toList()) {
            Element row = body.appendElement("tr");
            Element rule = Markup.rowHeader(row);
            Markup.link(rule, RuleSections.id(each.outcome(), each.rule()), title(each.rule()));
            names(Markup.cell(row, "Who"), each.targets());
            Markup.outcome(Markup.cell(row, "Came to"), each.outcome());
            Markup.outcome(Markup.cell(row, "Most came to"), each.usual());
            line(row, "td", "quiet", each.peers().size() + ": " + each.peers().likeness()).attr("data-label", "Peers");
        }
        Markup.more(part, deviations.size(), DEVIATIONS);
    }

    private void peers(Element section, Matrix.Peers peers) {
        Element part = add(section, "div", "peers");
        line(part, "h3", "", Words.count(peers.size(), "target", "targets") + " · " + peers.likeness());
        List<Matrix.Group> shown = peers.groups().stream().limit(GROUPS).toList();
        Element list = add(part, "ul", "groups");
        for (int i = 0; i < shown.size(); i++) {
            Element item = list.appendElement("li");
            item.appendElement("b").text(letter(i));
            item.appendText(" ");
            names(item, shown.get(i).targets());
        }
        if (peers.groups().size() > GROUPS) {
            int others = peers.groups().stream().skip(GROUPS).mapToInt(group -> group.targets().size()).sum();
            add(part, "p", "more").text(Words.count(others, "target", "targets") + " in "
                    + (peers.groups().size() - GROUPS) + " smaller groups are not shown: report.xlsx has a row for each"
                    + " target.");
        }
        List<Rule> judged = rules.stream().filter(rule -> peers.rules().contains(rule.id())).toList();
        grid(part, peers, shown, judged.stream().filter(rule -> peers.common(rule.id())
                .filter(outcome -> outcome == Outcome.PASS || outcome == Outcome.NOT_APPLICABLE).isEmpty()).toList());
        alike(part, peers, Outcome.PASS, judged);
        alike(part, peers, Outcome.NOT_APPLICABLE, judged);
    }

    private void grid(Element part, Matrix.Peers peers, List<Matrix.Group> shown, List<Rule> open) {
        if (open.isEmpty()) {
            return;
        }
        String[] columns = new String[shown.size() + 1];
        columns[0] = "Rule";
        for (int i = 0; i < shown.size(); i++) {
            columns[i + 1] = letter(i) + " " + Words.number(shown.get(i).targets().size());
        }
        Element body = Markup.table(Markup.scroll(part, "Matrix: " + peers.likeness()), "grid", "Rules that did not simply pass", columns);
        for (Rule rule : open.stream().limit(ROWS).toList()) {
            Element row = body.appendElement("tr");
            Element header = Markup.rowHeader(row);
            Stream.of(Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL).filter(outcome -> peers.groups().stream()
                            .anyMatch(group -> group.outcome(rule.id()).equals(Optional.of(outcome)))).findFirst()
                    .ifPresentOrElse(outcome -> Markup.link(header, RuleSections.id(outcome, rule.id()), rule.title()),
                            () -> header.text(rule.title()));
            shown.forEach(group -> cell(row, group.outcome(rule.id()), peers.standsOut(group, rule.id())));
        }
        Markup.more(part, open.size(), ROWS);
    }

    private static void cell(Element row, Optional<Outcome> outcome, boolean odd) {
        Element cell = add(row, "td", outcome.map(Markup::style).orElse("none") + (odd ? " odd" : ""));
        outcome.ifPresent(each -> Markup.shape(cell, each));
        add(cell, "span", "v").text(outcome.map(Words::outcome).orElse("No finding") + (odd ? ", differs" : ""));
    }

    private static void alike(Element part, Matrix.Peers peers, Outcome outcome, List<Rule> judged) {
        List<Rule> alike = judged.stream().filter(rule -> peers.common(rule.id()).equals(Optional.of(outcome))).toList();
        if (alike.isEmpty()) {
            return;
        }
        Element details = part.appendElement("details");
        Element summary = details.appendElement("summary");
        Markup.outcome(summary, outcome);
        summary.appendText(" for " + (peers.size() == 1 ? "it" : "all " + Words.number(peers.size())) + ": "
                + Words.count(alike.size(), "rule", "rules"));
        Element names = add(details, "ul", "names");
        alike.forEach(rule -> line(names, "li", "", rule.id()));
    }

    private static void names(Element parent, List<Target> targets) {
        String first = String.join(", ", targets.stream().limit(NAMES).map(Target::name).toList());
        if (targets.size() <= NAMES) {
            line(parent, "span", "", first);
            return;
        }
        Element details = add(parent, "details", "who");
        line(details, "summary", "", Words.count(targets.size(), "target", "targets") + ", from "
                + targets.getFirst().name() + " to " + targets.getLast().name());
        Element names = details.appendElement("ul");
        targets.forEach(target -> line(names, "li", "", target.name()));
    }

    private String title(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).map(Rule::title).findFirst().orElse(id);
    }

    /** There are no more groups than letters. */
    private static String letter(int index) {
        return String.valueOf((char) ('A' + index));
    }
}
