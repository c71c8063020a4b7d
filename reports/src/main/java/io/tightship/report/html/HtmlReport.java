package io.tightship.report.html;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Setting;
import io.tightship.model.Severity;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/**
 * {@code report.html}: one file that needs neither a script nor a network. Whatever a host printed gets into it as text
 * nodes only, and the content policy forbids everything but the report's own style.
 */
public final class HtmlReport {

    private HtmlReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        String style = resource("report.css");
        Document page = new Document("");
        page.appendChild(new DocumentType("html", "", ""));
        Element html = page.appendElement("html").attr("lang", "en");
        Element head = html.appendElement("head");
        head.appendElement("meta").attr("charset", "utf-8");
        head.appendElement("meta").attr("http-equiv", "Content-Security-Policy").attr("content",
                "default-src 'none'; style-src 'sha256-" + sha256(style) + "'; base-uri 'none'; form-action 'none'");
        head.appendElement("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1");
        head.appendElement("meta").attr("name", "referrer").attr("content", "no-referrer");
        head.appendElement("title").text("Tightship: " + Text.line(assessment.site(), 200));
        head.appendElement("style").appendChild(new DataNode(style));
        Element body = html.appendElement("body");
        body.appendElement("a").addClass("skip").attr("href", "#findings").text("Skip to the findings");
        header(body.appendElement("header"), assessment, findings);
        Element main = body.appendElement("main");
        Map<String, List<Finding>> byRule = new TreeMap<>();
        try (Stream<Finding> ordered = findings.ordered()) {
            ordered.forEach(finding -> byRule.computeIfAbsent(finding.rule(), r -> new ArrayList<>()).add(finding));
        }
        totals(main, assessment, findings);
        causes(main, assessment, byRule);
        rules(main, assessment, byRule);
        values(main, assessment);
        body.appendElement("footer").appendElement("p").text("Made by " + assessment.tool().name() + " "
                + assessment.tool().version() + ". The lossless form of this report is assessment.json.");
        page.outputSettings().prettyPrint(false).charset(StandardCharsets.UTF_8);
        out.write(page.outerHtml().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void header(Element header, Assessment assessment, Findings findings) {
        header.appendElement("h1").text("Audit of " + Text.line(assessment.site(), 200));
        long failed = findings.totals().count(Outcome.FAIL);
        long errors = findings.totals().count(Outcome.ERROR);
        String look = errors > 0 ? "error" : failed > 0 ? "fail" : "pass";
        Coverage.Count coverage = assessment.coverage().total();
        Element verdict = header.appendElement("div").addClass("verdict").addClass(look);
        verdict.appendText(failed == 0 && errors == 0 ? "Every rule that was judged passes."
                : failed + (failed == 1 ? " finding fails" : " findings fail") + (errors == 0 ? "."
                : ", " + errors + " could not be judged."));
        long judged = coverage.judged();
        long passed = findings.totals().count(Outcome.PASS);
        verdict.appendElement("p").text(String.format(Locale.ROOT,
                "Coverage %.1f %%: %d of %d expected findings were judged. Score %.1f %%: %d passed of %d judged.",
                coverage.percent(), judged, coverage.expected(), judged == 0 ? 0.0 : 100.0 * passed / judged, passed,
                judged));
        if (!assessment.run().complete()) {
            verdict.appendElement("p").text("This run is incomplete: what is missing below was not seen, which says "
                    + "nothing about its state.");
        }
        Element facts = header.appendElement("dl").addClass("facts");
        fact(facts, "Run", assessment.run().id());
        fact(facts, "Started", DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC)
                .format(assessment.run().startedAt()) + ", took " + Duration.between(assessment.run().startedAt(),
                assessment.run().finishedAt()).toSeconds() + " s");
        fact(facts, "Benchmarks", String.join(", ", assessment.benchmarks().stream()
                .map(benchmark -> benchmark.title() + " " + benchmark.version()).toList()));
        fact(facts, "Profile", String.join(", ", assessment.selection().profiles()));
        assessment.clusters().forEach(cluster -> fact(facts, "Cluster " + cluster.name(),
                cluster.version().orElse("version unknown") + ", uid " + cluster.uid().orElse("unknown")));
        fact(facts, "Targets", String.valueOf(assessment.targets().size()));
    }

    private static void fact(Element list, String name, String value) {
        list.appendElement("dt").text(Text.line(name, 200));
        list.appendElement("dd").text(Text.line(value, 1000));
    }

    private static void totals(Element main, Assessment assessment, Findings findings) {
        main.appendElement("h2").text("Totals");
        Map<Severity, Map<Outcome, Long>> counts = new EnumMap<>(Severity.class);
        try (Stream<Finding> ordered = findings.ordered()) {
            ordered.forEach(f -> counts.computeIfAbsent(f.severity(), s -> new EnumMap<>(Outcome.class))
                    .merge(f.outcome(), 1L, Long::sum));
        }
        Element table = scroll(main).appendElement("table").addClass("totals").attr("id", "totals");
        table.appendElement("caption").text("Findings by severity of their rule and outcome");
        Element head = table.appendElement("thead").appendElement("tr");
        head.appendElement("th").attr("scope", "col").text("Severity");
        for (Outcome outcome : Outcome.values()) {
            head.appendElement("th").attr("scope", "col").addClass("number").text(words(outcome));
        }
        Element body = table.appendElement("tbody");
        for (Severity severity : List.of(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)) {
            Element row = body.appendElement("tr");
            row.appendElement("th").attr("scope", "row").text(severity.name());
            for (Outcome outcome : Outcome.values()) {
                row.appendElement("td").addClass("number").text(String.valueOf(
                        counts.getOrDefault(severity, Map.of()).getOrDefault(outcome, 0L)));
            }
        }
        Element all = table.appendElement("tfoot").appendElement("tr");
        all.appendElement("th").attr("scope", "row").text("All");
        for (Outcome outcome : Outcome.values()) {
            all.appendElement("td").addClass("number").attr("data-count", outcome.name())
                    .text(String.valueOf(findings.totals().count(outcome)));
        }
        if (findings.totals().waived() > 0) {
            main.appendElement("p").addClass("muted").text(findings.totals().waived()
                    + " of these do not count for the exit code: they are waived or under maintenance.");
        }
    }

    private static void causes(Element main, Assessment assessment, Map<String, List<Finding>> byRule) {
        if (assessment.causes().isEmpty()) {
            return;
        }
        Map<String, Long> taken = new TreeMap<>();
        byRule.values().forEach(findings -> findings.forEach(finding -> finding.cause()
                .ifPresent(cause -> taken.merge(cause.id(), 1L, Long::sum))));
        main.appendElement("h2").attr("id", "causes").text("What could not be read");
        Element table = scroll(main).appendElement("table");
        table.appendElement("caption").text("Each cause once, with the number of findings that it took");
        columns(table, "Target", "Reason", "Findings", "What happened");
        Element body = table.appendElement("tbody");
        for (Cause cause : assessment.causes()) {
            Element row = body.appendElement("tr").attr("id", "c-" + cause.id());
            row.appendElement("td").text(Text.line(cause.target(), 300));
            row.appendElement("td").appendElement("span").addClass("o").addClass("ERROR")
                    .text(cause.reason().name());
            row.appendElement("td").addClass("number").text(String.valueOf(taken.getOrDefault(cause.id(), 0L)));
            row.appendElement("td").text(Text.line(cause.detail(), 1000));
        }
    }

    private static void rules(Element main, Assessment assessment, Map<String, List<Finding>> byRule) {
        main.appendElement("h2").attr("id", "findings").text("Findings by rule");
        List<Rule> sorted = assessment.rules().stream().filter(rule -> byRule.containsKey(rule.id()))
                .sorted(Comparator.comparing((Rule rule) -> rank(byRule.get(rule.id())))
                        .thenComparing(Rule::severity, Comparator.reverseOrder()).thenComparing(Rule::id)).toList();
        for (Rule rule : sorted) {
            new RuleSection(rule, byRule.get(rule.id())).appendTo(main);
        }
        if (sorted.isEmpty()) {
            main.appendElement("p").text("There are none.");
        }
    }

    /** Failures first, then errors, then what a person must answer, then passes. */
    private static int rank(List<Finding> findings) {
        return findings.stream().mapToInt(finding -> switch (finding.outcome()) {
            case FAIL -> 0;
            case ERROR -> 1;
            case MANUAL -> 2;
            case PASS -> 3;
            case NOT_APPLICABLE -> 4;
        }).min().orElse(5);
    }

    private static void values(Element main, Assessment assessment) {
        if (assessment.settings().isEmpty()) {
            return;
        }
        main.appendElement("h2").text("Values used");
        Element table = scroll(main).appendElement("table");
        table.appendElement("caption").text("What the rules were judged by, and who says so");
        columns(table, "Value", "Is", "Says", "For");
        Element body = table.appendElement("tbody");
        for (Setting setting : assessment.settings()) {
            Element row = body.appendElement("tr");
            row.appendElement("td").appendElement("code").text(setting.id());
            row.appendElement("td").text(Text.line(setting.value().isEmpty() ? "(none)" : setting.value(), 1000));
            row.appendElement("td").text(setting.origin());
            row.appendElement("td").text(Text.line(setting.target().isEmpty() ? "all" : setting.target(), 300));
        }
    }

    static Element scroll(Element parent) {
        return parent.appendElement("div").addClass("scroll");
    }

    static void columns(Element table, String... names) {
        Element row = table.appendElement("thead").appendElement("tr");
        for (String name : names) {
            row.appendElement("th").attr("scope", "col").text(name);
        }
    }

    static String words(Outcome outcome) {
        return outcome.name().replace('_', ' ');
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
