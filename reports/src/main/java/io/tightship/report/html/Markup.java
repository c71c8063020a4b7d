package io.tightship.report.html;

import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The pieces that the page is built of. Text enters as text and never as markup. */
final class Markup {

    /** Caps in characters: the page is for reading, {@code assessment.json} has all of it. */
    private static final int LINE = 600;
    private static final int BLOCK = 3_000;

    private Markup() {
    }

    /** An element of its own, written without white space of the writer's making. */
    static Element root(String tag) {
        Document owner = new Document("");
        owner.outputSettings().prettyPrint(false);
        return owner.appendElement(tag);
    }

    static Element add(Element parent, String tag, String styles) {
        Element child = parent.appendElement(tag);
        return styles.isEmpty() ? child : child.attr("class", styles);
    }

    static Element line(Element parent, String tag, String styles, String text) {
        return add(parent, tag, styles).text(Text.line(text, LINE));
    }

    /** Code or evidence with its line breaks. */
    static void block(Element parent, String text) {
        parent.appendElement("pre").appendElement("code").appendText(Text.block(text, BLOCK));
    }

    static void paragraphs(Element parent, String prose) {
        for (String paragraph : Text.block(prose, 8_000).split("\n\n")) {
            parent.appendElement("p").text(paragraph);
        }
    }

    static Element section(String id, String heading) {
        Element section = root("section").attr("id", id).attr("aria-labelledby", id + "-h");
        section.appendElement("h2").attr("id", id + "-h").text(heading);
        return section;
    }

    static Element link(Element parent, String id, String text) {
        return parent.appendElement("a").attr("href", "#" + id).text(Text.line(text, LINE));
    }

    /** A table with a header row; "#" before a name marks a column of numbers. Returns its body. */
    static Element table(Element parent, String styles, String caption, String... columns) {
        Element table = add(parent, "table", styles);
        table.appendElement("caption").text(caption);
        Element head = table.appendElement("thead").appendElement("tr");
        for (String column : columns) {
            boolean number = column.startsWith("#");
            add(head, "th", number ? "n" : "").attr("scope", "col").text(number ? column.substring(1) : column);
        }
        return table.appendElement("tbody");
    }

    /** What may be wider than the window: it scrolls by itself, also with the keyboard. */
    static Element scroll(Element parent, String name) {
        return add(parent, "div", "scroll").attr("tabindex", "0").attr("role", "region")
                .attr("aria-label", Text.line(name, LINE));
    }

    static Element rowHeader(Element row) {
        return row.appendElement("th").attr("scope", "row");
    }

    /** A cell whose label is shown where the table is too wide for the screen. */
    static Element cell(Element row, String label) {
        return row.appendElement("td").attr("data-label", label);
    }

    static Element number(Element row, String label, long number) {
        return cell(row, label).attr("class", "n").text(Words.number(number));
    }

    /** Word and shape; the colour only repeats them. */
    static void outcome(Element parent, Outcome outcome) {
        Element shown = add(parent, "span", "o " + style(outcome));
        shape(shown, outcome);
        shown.appendText(" " + Words.outcome(outcome));
    }

    static void shape(Element parent, Outcome outcome) {
        add(parent, "span", "shape").attr("aria-hidden", "true").text(switch (outcome) {
            case PASS -> "✓";
            case FAIL -> "✕";
            case ERROR -> "!";
            case NOT_APPLICABLE -> "–";
            case MANUAL -> "?";
        });
    }

    static String style(Outcome outcome) {
        return switch (outcome) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case ERROR -> "error";
            case NOT_APPLICABLE -> "none";
            case MANUAL -> "manual";
        };
    }

    static void severity(Element parent, Severity severity) {
        add(parent, "span", "s " + severity.name().toLowerCase(Locale.ROOT)).text(Words.severity(severity));
    }

    /** Says that rows were left out, where they were. */
    static void more(Element parent, long all, long shown) {
        more(parent, all, shown, "findings.csv, report.xlsx and assessment.json have");
    }

    static void more(Element parent, long all, long shown, String who) {
        if (all > shown) {
            add(parent, "p", "more").text("The first " + Words.number(shown) + " of " + Words.number(all)
                    + " are shown; " + who + " all of them.");
        }
    }
}
