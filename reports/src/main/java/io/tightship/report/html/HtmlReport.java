package io.tightship.report.html;

import io.tightship.model.Assessment;
import io.tightship.report.Findings;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;

/**
 * Writes {@code report.html}: one file that asks for nothing from anywhere, runs no script and is whole without one.
 * The page is written section by section.
 */
public final class HtmlReport {

    private HtmlReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Tally tally = Tally.of(findings);
        RuleSections rules = new RuleSections(assessment, tally);
        rules.read(findings);
        Overview overview = new Overview(assessment, tally);
        Appendix appendix = new Appendix(assessment, tally);

        Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        page.write("<!doctype html>\n<html lang=\"en\">\n");
        page.write(head(assessment).outerHtml());
        page.write("\n<body>\n");
        page.write(Markup.root("a").attr("class", "skip").attr("href", "#main").text("Skip to the report").outerHtml());
        section(page, overview.header());
        page.write("<main id=\"main\" class=\"wrap\">\n");
        section(page, overview.verdict());
        section(page, overview.facts());
        section(page, overview.totals());
        section(page, overview.failingRules());
        section(page, overview.causes());
        rules.write(page);
        section(page, appendix.controls());
        section(page, rules.waived());
        section(page, appendix.coverage());
        section(page, appendix.values());
        section(page, appendix.reading());
        page.write("</main>\n</body>\n</html>\n");
        page.flush();
    }

    static void section(Writer page, Element section) throws IOException {
        page.write(section.outerHtml());
        page.write("\n");
    }

    private static Element head(Assessment assessment) throws IOException {
        String style = resource("report.css");
        Element head = Markup.root("head");
        head.appendElement("meta").attr("charset", "utf-8");
        head.appendElement("meta").attr("http-equiv", "Content-Security-Policy").attr("content",
                "default-src 'none'; style-src 'sha256-" + sha256(style) + "'; img-src data:; base-uri 'none';"
                        + " form-action 'none'");
        head.appendElement("meta").attr("name", "referrer").attr("content", "no-referrer");
        head.appendElement("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1");
        head.appendElement("meta").attr("name", "generator")
                .attr("content", assessment.tool().name() + " " + assessment.tool().version());
        Markup.line(head, "title", "", assessment.site() + ", " + Words.moment(assessment.run().startedAt())
                + " – Tightship report");
        head.appendElement("link").attr("rel", "icon").attr("href", "data:,"); // else a browser asks for one
        head.appendElement("style").appendChild(new DataNode(style));
        return head;
    }

    private static String resource(String name) throws IOException {
        try (InputStream content = HtmlReport.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IOException("the program lacks its resource " + name);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
