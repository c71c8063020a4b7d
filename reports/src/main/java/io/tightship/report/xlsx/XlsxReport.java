package io.tightship.report.xlsx;

import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;

/** {@code report.xlsx}: summary, findings with a filter, remediation by rule, coverage with causes. Rows are streamed. */
public final class XlsxReport {

    private static final int CELL = 32_000;
    private static final int LAST_ROW = 1_048_575;

    private XlsxReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        PrivateTemporaryFiles.use();
        try (SXSSFWorkbook book = new SXSSFWorkbook(null, 100, true, false)) {
            Styles styles = new Styles(book);
            summary(book, styles, assessment, findings);
            findings(book, styles, assessment, findings);
            remediation(book, styles, assessment, findings);
            coverage(book, styles, assessment, findings);
            book.write(out);
        }
    }

    private static void summary(SXSSFWorkbook book, Styles styles, Assessment assessment, Findings findings) {
        Table table = new Table(book.createSheet("Summary"), styles, 28, 60);
        table.row(styles.title(), "Tightship: " + assessment.site());
        table.row(styles.plain(), "Run", assessment.run().id());
        table.row(styles.plain(), "Started", assessment.run().startedAt().toString());
        table.row(styles.plain(), "Finished", assessment.run().finishedAt().toString());
        table.row(styles.plain(), "Complete", assessment.run().complete() ? "yes" : "no");
        table.row(styles.plain(), "Version", assessment.tool().version());
        assessment.benchmarks().forEach(benchmark -> table.row(styles.plain(), "Benchmark",
                benchmark.title() + " " + benchmark.version()));
        assessment.clusters().forEach(cluster -> table.row(styles.plain(), "Cluster " + cluster.name(),
                cluster.version().orElse("version unknown") + ", uid " + cluster.uid().orElse("unknown")));
        table.row(styles.plain());
        table.row(styles.header(), "Outcome", "Findings");
        for (Outcome outcome : Outcome.values()) {
            Row row = table.row(styles.plain());
            table.cell(row, 0, outcome.name(), styles.of(outcome));
            row.createCell(1).setCellValue(findings.totals().count(outcome));
        }
        table.numbers("All", findings.count());
        table.numbers("Waived", findings.totals().waived());
        table.row(styles.plain());
        table.row(styles.header(), "Failed, by severity", "Findings");
        for (Severity severity : Severity.values()) {
            table.numbers(severity.name(), findings.totals().failedBySeverity().get(severity));
        }
        table.row(styles.plain());
        table.row(styles.header(), "Coverage", "Findings");
        table.numbers("Expected", assessment.coverage().total().expected());
        table.numbers("Judged", assessment.coverage().total().judged());
    }

    private static void findings(SXSSFWorkbook book, Styles styles, Assessment assessment, Findings findings) {
        Map<String, String> titles = new TreeMap<>();
        assessment.rules().forEach(rule -> titles.put(rule.id(), rule.title()));
        String[] header = {"Outcome", "Severity", "Rule", "Title", "Target", "Subject", "Observed", "Expected",
            "Message", "Waived until", "Finding"};
        int number = 1;
        Table table = new Table(book.createSheet("Findings"), styles, 16, 11, 38, 44, 30, 34, 30, 34, 60, 13, 23);
        table.heading(header);
        try (Stream<Finding> ordered = findings.ordered()) {
            for (Iterator<Finding> rows = ordered.iterator(); rows.hasNext();) {
                Finding f = rows.next();
                if (table.next > LAST_ROW) {
                    table.filter(header.length);
                    table = new Table(book.createSheet("Findings " + ++number), styles, 16, 11, 38, 44, 30, 34, 30, 34,
                            60, 13, 23);
                    table.heading(header);
                }
                Row row = table.row(styles.plain(), f.outcome().name(), f.severity().name(), f.rule(),
                        titles.getOrDefault(f.rule(), ""), f.target().id(), f.subject(), f.observed(), f.expected(),
                        f.message(), f.waiver().map(waiver -> waiver.expires().toString()).orElse(""), f.id());
                row.getCell(0).setCellStyle(styles.of(f.outcome()));
            }
        }
        table.filter(header.length);
    }

    private static void remediation(SXSSFWorkbook book, Styles styles, Assessment assessment, Findings findings) {
        Map<String, Long> failed = new TreeMap<>();
        try (Stream<Finding> ordered = findings.ordered()) {
            ordered.filter(f -> f.outcome() == Outcome.FAIL).forEach(f -> failed.merge(f.rule(), 1L, Long::sum));
        }
        Table table = new Table(book.createSheet("Remediation"), styles, 38, 11, 9, 44, 70, 70);
        table.heading("Rule", "Severity", "Failed", "Title", "Why", "Remediation");
        for (Rule rule : assessment.rules()) {
            Row row = table.row(styles.wrapped(), rule.id(), rule.severity().name(), "", rule.title(),
                    rule.rationale(), rule.remediation());
            row.getCell(2).setCellValue(failed.getOrDefault(rule.id(), 0L));
        }
        table.filter(6);
    }

    private static void coverage(SXSSFWorkbook book, Styles styles, Assessment assessment, Findings findings) {
        Map<String, Long> taken = new TreeMap<>();
        try (Stream<Finding> ordered = findings.ordered()) {
            ordered.forEach(f -> f.cause().ifPresent(cause -> taken.merge(cause.id(), 1L, Long::sum)));
        }
        Table table = new Table(book.createSheet("Coverage"), styles, 40, 18, 12, 90);
        table.heading("Could not be read", "Reason", "Findings", "What happened");
        for (Cause cause : assessment.causes()) {
            Row row = table.row(styles.wrapped(), cause.target(), cause.reason().name(), "", cause.detail());
            row.getCell(2).setCellValue(taken.getOrDefault(cause.id(), 0L));
        }
        table.row(styles.plain());
        table.row(styles.header(), "Target", "Expected", "Judged");
        assessment.coverage().byTarget().forEach((target, count) -> counts(table, styles, target, count));
        table.row(styles.plain());
        table.row(styles.header(), "Rule", "Expected", "Judged");
        assessment.coverage().byRule().forEach((rule, count) -> counts(table, styles, rule, count));
    }

    private static void counts(Table table, Styles styles, String name, Coverage.Count count) {
        Row row = table.row(styles.plain(), name);
        row.createCell(1).setCellValue(count.expected());
        row.createCell(2).setCellValue(count.judged());
    }

    /** A sheet that is written from top to bottom. */
    private static final class Table {
        private final SXSSFSheet sheet;
        private final Styles styles;
        private int next;

        Table(SXSSFSheet sheet, Styles styles, int... widths) {
            this.sheet = sheet;
            this.styles = styles;
            for (int i = 0; i < widths.length; i++) {
                sheet.setColumnWidth(i, widths[i] * 256);
            }
        }

        void heading(String... names) {
            row(styles.header(), names);
            sheet.createFreezePane(0, 1);
        }

        void filter(int columns) {
            sheet.setAutoFilter(new CellRangeAddress(0, Math.max(1, next - 1), 0, columns - 1));
        }

        Row row(Styles.Look look, String... texts) {
            Row row = sheet.createRow(next++);
            for (int i = 0; i < texts.length; i++) {
                text(row.createCell(i), texts[i], look);
            }
            return row;
        }

        void cell(Row row, int column, String text, org.apache.poi.ss.usermodel.CellStyle style) {
            Cell cell = row.createCell(column);
            cell.setCellValue(text);
            cell.setCellStyle(style);
        }

        void numbers(String name, long number) {
            row(styles.plain(), name).createCell(1).setCellValue(number);
        }

        /** A text cell is never a formula; the quote prefix keeps it so when somebody edits the cell. */
        private static void text(Cell cell, String text, Styles.Look look) {
            String clean = Text.clean(text, CELL).replaceAll("_(x[0-9A-Fa-f]{4}_)", "_x005F_$1");
            cell.setCellValue(clean);
            cell.setCellStyle(Text.formulaLike(clean) ? look.quoted() : look.style());
        }
    }
}
