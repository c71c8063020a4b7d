package io.tightship.report.xlsx;

import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.report.Text;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;

/** A sheet that is filled row by row, cell by cell. No cell is ever a formula. */
final class Page {

    private static final int CELL = 32_767;
    /** What the file format would take for the code of a character; underscores are coded themselves to prevent it. */
    private static final Pattern CODED = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

    private final Sheet sheet;
    private final Styles styles;
    private int nextRow;
    private Row row;
    private int nextCell;

    /** @param widths of the columns in characters */
    Page(Sheet sheet, Styles styles, int... widths) {
        this.sheet = sheet;
        this.styles = styles;
        for (int i = 0; i < widths.length; i++) {
            sheet.setColumnWidth(i, Math.min(255, widths[i] + 1) * 256);
        }
    }

    /** Begins the next row; its number, from 0. */
    int row() {
        row = sheet.createRow(nextRow);
        nextCell = 0;
        return nextRow++;
    }

    void blankRow() {
        nextRow++;
    }

    void title(String text) {
        row();
        row.setHeightInPoints(26);
        written(text, styles.title());
    }

    void section(String text) {
        row();
        row.setHeightInPoints(20);
        written(text, styles.section());
    }

    void headings(String... names) {
        row();
        row.setHeightInPoints(18);
        for (String name : names) {
            written(name, styles.heading());
        }
    }

    Page label(String text) {
        written(text, styles.label());
        return this;
    }

    /** Text of any origin; no cell content where it is empty. */
    Page text(String raw) {
        String shown = Text.block(raw, CELL);
        written(shown, !shown.isEmpty() && "=+-@\t\r\n＝＋－＠".indexOf(shown.charAt(0)) >= 0 ? styles.quotedText()
                : styles.text());
        return this;
    }

    Page number(long number) {
        Cell cell = next(styles.number());
        cell.setCellValue(number);
        return this;
    }

    Page day(LocalDate day) {
        next(styles.day()).setCellValue(day);
        return this;
    }

    /** In UTC: a cell has no zone. */
    Page moment(Instant instant) {
        next(styles.moment()).setCellValue(LocalDateTime.ofInstant(instant, ZoneOffset.UTC).withNano(0));
        return this;
    }

    Page outcome(Outcome outcome) {
        written(outcome.name(), styles.outcome(outcome));
        return this;
    }

    Page severity(Severity severity) {
        written(severity.name(), styles.severity(severity));
        return this;
    }

    int rows() {
        return nextRow;
    }

    Sheet sheet() {
        return sheet;
    }

    private Cell next(CellStyle style) {
        Cell cell = row.createCell(nextCell++);
        cell.setCellStyle(style);
        return cell;
    }

    private void written(String text, CellStyle style) {
        Cell cell = next(style);
        if (!text.isEmpty()) {
            String coded = coded(text);
            cell.setCellValue(coded.length() <= CELL ? coded : coded(Text.block(text, CELL / 2)));
        }
    }

    /** At most twice as long. */
    private static String coded(String text) {
        return text.contains("_x") ? CODED.matcher(text).replaceAll("_x005F_") : text;
    }
}
