package io.tightship.report.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvException;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReportTest {

    @Test
    void it_begins_with_the_mark_of_utf_8_and_ends_every_row_as_the_standard_says() throws Exception {
        String text = Written.by(CsvReport::write, SampleAssessment.site()).text();
        assertThat(text).startsWith("\uFEFF\"Outcome\",\"Severity\",\"Rule\",\"Title\",").endsWith("\"\r\n");
        List<String[]> rows = rows(text);
        assertThat(rows).hasSize((int) SampleAssessment.site().findings().count() + 1);
        assertThat(rows).allMatch(row -> row.length == rows.getFirst().length);
    }

    @Test
    void each_row_says_which_run_of_which_site_it_comes_from() throws Exception {
        List<String[]> rows = rows(Written.by(CsvReport::write, SampleAssessment.site()).text());
        List<String> header = Arrays.asList(rows.getFirst());
        String[] row = rows.stream().filter(each -> each[header.indexOf("Cluster")].equals("admin")).findFirst()
                .orElseThrow();
        assertThat(row[header.indexOf("Site")]).isEqualTo("bcm-lab");
        assertThat(row[header.indexOf("Run")]).isEqualTo("20261121T020000Z-7f3a");
        assertThat(row[header.indexOf("Started at")]).isEqualTo("2026-11-21T02:00:00Z");
        assertThat(row[header.indexOf("Benchmarks")]).isEqualTo("superpod-hardening 1.4");
        assertThat(row[header.indexOf("Cluster UID")]).isEqualTo("0d5c6d0e-6a53-4b0e-9f7b-2a4c1f1f9a01");
    }

    @Test
    void t74_hostile_text_is_text_and_no_cell_begins_as_a_formula() throws Exception {
        List<String[]> rows = rows(Written.by(CsvReport::write, Hostile.site()).text());
        List<String> header = Arrays.asList(rows.getFirst());
        List<String> observed = rows.stream().skip(1).map(row -> row[header.indexOf("Observed")]).distinct().toList();
        assertThat(observed).containsExactlyInAnyOrderElementsOf(
                Hostile.TEXTS.stream().map(CsvReportTest::neutral).toList());
        assertThat(rows).allSatisfy(row -> assertThat(row).allMatch(
                cell -> cell.isEmpty() || "=+-@\t\r\n＝".indexOf(cell.charAt(0)) < 0));
        assertThat(rows).allSatisfy(row -> assertThat(row).allMatch(cell -> cell.length() <= 32_767));
    }

    @Test
    void a_stream_that_breaks_is_an_exception_and_not_a_short_file() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        SampleAssessment sample = SampleAssessment.withNodes(500);
        assertThatThrownBy(() -> CsvReport.write(sample.assessment(), sample.findings(), broken))
                .isInstanceOf(IOException.class).hasMessage("No space left on device");
    }

    private static String neutral(String raw) {
        String shown = Text.block(raw, 32_000);
        return "=+-@\t\r\n＝".indexOf(shown.charAt(0)) >= 0 ? "'" + shown : shown;
    }

    private static List<String[]> rows(String text) throws IOException, CsvException {
        try (CSVReader reader = new CSVReaderBuilder(new StringReader(text.substring(1)))
                .withCSVParser(new RFC4180ParserBuilder().build()).build()) {
            return reader.readAll();
        }
    }
}
