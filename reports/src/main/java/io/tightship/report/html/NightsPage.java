package io.tightship.report.html;

import io.tightship.report.Night;
import io.tightship.report.Words;
import java.io.IOException;
import java.util.List;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;

/** The nights of a history as one page, with links to their reports. */
public final class NightsPage {

    private NightsPage() {
    }

    /** @param nights oldest first; each has its reports in a folder beside the page that has the name of its run */
    public static String of(String site, List<Night> nights) throws IOException {
        Element head = Markup.root("head");
        head.appendElement("meta").attr("charset", "utf-8");
        head.appendElement("meta").attr("http-equiv", "Content-Security-Policy").attr("content", Assets.stylePolicy());
        head.appendElement("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1");
        Markup.line(head, "title", "", "Nights of " + site);
        head.appendElement("link").attr("rel", "icon").attr("href", "data:,"); // else a browser asks for one
        head.appendElement("style").appendChild(new DataNode(Assets.text("report.css")));
        Element header = Markup.root("header").attr("class", "top");
        Element wrap = Markup.add(header, "div", "wrap");
        Markup.add(wrap, "p", "brand").text("Tightship");
        Markup.line(wrap, "h1", "", "Nights of " + site);
        Markup.line(wrap, "p", "", Words.count(nights.size(), "night", "nights"));
        Element main = Markup.root("main").attr("class", "wrap");
        main.appendChild(new Trend(nights, Integer.MAX_VALUE, night -> Markup.root("a")
                .attr("href", night.run() + "/report.html").text(Words.minute(night.startedAt()))).section("The nights", true));
        return "<!doctype html>\n<html lang=\"en\">\n" + head.outerHtml() + "\n<body>\n" + header.outerHtml() + "\n"
                + main.outerHtml() + "\n</body>\n</html>\n";
    }
}
