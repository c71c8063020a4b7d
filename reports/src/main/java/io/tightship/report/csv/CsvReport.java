package io.tightship.report.csv;

import com.opencsv.CSVWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Finding;
import io.tightship.report.Columns;
import io.tightship.report.Columns.Column;
import io.tightship.report.Columns.Value;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes {@code findings.csv}: RFC 4180, UTF-8 with a byte order mark, every field in quotes. A text that a spreadsheet
 * would take for a formula begins with an apostrophe; {@code assessment.json} has it as it was.
 */
public final class CsvReport {

    /** What fits into a cell of a spreadsheet. */
    private static final int CELL = 32_000;

    private CsvReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        BufferedWriter text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        text.write('\uFEFF');
        Columns columns = new Columns(assessment);
        List<Column> all = new ArrayList<>(columns.finding());
        all.addAll(columns.run());
        CSVWriter csv = new CSVWriter(text, ',', '"', '"', "\r\n");
        csv.writeNext(all.stream().map(Column::heading).toArray(String[]::new), true);
        try (Stream<Finding> ordered = findings.ordered()) {
            Iterator<Finding> rows = ordered.iterator();
            String[] cells = new String[all.size()];
            while (rows.hasNext() && !csv.checkError()) {
                Finding finding = rows.next();
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = cell(all.get(i).value().apply(finding));
                }
                csv.writeNext(cells, true);
            }
        }
        csv.flush();
        if (csv.getException() != null) {
            throw csv.getException();
        }
    }

    private static String cell(Value value) {
        return switch (value) {
            case Value.Written written -> neutral(Text.block(written.text(), CELL));
            case Value.Day day -> day.date().toString();
            case Value.Moment moment -> moment.instant().toString();
        };
    }

    /** Full-width signs count: some spreadsheets fold them. */
    private static String neutral(String text) {
        return !text.isEmpty() && "=+-@\t\r\n＝＋－＠".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
