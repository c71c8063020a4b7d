package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;
import static io.tightship.report.html.Markup.line;

import io.tightship.model.Assessment;
import io.tightship.model.Attestation;
import io.tightship.model.Benchmark;
import io.tightship.model.Coverage;
import io.tightship.model.Outcome;
import io.tightship.model.Remark;
import io.tightship.model.Setting;
import io.tightship.report.Controls;
import io.tightship.report.Score;
import io.tightship.report.Tally;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/** The bottom of the page: what an auditor looks up. */
final class Appendix {

    private static final int SHOWN = 200;

    private final Assessment assessment;
    private final Tally tally;

    Appendix(Assessment assessment, Tally tally) {
        this.assessment = assessment;
        this.tally = tally;
    }

    /** Each control of the benchmarks with what it comes to. */
    Element controls() {
        Element section = Markup.section("controls", "Controls of the benchmarks");
        for (Benchmark benchmark : assessment.benchmarks()) {
            Element details = add(section, "details", "group");
            line(details, "summary", "", benchmark.title() + " " + benchmark.version() + " · "
                    + Words.count(benchmark.controls().size(), "control", "controls"));
            Element body = Markup.table(details, "stack", "Source: " + benchmark.source(), "Control", "Title",
                    "Comes to", "By");
            benchmark.controls().forEach(control -> control(body.appendElement("tr"), control));
        }
        return section;
    }

    private void control(Element row, Benchmark.Control control) {
        line(row, "th", "", control.id()).attr("scope", "row");
        line(row, "td", "", control.title());
        Element comesTo = Markup.cell(row, "Comes to");
        Element by = Markup.cell(row, "By");
        if (control.manual().isPresent()) {
            Markup.outcome(comesTo, Outcome.MANUAL);
            by.text(Text.line(control.manual().get(), 600));
        } else if (control.unsupported().isPresent()) {
            add(comesTo, "span", "o none").text("Not covered");
            by.text(Text.line(control.unsupported().get(), 600));
        } else {
            List<String> rules = control.rules().stream().map(Benchmark.RuleUse::rule).distinct().toList();
            Controls.comesTo(control, tally).ifPresentOrElse(found -> Markup.outcome(comesTo, found),
                    () -> add(comesTo, "span", "o none").text("Not part of this run"));
            for (String rule : rules) {
                Element name = add(by, "div", "");
                if (tally.rule(rule).of(Outcome.FAIL) > 0) {
                    Markup.link(name, "rule-" + rule, rule);
                } else {
                    name.text(rule);
                }
            }
        }
    }

    /** What people answered, and what is to be said of waivers and the like. */
    Element remarks() {
        Element section = Markup.section("remarks", "Answers and remarks");
        if (assessment.attestations().isEmpty() && assessment.remarks().isEmpty()) {
            section.appendElement("p").text("None.");
            return section;
        }
        if (!assessment.attestations().isEmpty()) {
            Element body = Markup.table(section, "stack", "What people answered where only they can tell", "Control",
                    "Statement", "Who", "When", "Holds until");
            for (Attestation attestation : assessment.attestations()) {
                Element row = body.appendElement("tr");
                line(row, "th", "", attestation.benchmark() + " " + attestation.control()).attr("scope", "row");
                line(row, "td", "", attestation.statement()).attr("data-label", "Statement");
                line(row, "td", "", attestation.who()).attr("data-label", "Who");
                Markup.cell(row, "When").attr("class", "d").text(attestation.when().toString());
                Markup.cell(row, "Holds until").attr("class", "d").text(attestation.expires().toString());
            }
        }
        if (!assessment.remarks().isEmpty()) {
            Element list = add(section, "ul", "remarks");
            for (Remark remark : assessment.remarks()) {
                Element item = list.appendElement("li");
                line(item, "code", "", remark.kind());
                item.appendText(": " + Text.line(remark.text(), 1_000));
            }
        }
        return section;
    }

    /** The targets of which something could not be judged, worst first. */
    Element coverage() {
        Element section = Markup.section("coverage", "Coverage");
        section.appendElement("p").text(Words.coverage(assessment) + ".");
        List<Map.Entry<String, Coverage.Count>> partial = assessment.coverage().byTarget().entrySet().stream()
                .filter(entry -> entry.getValue().judged() < entry.getValue().expected())
                .sorted(Comparator.<Map.Entry<String, Coverage.Count>>comparingDouble(entry ->
                        entry.getValue().percent()).thenComparing(Map.Entry::getKey)).toList();
        if (!partial.isEmpty()) {
            Element body = Markup.table(section, "stack", "Targets of which something could not be judged", "Target",
                    "#Judged", "#Expected", "#Share");
            for (Map.Entry<String, Coverage.Count> entry : partial.stream().limit(SHOWN).toList()) {
                Element row = body.appendElement("tr");
                line(row, "th", "", entry.getKey()).attr("scope", "row");
                Markup.number(row, "Judged", entry.getValue().judged());
                Markup.number(row, "Expected", entry.getValue().expected());
                Markup.cell(row, "Share").attr("class", "n")
                        .text(Score.percent(entry.getValue().judged(), entry.getValue().expected()));
            }
            Markup.more(section, partial.size(), SHOWN);
        }
        return section;
    }

    /** The values that rules were judged with, and who said so. */
    Element values() {
        Element section = Markup.section("values", "Values used");
        if (assessment.settings().isEmpty()) {
            section.appendElement("p").text("No rule asked for a value.");
            return section;
        }
        Element body = Markup.table(section, "stack", "Values that the rules asked for, and where they come from",
                "Value", "Is", "Origin", "Holds for");
        for (Setting setting : assessment.settings().stream().limit(5L * SHOWN).toList()) {
            Element row = body.appendElement("tr");
            line(row, "th", "", setting.id()).attr("scope", "row");
            Element value = Markup.cell(row, "Is");
            line(value, "code", "", setting.value());
            line(row, "td", "", setting.origin()).attr("data-label", "Origin");
            line(row, "td", "", setting.target().isEmpty() ? "all targets" : setting.target())
                    .attr("data-label", "Holds for");
        }
        Markup.more(section, assessment.settings().size(), 5L * SHOWN);
        return section;
    }

    Element reading() {
        Element section = Markup.section("reading", "How to read this report");
        Element words = add(section, "dl", "facts");
        word(words, Outcome.FAIL, "The rule was judged on what was read, and the target does not keep it.");
        word(words, Outcome.ERROR, "Something that the rule needs could not be read. Nothing is decided, and the score"
                + " counts it as not passed.");
        word(words, Outcome.MANUAL, "Only a person can tell.");
        word(words, Outcome.PASS, "Everything that the rule needs was read, and the target keeps it.");
        word(words, Outcome.NOT_APPLICABLE, "It is proven that the rule does not concern the target.");
        Element footer = add(section, "footer", "");
        line(footer, "p", "", "Written by " + assessment.tool().name() + " " + assessment.tool().version()
                + ", which only reads. Run " + assessment.run().id() + ", "
                + Words.moment(assessment.run().startedAt()) + ".");
        return section;
    }

    private static void word(Element words, Outcome outcome, String meaning) {
        Markup.outcome(words.appendElement("dt"), outcome);
        words.appendElement("dd").text(meaning);
    }
}
