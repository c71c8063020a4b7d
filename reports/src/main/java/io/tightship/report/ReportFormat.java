package io.tightship.report;

import io.tightship.model.Assessment;
import io.tightship.report.csv.CsvReport;
import io.tightship.report.html.HtmlReport;
import io.tightship.report.json.JsonReport;
import io.tightship.report.junit.JunitReport;
import io.tightship.report.xlsx.XlsxReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report formats, by the words of {@code --format}. */
public enum ReportFormat {
    HTML("report.html", HtmlReport::write),
    XLSX("report.xlsx", XlsxReport::write),
    CSV("findings.csv", CsvReport::write),
    JSON("assessment.json", JsonReport::write),
    JUNIT("junit.xml", JunitReport::write);

    private interface Writer {
        void write(Assessment assessment, Findings findings, OutputStream out) throws IOException;
    }

    private final String fileName;
    private final Writer writer;

    ReportFormat(String fileName, Writer writer) {
        this.fileName = fileName;
        this.writer = writer;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String fileName() {
        return fileName;
    }

    public void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        writer.write(assessment, findings, out);
    }

    public static Optional<ReportFormat> of(String word) {
        return Arrays.stream(values()).filter(format -> format.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(ReportFormat::word).toList();
    }
}
