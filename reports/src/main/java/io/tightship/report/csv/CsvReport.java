package io.tightship.report.csv;

import com.opencsv.CSVWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Finding;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code findings.csv}: RFC 4180, UTF-8 with a byte order mark for spreadsheets, every field quoted. */
public final class CsvReport {

    private static final int CAP = 32_000;

    private CsvReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Map<String, String> titles = new TreeMap<>();
        assessment.rules().forEach(rule -> titles.put(rule.id(), rule.title()));
        OutputStreamWriter characters = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        characters.write('\ufeff');
        CSVWriter csv = new CSVWriter(characters, ',', '"', '"', "\r\n");
        csv.writeNext(new String[] {"Finding", "Rule", "Title", "Severity", "Outcome", "Target kind", "Target",
            "Subject", "Variant", "Observed", "Expected", "Message", "Cause", "Waived until"}, true);
        try (Stream<Finding> ordered = findings.ordered()) {
            for (Iterator<Finding> rows = ordered.iterator(); rows.hasNext();) {
                Finding f = rows.next();
                csv.writeNext(new String[] {f.id(), f.rule(), field(titles.getOrDefault(f.rule(), "")),
                    f.severity().name(), f.outcome().name(), f.target().kind(), field(f.target().name()),
                    field(f.subject()), field(f.variant()), field(f.observed()), field(f.expected()),
                    field(f.message()), f.cause().map(cause -> cause.reason().name()).orElse(""),
                    f.waiver().map(waiver -> waiver.expires().toString()).orElse("")}, true);
            }
        }
        csv.flush();
        if (csv.checkError()) {
            throw csv.getException();
        }
    }

    /** A leading quote keeps spreadsheets from taking a text for a formula. */
    private static String field(String text) {
        String clean = Text.clean(text, CAP);
        return Text.formulaLike(clean) ? "'" + clean : clean;
    }
}
