package io.tightship.report.html;

import static io.tightship.report.html.Markup.add;

import io.tightship.model.Outcome;
import io.tightship.report.Night;
import io.tightship.report.Score;
import io.tightship.report.Words;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** How a site's runs went, night by night: a drawing, and a table that says the same. */
final class Trend {

    /** Of the table, where it is not all that a page has. */
    static final int SHOWN = 120;

    /** Units of the drawing; the page gives it its size. */
    private static final int WIDTH = 860;
    private static final int HEIGHT = 170;
    private static final int LEFT = 72;
    private static final int TOP = 14;
    private static final int RIGHT = 12;

    private final List<Night> nights;
    private final int shown;
    private final Function<Night, Element> name;

    /**
     * @param nights oldest first
     * @param shown  so many rows of the table, and points of the drawing
     * @param name   what a row of the table begins with
     */
    Trend(List<Night> nights, int shown, Function<Night, Element> name) {
        this.nights = nights.subList(Math.max(0, nights.size() - shown), nights.size());
        this.shown = nights.size();
        this.name = name;
    }

    /** @param open whether the table is to be seen at once */
    Element section(String heading, boolean open) {
        Element section = Markup.section("nights", heading);
        if (nights.size() > 1) {
            section.appendElement("p").text("Failed (solid) and not judged (dashed) findings. A ring marks a night that"
                    + " did not complete. The table says the same.");
            section.appendChild(drawing());
        }
        String[] columns = Stream.of(Stream.of("Night (UTC)"), Words.OUTCOMES.stream().map(outcome ->
                "#" + Words.outcome(outcome)), Stream.of("#Waived", "#Score", "#Coverage", "#New", "#Resolved",
                "Complete")).flatMap(each -> each).toArray(String[]::new);
        Element details = add(section, "details", "group").attr("open", open);
        details.appendElement("summary").text("The nights in numbers (" + Words.number(shown) + ")");
        Element body = Markup.table(Markup.scroll(details, "Table of the nights"), "stack",
                "The latest first; new and resolved since the last complete night before", columns);
        nights.reversed().forEach(night -> row(body.appendElement("tr"), night));
        Markup.more(details, shown, nights.size(), "index.html in the folder of the nights and report.xlsx have");
        return section;
    }

    private void row(Element row, Night night) {
        Markup.rowHeader(row).addClass("d").appendChild(name.apply(night));
        for (Outcome outcome : Words.OUTCOMES) {
            Markup.number(row, Words.outcome(outcome), night.totals().count(outcome));
        }
        Markup.number(row, "Waived", night.totals().waived());
        Markup.cell(row, "Score").attr("class", "n").text(night.score().percent());
        Markup.cell(row, "Coverage").attr("class", "n").text(Score.percent(night.coverage().judged(),
                night.coverage().expected()));
        change(row, "New", night, Night.Changes::fresh);
        change(row, "Resolved", night, Night.Changes::resolved);
        Element complete = Markup.cell(row, "Complete");
        if (night.complete()) {
            complete.text("yes");
        } else {
            add(complete, "span", "o error").text("! no");
        }
    }

    private static void change(Element row, String label, Night night, ToLongFunction<Night.Changes> count) {
        Element cell = Markup.cell(row, label).attr("class", "n");
        cell.text(night.changes().map(changes -> Words.number(count.applyAsLong(changes))).orElse("–"));
    }

    private Element drawing() {
        long top = round(Math.max(1, nights.stream().mapToLong(night -> Math.max(failed(night), errors(night))).max()
                .orElse(1)));
        Element svg = Markup.root("svg").attr("class", "trend").attr("role", "img")
                .attr("viewBox", "0 0 " + WIDTH + " " + (TOP + HEIGHT + 30))
                .attr("aria-label", "Failed and not judged findings by night; the table has the numbers");
        for (long tick : top > 1 ? new long[] {0, top / 2, top} : new long[] {0, top}) {
            long y = y(tick, top);
            add(svg, "line", "axis").attr("x1", "" + LEFT).attr("x2", "" + (WIDTH - RIGHT)).attr("y1", "" + y)
                    .attr("y2", "" + y);
            label(svg, LEFT - 8, y + 5, "end", Words.number(tick));
        }
        label(svg, LEFT, TOP + HEIGHT + 26, "start", Words.day(nights.getFirst().startedAt()));
        label(svg, WIDTH - RIGHT, TOP + HEIGHT + 26, "end", Words.day(nights.getLast().startedAt()));
        course(svg, Outcome.ERROR, top);
        course(svg, Outcome.FAIL, top);
        return svg;
    }

    private void course(Element svg, Outcome outcome, long top) {
        StringBuilder points = new StringBuilder();
        for (Night night : nights) {
            points.append(points.isEmpty() ? "" : " ").append(x(night)).append(',')
                    .append(y(night.totals().count(outcome), top));
        }
        add(svg, "polyline", Markup.style(outcome)).attr("points", points.toString());
        for (Night night : nights) {
            if (!night.complete()) {
                add(svg, "circle", Markup.style(outcome)).attr("cx", "" + x(night))
                        .attr("cy", "" + y(night.totals().count(outcome), top)).attr("r", "4");
            }
        }
    }

    /** By time: a night on which nothing ran is a gap. */
    private long x(Night night) {
        long from = nights.getFirst().startedAt().getEpochSecond();
        long span = Math.max(1, nights.getLast().startedAt().getEpochSecond() - from);
        return LEFT + (WIDTH - RIGHT - LEFT) * (night.startedAt().getEpochSecond() - from) / span;
    }

    private static long y(long value, long top) {
        return TOP + HEIGHT - HEIGHT * value / top;
    }

    /** The next number that is easily halved: 1, 2, 4, 6, 8, 10, 20 and so on. */
    private static long round(long most) {
        long unit = 1;
        while (most > 10 * unit) {
            unit *= 10;
        }
        long step = most <= unit ? unit : 2 * unit;
        return (most + step - 1) / step * step;
    }

    private static long failed(Night night) {
        return night.totals().count(Outcome.FAIL);
    }

    private static long errors(Night night) {
        return night.totals().count(Outcome.ERROR);
    }

    private static void label(Element svg, long x, long y, String anchor, String words) {
        svg.appendElement("text").attr("x", "" + x).attr("y", "" + y).attr("text-anchor", anchor).text(words);
    }
}
