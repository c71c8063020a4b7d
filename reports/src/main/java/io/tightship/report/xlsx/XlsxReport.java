package io.tightship.report.xlsx;

import io.tightship.model.Assessment;
import io.tightship.model.Attestation;
import io.tightship.model.Cause;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Remark;
import io.tightship.model.Rule;
import io.tightship.model.Setting;
import io.tightship.model.Severity;
import io.tightship.model.Waiver;
import io.tightship.report.Columns;
import io.tightship.report.Columns.Column;
import io.tightship.report.Columns.Value;
import io.tightship.report.Findings;
import io.tightship.report.Matrix;
import io.tightship.report.Night;
import io.tightship.report.Score;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.PrintSetup;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.util.DefaultTempFileCreationStrategy;
import org.apache.poi.util.TempFile;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;

/**
 * Writes {@code report.xlsx}: summary, findings, matrix, remediation, coverage, waivers, changes and history. Rows go
 * to compressed temporary files in a folder that only its owner can read, so memory does not grow with the findings.
 */
public final class XlsxReport {

    /** Rows of one sheet without its header. */
    static final int ROWS = 1_048_575;

    private static final int ROWS_IN_MEMORY = 100;

    private final Assessment assessment;
    private final Findings findings;
    private final List<Night> nights;
    private final Tally tally;
    private final SXSSFWorkbook workbook;
    private final Styles styles;

    private XlsxReport(Assessment assessment, Findings findings, List<Night> nights, SXSSFWorkbook workbook) {
        this.assessment = assessment;
        this.findings = findings;
        this.nights = nights;
        this.tally = Tally.of(findings);
        this.workbook = workbook;
        this.styles = new Styles(workbook);
    }

    /** Of a run that is part of no history. */
    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        write(assessment, findings, List.of(), out);
    }

    /** @param nights of the history that the run is part of, oldest first; empty where it is part of none */
    public static void write(Assessment assessment, Findings findings, List<Night> nights, OutputStream out)
            throws IOException {
        write(assessment, findings, nights, out, ROWS, Files.createTempDirectory("tightship-xlsx-"));
    }

    /**
     * @param rows   at which a second sheet of findings begins
     * @param folder for temporary files, the owner's alone; it is deleted
     */
    static void write(Assessment assessment, Findings findings, List<Night> nights, OutputStream out, int rows,
                      Path folder) throws IOException {
        try {
            TempFile.withStrategy(new DefaultTempFileCreationStrategy(folder.toFile()), () -> {
                try (SXSSFWorkbook workbook = new SXSSFWorkbook(null, ROWS_IN_MEMORY, true, false)) {
                    new XlsxReport(assessment, findings, nights, workbook).fill(rows);
                    workbook.write(out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void fill(int rows) {
        // The same run gives the same bytes, whenever they are written.
        workbook.getXSSFWorkbook().getProperties().getCoreProperties().setCreated(
                Optional.of(Date.from(assessment.run().finishedAt())));
        summary();
        findings(rows);
        new MatrixSheets(Matrix.of(findings, tally)).write(this::page);
        remediation();
        coverage();
        waivers();
        new HistorySheets(assessment).write(nights, this::page);
    }

    private void summary() {
        Page page = page("Summary", 4, 30, 18, 18, 18, 18, 18, 18);
        page.title("Tightship: " + assessment.site());
        for (String sentence : Words.verdict(assessment)) {
            page.row();
            page.label(sentence);
        }
        page.blankRow();
        fact(page, "Score", Score.of(assessment.totals()).percent());
        fact(page, "Score is", Score.of(assessment.totals()).formula());
        fact(page, "Coverage", Words.coverage(assessment));
        fact(page, "Complete", assessment.run().complete() ? "yes" : "no");
        fact(page, "Run", assessment.run().id());
        page.row();
        page.label("Started at (UTC)").moment(assessment.run().startedAt());
        page.row();
        page.label("Finished at (UTC)").moment(assessment.run().finishedAt());
        fact(page, "Tool", assessment.tool().name() + " " + assessment.tool().version());
        Words.benchmarks(assessment).forEach(benchmark -> fact(page, "Benchmark", benchmark));
        assessment.selection().profiles().forEach(profile -> fact(page, "Profile", profile));
        assessment.clusters().forEach(cluster -> fact(page, "Cluster", Words.cluster(cluster)));
        assessment.data().forEach(data -> fact(page, "Judged by", Words.data(data, assessment)));
        page.blankRow();
        page.section("Findings by severity and outcome");
        page.headings(Stream.of(Stream.of("Severity"), Words.OUTCOMES.stream().map(outcome -> "#" + outcome.name()),
                Stream.of("#All")).flatMap(each -> each).toArray(String[]::new));
        int first = page.rows();
        for (Severity severity : Words.SEVERITIES) {
            counts(page, severity);
        }
        page.row();
        page.label("All");
        Words.OUTCOMES.forEach(outcome -> page.number(assessment.totals().count(outcome)));
        page.number(assessment.totals().findings());
        page.row();
        page.label("Of these waived").number(assessment.totals().waived());
        page.blankRow();
        SummaryChart.draw(workbook.getXSSFWorkbook().getSheet("Summary"), first, page.rows(),
                assessment.totals());
        for (int i = 0; i <= SummaryChart.ROWS; i++) {
            page.blankRow();
        }
        page.section("Values that the rules used");
        page.headings("Value", "Is", "Origin", "Target");
        for (Setting setting : assessment.settings()) {
            page.row();
            page.text(setting.id()).text(setting.value()).text(setting.origin()).text(setting.target());
        }
    }

    private void counts(Page page, Severity severity) {
        page.row();
        page.severity(severity);
        Tally.Counts counts = tally.bySeverity().get(severity);
        Words.OUTCOMES.forEach(outcome -> page.number(counts.of(outcome)));
        page.number(counts.sum());
    }

    static void fact(Page page, String label, String text) {
        page.row();
        page.label(label).line(text);
    }

    private void findings(int rows) {
        List<Column> columns = new Columns(assessment).finding();
        int[] widths = columns.stream().mapToInt(Column::width).toArray();
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> all = ordered.iterator();
            int number = 1;
            do {
                Page page = page(number == 1 ? "Findings" : "Findings " + number, 2, widths);
                number++;
                page.headings(columns.stream().map(Column::heading).toArray(String[]::new));
                page.sheet().createFreezePane(3, 1);
                for (int i = 0; i < rows && all.hasNext(); i++) {
                    finding(page, columns, all.next());
                }
                page.sheet().setAutoFilter(new CellRangeAddress(0, page.rows() - 1, 0, columns.size() - 1));
            } while (all.hasNext());
        }
    }

    private static void finding(Page page, List<Column> columns, Finding finding) {
        page.row();
        page.outcome(finding.outcome()).severity(finding.severity());
        for (Column column : columns.subList(2, columns.size())) {
            switch (column.value().apply(finding)) {
                case Value.Written written -> page.text(written.text());
                case Value.Day day -> page.day(day.date());
                case Value.Moment moment -> page.moment(moment.instant());
            }
        }
    }

    /** Worst first: what fails at most places of the highest severity. */
    private void remediation() {
        Page page = page("Remediation", 20, 10, 36, 46, 10, 10, 10, 60, 70, 30, 40);
        page.headings("Severity", "Rule", "Title", "#FAIL", "#ERROR", "#PASS", "Why", "How", "Controls", "References");
        page.sheet().createFreezePane(3, 1);
        Map<String, List<String>> controls = Columns.controlsByRule(assessment);
        for (Rule rule : Words.worstFirst(assessment.rules(), tally)) {
            Tally.Counts counts = tally.rule(rule.id());
            page.row();
            page.severity(rule.severity()).text(rule.id()).text(rule.title()).number(counts.of(Outcome.FAIL))
                    .number(counts.of(Outcome.ERROR)).number(counts.of(Outcome.PASS)).text(rule.rationale())
                    .text(rule.remediation()).text(String.join("\n", controls.getOrDefault(rule.id(), List.of())))
                    .text(Words.references(rule));
        }
        page.sheet().setAutoFilter(new CellRangeAddress(0, page.rows() - 1, 0, 9));
    }

    private void coverage() {
        Page page = page("Coverage and errors", 6, 38, 12, 12, 24, 90);
        page.section("Coverage");
        fact(page, "Judged", Words.coverage(assessment));
        page.blankRow();
        page.section("What could not be read");
        page.headings("Target", "#Rules", "#Findings", "Reason", "In the words of what was asked");
        for (Cause cause : assessment.causes()) {
            Tally.Reach reach = tally.cause(cause.id());
            page.row();
            page.text(cause.target()).number(reach.rules()).number(reach.findings()).text(cause.reason().name())
                    .text(cause.detail());
        }
        page.blankRow();
        coverage(page, "By target", "Target", assessment.coverage().byTarget());
        page.blankRow();
        coverage(page, "By rule", "Rule", assessment.coverage().byRule());
    }

    private static void coverage(Page page, String section, String heading, Map<String, Coverage.Count> counts) {
        page.section(section);
        page.headings(heading, "#Judged", "#Expected", "#Share");
        counts.forEach((id, count) -> {
            page.row();
            page.text(id).number(count.judged()).number(count.expected()).percent(count.judged(), count.expected());
        });
    }

    private void waivers() {
        Page page = page("Waivers", 6, 22, 13, 12, 24, 18, 60);
        page.section("What takes findings out of the gate");
        page.headings("Kind", "Until (UTC)", "#Findings", "Authority", "Ticket", "Reason");
        for (Waiver waiver : assessment.waivers()) {
            page.row();
            page.text(waiver.kind()).day(waiver.expires()).number(tally.byWaiver().getOrDefault(waiver, 0L))
                    .text(waiver.authority()).text(waiver.ticket()).text(waiver.reason());
        }
        page.blankRow();
        page.section("What people answered");
        page.headings("Benchmark", "Until (UTC)", "Control", "Who", "When", "Statement");
        for (Attestation attestation : assessment.attestations()) {
            page.row();
            page.text(attestation.benchmark()).day(attestation.expires()).text(attestation.control())
                    .text(attestation.who()).day(attestation.when()).text(attestation.statement());
        }
        page.blankRow();
        page.section("Remarks");
        for (Remark remark : assessment.remarks()) {
            page.row();
            page.text(remark.kind()).line(remark.text());
        }
    }

    private Page page(String name, int mostLines, int... widths) {
        Sheet sheet = workbook.createSheet(name);
        sheet.setDisplayGridlines(false);
        sheet.setFitToPage(true);
        PrintSetup print = sheet.getPrintSetup();
        print.setLandscape(true);
        print.setFitWidth((short) 1);
        print.setFitHeight((short) 0);
        return new Page(sheet, styles, mostLines, widths);
    }
}
