package io.tightship.report.html;

import io.tightship.model.Assessment;
import io.tightship.report.Findings;
import io.tightship.report.Matrix;
import io.tightship.report.Night;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jsoup.nodes.Element;

/**
 * Writes {@code report.html}: a page that asks for nothing from anywhere and is whole without its script, which only
 * filters, copies and leads to findings. The page is written section by section.
 */
public final class HtmlReport {

    private HtmlReport() {
    }

    /** One file, of a run that is part of no history. */
    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        write(assessment, findings, List.of(), Assets.INLINE, out);
    }

    /** @param nights of the history that the run is part of, oldest first; empty where it is part of none */
    public static void write(Assessment assessment, Findings findings, List<Night> nights, Assets assets,
                             OutputStream out) throws IOException {
        Tally tally = Tally.of(findings);
        RuleSections rules = new RuleSections(assessment, tally);
        rules.read(findings);
        Overview overview = new Overview(assessment, tally);
        Appendix appendix = new Appendix(assessment, tally);

        Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        page.write("<!doctype html>\n<html lang=\"en\">\n");
        page.write(head(assessment, assets).outerHtml());
        page.write("\n<body>\n");
        page.write(Markup.root("a").attr("class", "skip").attr("href", "#main").text("Skip to the report").outerHtml());
        section(page, overview.header());
        page.write("<main id=\"main\" class=\"wrap\" tabindex=\"-1\">\n");
        section(page, overview.verdict());
        section(page, overview.facts());
        section(page, overview.totals());
        if (assessment.comparison().isPresent()) {
            section(page, new Since(assessment.comparison().get(), assessment.rules()).section());
        }
        if (!nights.isEmpty()) {
            section(page, trend(assessment, nights));
        }
        section(page, overview.failingRules());
        section(page, overview.causes());
        section(page, new MatrixSection(assessment, tally, Matrix.of(findings, tally)).section());
        page.write("<div>\n");
        section(page, Filter.form());
        rules.write(page);
        page.write("</div>\n");
        section(page, appendix.controls());
        section(page, rules.waived());
        section(page, appendix.remarks());
        section(page, appendix.coverage());
        section(page, appendix.values());
        section(page, appendix.reading());
        page.write("</main>\n");
        page.write(assets.script().outerHtml());
        page.write("\n</body>\n</html>\n");
        page.flush();
    }

    private static Element trend(Assessment assessment, List<Night> nights) {
        String own = assessment.run().id();
        return new Trend(nights, Trend.SHOWN, night -> Markup.root("span").text(Words.minute(night.startedAt())
                + (night.run().equals(own) ? " (this run)" : ""))).section("Trend over the nights", nights.size() == 1);
    }

    static void section(Writer page, Element section) throws IOException {
        page.write(section.outerHtml());
        page.write("\n");
    }

    private static Element head(Assessment assessment, Assets assets) throws IOException {
        Element head = Markup.root("head");
        head.appendElement("meta").attr("charset", "utf-8");
        head.appendElement("meta").attr("http-equiv", "Content-Security-Policy").attr("content", assets.policy());
        head.appendElement("meta").attr("name", "referrer").attr("content", "no-referrer");
        head.appendElement("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1");
        head.appendElement("meta").attr("name", "generator")
                .attr("content", assessment.tool().name() + " " + assessment.tool().version());
        Markup.line(head, "title", "", assessment.site() + ", " + Words.moment(assessment.run().startedAt())
                + " – Tightship report");
        head.appendElement("link").attr("rel", "icon").attr("href", "data:,"); // else a browser asks for one
        assets.style(head);
        return head;
    }
}
