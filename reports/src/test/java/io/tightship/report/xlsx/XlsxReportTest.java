package io.tightship.report.xlsx;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Outcome;
import io.tightship.report.Hostile;
import io.tightship.report.Night;
import io.tightship.report.SampleAssessment;
import io.tightship.report.SampleNights;
import io.tightship.report.Text;
import io.tightship.report.Words;
import io.tightship.report.Written;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellAddress;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xddf.usermodel.chart.XDDFNumericalDataSource;
import org.apache.poi.xssf.usermodel.XSSFChart;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlsxReportTest {

    /** Megabytes of one letter look like a bomb to the reader. */
    @BeforeAll
    static void admit_repetitive_sheets() {
        ZipSecureFile.setMinInflateRatio(0);
    }

    @Test
    void the_sheets_have_their_names_and_the_findings_a_filter_and_a_frozen_header() throws IOException {
        SampleAssessment sample = SampleAssessment.site();
        try (XSSFWorkbook workbook = read(Written.by(XlsxReport::write, sample))) {
            assertThat(workbook).extracting(Sheet::getSheetName)
                    .containsExactly("Summary", "Findings", "Matrix", "Remediation", "Coverage and errors", "Waivers",
                            "Changes", "History");
            XSSFSheet findings = workbook.getSheet("Findings");
            assertThat(findings.getLastRowNum()).isEqualTo((int) sample.findings().count());
            assertThat(findings.getCTWorksheet().getAutoFilter().getRef())
                    .isEqualTo("A1:T" + (sample.findings().count() + 1));
            assertThat(findings.getPaneInformation().isFreezePane()).isTrue();
            assertThat(findings.getPaneInformation().getHorizontalSplitPosition()).isEqualTo((short) 1);
        }
    }

    @Test
    void dates_are_dates_and_outcomes_have_a_colour_and_their_word() throws IOException {
        try (XSSFWorkbook workbook = read(Written.by(XlsxReport::write, SampleAssessment.site()))) {
            Sheet sheet = workbook.getSheet("Findings");
            int until = column(sheet, "Waived until");
            List<Cell> days = cells(sheet, until).stream().filter(cell -> cell.getCellType() == CellType.NUMERIC)
                    .toList();
            assertThat(days).hasSize(4).allMatch(DateUtil::isCellDateFormatted)
                    .allMatch(cell -> cell.getLocalDateTimeCellValue().toString().equals("2026-12-04T00:00"));
            Set<String> words = new TreeSet<>();
            Set<Short> styles = new TreeSet<>();
            cells(sheet, 0).forEach(cell -> {
                words.add(cell.getStringCellValue());
                styles.add(cell.getCellStyle().getIndex());
            });
            assertThat(words).containsExactlyInAnyOrderElementsOf(
                    Stream.of(Outcome.values()).map(Enum::name).toList());
            assertThat(styles).hasSize(words.size());
        }
    }

    @Test
    void the_charts_of_the_summary_show_the_numbers_of_its_table() throws IOException {
        SampleAssessment sample = SampleAssessment.site();
        try (XSSFWorkbook workbook = read(Written.by(XlsxReport::write, sample))) {
            XSSFSheet summary = workbook.getSheet("Summary");
            List<XSSFChart> charts = summary.createDrawingPatriarch().getCharts();
            assertThat(charts).extracting(chart -> chart.getTitleText().getString())
                    .containsExactly("Findings by outcome", "Failed findings by severity");
            List<List<Double>> shown = charts.stream().map(chart -> values(summary, chart)).toList();
            assertThat(shown.get(0)).containsExactlyElementsOf(Words.OUTCOMES.stream()
                    .map(outcome -> (double) sample.findings().totals().count(outcome)).toList());
            assertThat(shown.get(1)).containsExactlyElementsOf(Words.SEVERITIES.stream()
                    .map(severity -> (double) sample.findings().totals().failedBySeverity().get(severity)).toList());
        }
    }

    /** What the cells hold that the chart refers to: the same as it brings along. */
    private static List<Double> values(XSSFSheet sheet, XSSFChart chart) {
        XDDFNumericalDataSource<? extends Number> data = chart.getChartSeries().getFirst().getSeries(0).getValuesData();
        List<Double> cells = new ArrayList<>();
        for (CellAddress address : CellRangeAddress.valueOf(data.getDataRangeReference())) {
            cells.add(sheet.getRow(address.getRow()).getCell(address.getColumn()).getNumericCellValue());
        }
        List<Double> cached = new ArrayList<>();
        for (int i = 0; i < data.getPointCount(); i++) {
            cached.add(data.getPointAt(i).doubleValue());
        }
        assertThat(cached).isEqualTo(cells);
        return cells;
    }

    @Test
    void the_matrix_has_a_row_for_each_target_and_frames_who_differs() throws IOException {
        SampleAssessment sample = SampleAssessment.site();
        try (XSSFWorkbook workbook = read(Written.by(XlsxReport::write, sample))) {
            Sheet sheet = workbook.getSheet("Matrix");
            assertThat(sheet.getLastRowNum()).isEqualTo(sample.assessment().targets().size());
            int pids = column(sheet, "kubelet-pod-pids-limited");
            Set<String> framed = new TreeSet<>();
            for (int i = 1; i <= sheet.getLastRowNum(); i++) {
                Cell cell = sheet.getRow(i).getCell(pids);
                if (cell != null && cell.getCellStyle().getBorderLeft() == BorderStyle.MEDIUM) {
                    framed.add(sheet.getRow(i).getCell(2).getStringCellValue() + " " + cell.getStringCellValue());
                }
            }
            assertThat(framed).containsExactly("b05-p1-dgx-05-c02 PASS", "b05-p1-dgx-05-c07 ERROR",
                    "b05-p1-dgx-05-c09 ERROR");
        }
    }

    @Test
    void waivers_answers_and_what_changed_have_sheets() throws IOException {
        try (XSSFWorkbook workbook = read(Written.by(XlsxReport::write, SampleAssessment.site()))) {
            Row waiver = workbook.getSheet("Waivers").getRow(2);
            assertThat(waiver.getCell(0).getStringCellValue()).isEqualTo("maintenance");
            assertThat(waiver.getCell(1).getLocalDateTimeCellValue()).hasToString("2026-12-04T00:00");
            assertThat(waiver.getCell(2).getNumericCellValue()).isEqualTo(4);
            assertThat(text(workbook.getSheet("Waivers"))).contains("J. Doe", "waiver-expired");
            assertThat(text(workbook.getSheet("Changes"))).contains("Since the run 20261120T020000Z-1c2d", "RESOLVED",
                    "not judged");
        }
        SampleAssessment site = SampleAssessment.site();
        try (XSSFWorkbook workbook = read(Written.by((assessment, findings, out) -> XlsxReport.write(
                SampleAssessment.uncompared(assessment), findings, out), site))) {
            assertThat(text(workbook.getSheet("Changes"))).containsExactly("Compared with no earlier run");
            assertThat(text(workbook.getSheet("History"))).containsExactly("Not part of a history of nights");
        }
    }

    @Test
    void the_nights_stand_with_their_numbers_the_latest_first_and_nothing_is_guessed() throws IOException {
        List<Night> nights = SampleNights.site();
        try (XSSFWorkbook workbook = read(Written.by((assessment, findings, out) -> XlsxReport.write(assessment,
                findings, nights, out), SampleAssessment.site()))) {
            XSSFSheet history = workbook.getSheet("History");
            assertThat(history.getLastRowNum()).isEqualTo(nights.size());
            assertThat(history.getCTWorksheet().getAutoFilter().getRef()).isEqualTo("A1:P" + (nights.size() + 1));
            List<String> headings = new ArrayList<>();
            history.getRow(0).forEach(cell -> headings.add(cell.getStringCellValue()));
            for (int i = 0; i < nights.size(); i++) {
                Night night = nights.reversed().get(i);
                Row row = history.getRow(i + 1);
                assertThat(row.getCell(0).getLocalDateTimeCellValue().toInstant(ZoneOffset.UTC))
                        .isEqualTo(night.startedAt());
                assertThat(row.getCell(1).getStringCellValue()).isEqualTo(night.run());
                assertThat(row.getCell(2).getStringCellValue()).isEqualTo(night.complete() ? "yes" : "no");
                for (Outcome outcome : Outcome.values()) {
                    assertThat(row.getCell(headings.indexOf(outcome.name())).getNumericCellValue())
                            .isEqualTo(night.totals().count(outcome));
                }
                assertThat(row.getCell(headings.indexOf("Score")).getNumericCellValue()).isEqualTo(
                        Math.floor(1000.0 * night.score().passed() / night.score().expected()) / 1000);
                Cell fresh = row.getCell(headings.indexOf("New"));
                assertThat(fresh.getCellType()).isEqualTo(night.changes().isEmpty() ? CellType.BLANK
                        : CellType.NUMERIC);
                night.changes().ifPresent(changes -> {
                    assertThat(fresh.getNumericCellValue()).isEqualTo(changes.fresh());
                    assertThat(row.getCell(headings.indexOf("Resolved")).getNumericCellValue())
                            .isEqualTo(changes.resolved());
                    assertThat(row.getCell(headings.indexOf("Compared with")).getStringCellValue())
                            .isEqualTo(changes.before());
                });
            }
        }
    }

    private static List<String> text(Sheet sheet) {
        List<String> text = new ArrayList<>();
        sheet.forEach(row -> row.forEach(cell -> {
            if (cell.getCellType() == CellType.STRING) {
                text.add(cell.getStringCellValue());
            }
        }));
        return text;
    }

    @Test
    void more_findings_than_a_sheet_holds_go_on_in_a_second_one(@TempDir Path folder) throws IOException {
        SampleAssessment sample = SampleAssessment.site();
        Written written = Written.by((assessment, findings, out) ->
                XlsxReport.write(assessment, findings, List.of(), out, 100, folder), sample);
        try (XSSFWorkbook workbook = read(written)) {
            assertThat(workbook.getSheet("Findings").getLastRowNum()).isEqualTo(100);
            assertThat(workbook.getSheet("Findings 2").getLastRowNum())
                    .isEqualTo((int) sample.findings().count() - 100);
            assertThat(workbook.getSheet("Findings 3")).isNull();
        }
    }

    @Test
    void no_findings_are_a_sheet_with_a_header() throws IOException {
        Written written = Written.by(XlsxReport::write, SampleAssessment.of(List.of(), List.of()));
        try (XSSFWorkbook workbook = read(written)) {
            assertThat(workbook.getSheet("Findings").getLastRowNum()).isZero();
        }
    }

    @Test
    void t74_hostile_text_is_text_and_no_cell_is_a_formula() throws IOException {
        try (XSSFWorkbook workbook = read(Written.by(XlsxReport::write, Hostile.site()))) {
            for (Sheet sheet : workbook) {
                for (Row row : sheet) {
                    assertThat(row).allMatch(cell -> cell.getCellType() != CellType.FORMULA
                            && cell.getHyperlink() == null);
                    assertThat(row).filteredOn(cell -> cell.getCellType() == CellType.STRING).allSatisfy(cell ->
                            assertThat(cell.getStringCellValue().matches("(?s)[=+\\-@\t\r\n＝].*"))
                                    .isEqualTo(cell.getCellStyle().getQuotePrefixed()));
                }
            }
            Sheet sheet = workbook.getSheet("Findings");
            Set<String> observed = cells(sheet, column(sheet, "Observed")).stream().map(Cell::getStringCellValue)
                    .collect(Collectors.toSet());
            List<String> expected = new ArrayList<>(Hostile.TEXTS.stream().map(text -> Text.block(text, 32_767))
                    .toList());
            String coded = expected.removeLast(); // a cell holds its codes, which are twice as long
            assertThat(observed).containsAll(expected).hasSize(expected.size() + 1);
            observed.removeAll(expected);
            assertThat(observed.iterator().next()).startsWith(coded.substring(0, 16_000))
                    .endsWith(" chars, see assessment.json]");
        }
    }

    @Test
    void temporary_files_are_in_the_folder_given_and_it_is_gone_afterwards(@TempDir Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("private"));
        SampleAssessment sample = SampleAssessment.site();
        long[] most = {0};
        OutputStream watching = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try (Stream<Path> files = Files.list(folder)) {
                    most[0] = Math.max(most[0], files.count());
                }
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                write(0);
            }
        };
        XlsxReport.write(sample.assessment(), sample.findings(), List.of(), watching, XlsxReport.ROWS, folder);
        assertThat(most[0]).isPositive();
        assertThat(folder).doesNotExist();
    }

    private static XSSFWorkbook read(Written written) throws IOException {
        return new XSSFWorkbook(new ByteArrayInputStream(written.bytes()));
    }

    private static int column(Sheet sheet, String heading) {
        for (Cell cell : sheet.getRow(0)) {
            if (cell.getStringCellValue().equals(heading)) {
                return new CellAddress(cell).getColumn();
            }
        }
        throw new AssertionError("no column " + heading);
    }

    private static List<Cell> cells(Sheet sheet, int column) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 1; i <= sheet.getLastRowNum(); i++) {
            Cell cell = sheet.getRow(i).getCell(column);
            if (cell != null) {
                cells.add(cell);
            }
        }
        return cells;
    }
}
