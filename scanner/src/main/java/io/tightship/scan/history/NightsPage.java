package io.tightship.scan.history;

import io.tightship.report.Score;
import io.tightship.report.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The nights as one page: how failures and errors went, and a table that says the same with links to the reports. */
public final class NightsPage {

    private static final int DRAWN = 120;
    private static final int WIDTH = 720;
    private static final int HEIGHT = 160;
    private static final int LEFT = 52;
    private static final int TOP = 12;

    private static final String STYLE = """
            :root{color-scheme:light dark;--fail:#b3261e;--error:#8a5a00;--line:#8884}
            @media (prefers-color-scheme:dark){:root{--fail:#ff8a80;--error:#ffc36b}}
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
            table{border-collapse:collapse;width:100%}
            th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line)}
            th:first-child,td:first-child{text-align:left}
            svg{width:100%;height:auto}
            .axis{stroke:var(--line)}text{fill:currentColor;font-size:12px}
            polyline{fill:none;stroke-width:2}
            .fail{stroke:var(--fail)}.error{stroke:var(--error);stroke-dasharray:6 3}
            b.fail{color:var(--fail)}b.error{color:var(--error)}
            .table{overflow-x:auto}
            """;

    private NightsPage() {
    }

    /** @param nights oldest first */
    public static String of(String site, List<Night> nights) {
        List<Night> drawn = nights.subList(Math.max(0, nights.size() - DRAWN), nights.size());
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
                + digest(STYLE) + "'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Nights of "
                + text(site) + "</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<h1>Nights of " + text(site)
                + "</h1>\n");
        if (drawn.size() > 1) {
            page.append(trend(drawn));
        }
        page.append("<div class=\"table\"><table>\n<caption>").append(nights.size())
                .append(nights.size() == 1 ? " night" : " nights").append(", the latest first</caption>\n<thead><tr>");
        for (String heading : List.of("Night (UTC)", "Failed", "Not judged", "Passed", "Waived", "New", "Resolved",
                "Coverage", "Complete")) {
            page.append("<th scope=\"col\">").append(heading).append("</th>");
        }
        page.append("</tr></thead>\n<tbody>\n");
        nights.reversed().forEach(night -> page.append(row(night)));
        return page.append("</tbody>\n</table></div>\n</body>\n</html>\n").toString();
    }

    private static String row(Night night) {
        return "<tr><td><a href=\"" + text(night.run()) + "/report.html\">"
                + night.startedAt().toString().replaceAll("T(..:..).*", " $1") + "</a></td>"
                + cell(night.failed()) + cell(night.errors()) + cell(night.passed()) + cell(night.waived())
                + night.changes().map(changes -> cell(changes.fresh()) + cell(changes.resolved()))
                .orElse("<td>–</td><td>–</td>") + "<td>" + Score.percent(night.judged(), night.expected())
                + "</td><td>" + (night.complete() ? "yes" : "no") + "</td></tr>\n";
    }

    private static String cell(long number) {
        return "<td>" + number + "</td>";
    }

    private static String trend(List<Night> nights) {
        long most = Math.max(1, nights.stream().mapToLong(night -> Math.max(night.failed(), night.errors())).max()
                .orElse(1));
        int bottom = TOP + HEIGHT;
        return "<p><b class=\"fail\">Failed</b> (solid) and <b class=\"error\">not judged</b> (dashed) over the last "
                + nights.size() + " nights; the table below says the same.</p>\n<svg role=\"img\" viewBox=\"0 0 "
                + (LEFT + WIDTH + 8) + " " + (bottom + 22) + "\"><title>Failed and not judged findings by night</title>\n"
                + "<line class=\"axis\" x1=\"" + LEFT + "\" y1=\"" + bottom + "\" x2=\"" + (LEFT + WIDTH) + "\" y2=\""
                + bottom + "\"/>\n" + label(LEFT - 6, TOP + 10, "end", String.valueOf(most))
                + label(LEFT - 6, bottom, "end", "0") + label(LEFT, bottom + 16, "start", day(nights.getFirst()))
                + label(LEFT + WIDTH, bottom + 16, "end", day(nights.getLast()))
                + line("fail", nights, Night::failed, most) + line("error", nights, Night::errors, most) + "</svg>\n";
    }

    private static String line(String kind, List<Night> nights, ToLongFunction<Night> value, long most) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < nights.size(); i++) {
            points.append(i == 0 ? "" : " ").append(LEFT + (long) WIDTH * i / (nights.size() - 1)).append(',')
                    .append(TOP + HEIGHT - HEIGHT * value.applyAsLong(nights.get(i)) / most);
        }
        return "<polyline class=\"" + kind + "\" points=\"" + points + "\"/>\n";
    }

    private static String label(int x, int y, String anchor, String words) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">" + words + "</text>\n";
    }

    private static String day(Night night) {
        return night.startedAt().toString().substring(0, 10);
    }

    /** A name as text: nothing in it acts or hides. */
    private static String text(String raw) {
        return Text.line(raw, 200).chars().mapToObj(c -> switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> String.valueOf((char) c);
        }).collect(Collectors.joining());
    }

    private static String digest(String content) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
