package io.tightship.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.csv.CsvReport;
import io.tightship.report.html.HtmlReport;
import io.tightship.report.json.JsonReport;
import io.tightship.report.json.OscalReport;
import io.tightship.report.json.SarifReport;
import io.tightship.report.junit.JunitReport;
import io.tightship.report.markdown.MarkdownReport;
import io.tightship.report.prometheus.PrometheusReport;
import io.tightship.report.xlsx.XlsxReport;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Each format, read back by a reader of its own, counts the same. */
class SameTotalsTest {

    private static final SampleAssessment SITE = SampleAssessment.site();
    private static final Totals TOTALS = SITE.findings().totals();

    @Test
    void the_sample_has_every_outcome_a_failure_of_each_severity_and_waivers() {
        assertThat(TOTALS.byOutcome().values()).allMatch(count -> count > 0);
        assertThat(TOTALS.failedBySeverity().values()).allMatch(count -> count > 0);
        assertThat(TOTALS.waived()).isPositive();
        assertThat(SITE.assessment().totals()).isEqualTo(TOTALS);
    }

    /** Of which day they were, and how old at the run: not at the moment at which the report is written. */
    @Test
    void the_heads_of_reports_say_how_old_the_data_are() throws Exception {
        String words = "advisories of the site of 2026-11-01, 20 days old, from bulletins <b>";
        assertThat(Jsoup.parse(Written.by(HtmlReport::write, SITE).text()).select("dl.facts").text()).contains("Judged by "
                + words);
        assertThat(Written.by(MarkdownReport::write, SITE).text()).contains("- Judged by `" + words + "`");
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(Written.by(XlsxReport::write, SITE).bytes()))) {
            List<String> facts = new java.util.ArrayList<>();
            book.getSheet("Summary").forEach(row -> facts.add(row.getCell(0) + " " + row.getCell(1)));
            assertThat(facts).contains("Judged by " + words);
        }
    }

    @Test
    void json() {
        JsonObject root = JsonParser.parseString(Written.by(JsonReport::write, SITE).text()).getAsJsonObject();
        Count findings = new Count();
        for (JsonElement element : root.getAsJsonArray("findings")) {
            JsonObject finding = element.getAsJsonObject();
            findings.add(finding.get("outcome").getAsString(), finding.get("severity").getAsString(),
                    !finding.get("waiver").isJsonNull());
        }
        findings.assertSame();
        JsonObject totals = root.getAsJsonObject("totals");
        TOTALS.byOutcome().forEach((outcome, count) ->
                assertThat(totals.getAsJsonObject("byOutcome").get(outcome.name()).getAsLong()).isEqualTo(count));
        TOTALS.failedBySeverity().forEach((severity, count) -> assertThat(
                totals.getAsJsonObject("failedBySeverity").get(severity.name()).getAsLong()).isEqualTo(count));
        assertThat(totals.get("findings").getAsLong()).isEqualTo(TOTALS.findings());
        assertThat(totals.get("waived").getAsLong()).isEqualTo(TOTALS.waived());
    }

    @Test
    void csv() throws Exception {
        Count rows = new Count();
        try (CSVReader reader = new CSVReaderBuilder(new StringReader(Written.by(CsvReport::write, SITE).text()
                .substring(1))).withCSVParser(new RFC4180ParserBuilder().build()).build()) {
            List<String> header = Arrays.asList(reader.readNext());
            for (String[] row : reader.readAll()) {
                rows.add(row[header.indexOf("Outcome")], row[header.indexOf("Severity")],
                        !row[header.indexOf("Waived until")].isEmpty());
            }
        }
        rows.assertSame();
    }

    @Test
    void xlsx() throws Exception {
        try (XSSFWorkbook workbook = new XSSFWorkbook(
                new ByteArrayInputStream(Written.by(XlsxReport::write, SITE).bytes()))) {
            Sheet findings = workbook.getSheet("Findings");
            int waived = 0;
            while (!findings.getRow(0).getCell(waived).getStringCellValue().equals("Waived until")) {
                waived++;
            }
            Count rows = new Count();
            for (int i = 1; i <= findings.getLastRowNum(); i++) {
                Row row = findings.getRow(i);
                rows.add(row.getCell(0).getStringCellValue(), row.getCell(1).getStringCellValue(),
                        row.getCell(waived).getCellType() == org.apache.poi.ss.usermodel.CellType.NUMERIC);
            }
            rows.assertSame();
            Count summary = new Count();
            Sheet sheet = workbook.getSheet("Summary");
            for (Row row : sheet) {
                String label = row.getCell(0).getStringCellValue();
                if (Arrays.stream(Severity.values()).anyMatch(severity -> severity.name().equals(label))) {
                    for (int i = 0; i < Words.OUTCOMES.size(); i++) {
                        summary.add(Words.OUTCOMES.get(i), Severity.valueOf(label),
                                (long) row.getCell(i + 1).getNumericCellValue());
                    }
                } else if (label.equals("Of these waived")) {
                    summary.waived = (long) row.getCell(1).getNumericCellValue();
                }
            }
            summary.assertSame();
        }
    }

    @Test
    void junit() throws Exception {
        org.w3c.dom.Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(Written.by(JunitReport::write, SITE).bytes()));
        Pattern outcome = Pattern.compile("(?m)^Outcome: ([A-Z_]+), severity ([A-Z]+)$");
        Count cases = new Count();
        NodeList all = document.getElementsByTagName("testcase");
        for (int i = 0; i < all.getLength(); i++) {
            Element each = (Element) all.item(i);
            if (each.getElementsByTagName("*").getLength() == 0) {
                cases.add(Outcome.PASS, Severity.LOW, 1);
                continue;
            }
            Element result = (Element) each.getElementsByTagName("*").item(0);
            Matcher matcher = outcome.matcher(result.getTextContent());
            assertThat(matcher.find()).isTrue();
            boolean waived = result.getAttribute("message").startsWith("WAIVED until ");
            cases.add(matcher.group(1), matcher.group(2), waived);
            assertThat(result.getTagName()).isEqualTo(waived ? "skipped" : switch (Outcome.valueOf(matcher.group(1))) {
                case FAIL -> "failure";
                case ERROR -> "error";
                case MANUAL, NOT_APPLICABLE -> "skipped";
                case PASS -> throw new AssertionError("a pass has no result");
            });
        }
        cases.assertSame();
        long[] counts = new long[4];
        NodeList suites = document.getElementsByTagName("testsuite");
        for (int i = 0; i < suites.getLength(); i++) {
            Element suite = (Element) suites.item(i);
            counts[0] += Long.parseLong(suite.getAttribute("tests"));
            counts[1] += Long.parseLong(suite.getAttribute("failures"));
            counts[2] += Long.parseLong(suite.getAttribute("errors"));
            counts[3] += Long.parseLong(suite.getAttribute("skipped"));
        }
        assertThat(counts[0]).isEqualTo(TOTALS.findings());
        assertThat(counts[1] + counts[2] + counts[3]).isEqualTo(TOTALS.findings() - TOTALS.count(Outcome.PASS));
    }

    /** What is no failure has no result there; the run's properties say how many there are. */
    @Test
    void sarif() {
        for (SampleAssessment sample : List.of(SITE, SampleAssessment.ofSize(60, 1_000))) {
            Totals totals = sample.findings().totals();
            JsonObject run = JsonParser.parseString(Written.by(SarifReport::write, sample).text()).getAsJsonObject()
                    .getAsJsonArray("runs").get(0).getAsJsonObject();
            Count results = new Count();
            run.getAsJsonArray("results").asList().stream().filter(result -> result.getAsJsonObject().get("kind")
                    .getAsString().equals("fail")).forEach(result -> results.add(Outcome.FAIL, Severity.valueOf(
                            result.getAsJsonObject().getAsJsonObject("properties").get("severity").getAsString()),
                    result.getAsJsonObject().has("occurrenceCount")
                            ? result.getAsJsonObject().get("occurrenceCount").getAsLong() : 1));
            assertThat(results.outcomes).isEqualTo(Map.of(Outcome.FAIL, totals.count(Outcome.FAIL)));
            assertThat(results.failed).isEqualTo(totals.failedBySeverity());
            JsonObject all = run.getAsJsonObject("properties").getAsJsonObject("totals");
            totals.byOutcome().forEach((outcome, count) ->
                    assertThat(all.getAsJsonObject("byOutcome").get(outcome.name()).getAsLong()).isEqualTo(count));
            assertThat(all.get("waived").getAsLong()).isEqualTo(totals.waived());
        }
    }

    @Test
    void oscal() {
        JsonObject result = JsonParser.parseString(Written.by(OscalReport::write, SITE).text()).getAsJsonObject()
                .getAsJsonObject("assessment-results").getAsJsonArray("results").get(0).getAsJsonObject();
        Count observations = new Count();
        result.getAsJsonArray("observations").forEach(observation -> {
            Map<String, String> properties = properties(observation);
            observations.add(properties.get("outcome"), properties.get("severity"),
                    properties.containsKey("waived-until"));
        });
        observations.assertSame();
        Map<String, String> all = properties(result);
        TOTALS.byOutcome().forEach((outcome, count) ->
                assertThat(all).containsEntry("findings-" + outcome, String.valueOf(count)));
        TOTALS.failedBySeverity().forEach((severity, count) ->
                assertThat(all).containsEntry("failed-" + severity, String.valueOf(count)));
        assertThat(all).containsEntry("findings", String.valueOf(TOTALS.findings()))
                .containsEntry("waived", String.valueOf(TOTALS.waived()));
    }

    private static Map<String, String> properties(JsonElement element) {
        return element.getAsJsonObject().getAsJsonArray("props").asList().stream().map(JsonElement::getAsJsonObject)
                .filter(property -> !property.get("name").getAsString().equals("cluster"))
                .collect(Collectors.toMap(property -> property.get("name").getAsString(),
                        property -> property.get("value").getAsString()));
    }

    @Test
    void prometheus() {
        Pattern sample = Pattern.compile("tightship_findings\\{site=\"bcm-lab\",outcome=\"([A-Z_]+)\","
                + "severity=\"([A-Z]+)\",waived=\"(true|false)\"} ([0-9]+)");
        Count series = new Count();
        Written.by(PrometheusReport::write, SITE).text().lines().filter(line -> line.startsWith("tightship_findings{"))
                .forEach(line -> {
                    Matcher matcher = sample.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    long count = Long.parseLong(matcher.group(4));
                    series.add(Outcome.valueOf(matcher.group(1)), Severity.valueOf(matcher.group(2)), count);
                    series.waived += matcher.group(3).equals("true") ? count : 0;
                });
        series.assertSame();
    }

    @Test
    void markdown() {
        String text = Written.by(MarkdownReport::write, SITE).text();
        Count table = new Count();
        for (Outcome outcome : Words.OUTCOMES) {
            String[] cells = text.lines().filter(line -> line.startsWith("| " + Words.outcome(outcome) + " |"))
                    .findFirst().orElseThrow().split("\\|");
            for (int i = 0; i < Words.SEVERITIES.size(); i++) {
                table.add(outcome, Words.SEVERITIES.get(i), number(cells[i + 2].strip()));
            }
            assertThat(number(cells[6].strip())).isEqualTo(TOTALS.count(outcome));
        }
        table.waived = text.contains("Of all " + TOTALS.findings() + " findings " + TOTALS.waived() + " are waived.")
                ? TOTALS.waived() : -1;
        table.assertSame();
    }

    @Test
    void html() {
        Document page = Jsoup.parse(Written.by(HtmlReport::write, SITE).text());
        Count table = new Count();
        page.select("#totals tbody tr").forEach(row -> row.select("td[data-severity]").forEach(cell ->
                table.add(Outcome.valueOf(row.attr("data-outcome")), Severity.valueOf(cell.attr("data-severity")),
                        number(cell.text()))));
        table.waived = number(page.select(".tiles a[href=#waived] b").text());
        table.assertSame();
        Map.of("#failed", Outcome.FAIL, "#not-judged", Outcome.ERROR, "#manual", Outcome.MANUAL, "#not-applicable",
                Outcome.NOT_APPLICABLE, "#passed", Outcome.PASS).forEach((section, outcome) ->
                assertThat(page.select(section + " [id^=f-]")).hasSize((int) TOTALS.count(outcome)));
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    /** What was read back. */
    private static final class Count {
        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private final Map<Severity, Long> failed = new EnumMap<>(Severity.class);
        private long waived;

        void add(String outcome, String severity, boolean isWaived) {
            add(Outcome.valueOf(outcome), Severity.valueOf(severity), 1);
            waived += isWaived ? 1 : 0;
        }

        void add(Outcome outcome, Severity severity, long count) {
            outcomes.merge(outcome, count, Long::sum);
            if (outcome == Outcome.FAIL) {
                failed.merge(severity, count, Long::sum);
            }
        }

        void assertSame() {
            assertThat(outcomes).isEqualTo(TOTALS.byOutcome());
            assertThat(failed).isEqualTo(TOTALS.failedBySeverity());
            assertThat(waived).isEqualTo(TOTALS.waived());
            assertThat(outcomes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(TOTALS.findings());
        }
    }
}
