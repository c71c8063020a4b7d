package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;

import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.report.Words;
import org.jsoup.nodes.Element;

/** The form that narrows what is shown. It is hidden until a script is there that can do it. */
final class Filter {

    private Filter() {
    }

    static Element form() {
        Element section = Markup.section("filter", "Filter the findings").attr("class", "filter").attr("hidden", true);
        Element form = section.appendElement("form").attr("role", "search").attr("aria-labelledby", "filter-h");
        Element outcomes = choices(form, "Outcome");
        for (Outcome outcome : Words.OUTCOMES) {
            choice(outcomes, "outcome", outcome.name(), Words.outcome(outcome));
        }
        Element severities = choices(form, "Severity");
        for (Severity severity : Words.SEVERITIES) {
            choice(severities, "severity", severity.name(), Words.severity(severity));
        }
        field(form, "target", "Target");
        field(form, "text", "Text");
        form.appendElement("button").attr("type", "reset").text("Show all");
        add(form, "p", "shown").attr("role", "status");
        return section;
    }

    private static Element choices(Element form, String legend) {
        Element set = form.appendElement("fieldset");
        set.appendElement("legend").text(legend);
        return set;
    }

    private static void choice(Element set, String name, String value, String words) {
        Element label = set.appendElement("label");
        label.appendElement("input").attr("type", "checkbox").attr("name", name).attr("value", value);
        label.appendText(" " + words);
    }

    private static void field(Element form, String name, String words) {
        Element label = add(form, "label", "field").appendText(words + " ");
        label.appendElement("input").attr("type", "search").attr("name", name).attr("autocomplete", "off")
                .attr("spellcheck", "false");
    }
}
