package io.tightship.report.xlsx;

import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.report.Text;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;

/** A sheet that is filled row by row, cell by cell. No cell is ever a formula. */
final class Page {

    private static final int CELL = 32_767;
    /** The height of a line in points. */
    private static final float LINE = 13.5f;
    /** What the file format would take for the code of a character; underscores are coded themselves to prevent it. */
    private static final Pattern CODED = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

    private final Sheet sheet;
    private final Styles styles;
    private final int[] widths;
    private final int mostLines;
    private int nextRow;
    private Row row;
    private int nextCell;

    /**
     * @param mostLines to which a row grows with its text
     * @param widths    of the columns in characters
     */
    Page(Sheet sheet, Styles styles, int mostLines, int... widths) {
        this.sheet = sheet;
        this.styles = styles;
        this.mostLines = mostLines;
        this.widths = widths;
        for (int i = 0; i < widths.length; i++) {
            sheet.setColumnWidth(i, Math.min(255, widths[i] + 1) * 256);
        }
    }

    /** Begins the next row; its number, from 0. */
    int row() {
        row = sheet.createRow(nextRow);
        row.setHeightInPoints(LINE);
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

    /** "#" before a name marks a column of numbers. */
    void headings(String... names) {
        row();
        row.setHeightInPoints(18);
        for (String name : names) {
            if (name.startsWith("#")) {
                written(name.substring(1), styles.numberHeading());
            } else {
                written(name, styles.heading());
            }
        }
    }

    Page label(String text) {
        written(text, styles.label());
        return this;
    }

    /** Text of any origin, wrapped; an empty cell where it is empty. */
    Page text(String raw) {
        String shown = Text.block(raw, CELL);
        grow(shown);
        written(shown, isFormula(shown) ? styles.quotedText() : styles.text());
        return this;
    }

    /** Text of any origin as the last of its row: it runs on to the right. */
    Page line(String raw) {
        String shown = Text.line(raw, 1_000);
        written(shown, isFormula(shown) ? styles.quotedLine() : styles.line());
        return this;
    }

    Page number(long number) {
        Cell cell = next(styles.number());
        cell.setCellValue(number);
        return this;
    }

    /** Rounded down: 100.0 % means all of them. Empty where {@code whole} is 0. */
    Page percent(long part, long whole) {
        Cell cell = next(styles.percent());
        if (whole > 0) {
            cell.setCellValue(Math.floor(1000.0 * part / whole) / 1000);
        }
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

    /** A cell of a matrix: the outcome in as few letters as a narrow column holds. */
    Page mark(Outcome outcome, boolean standsOut) {
        written(outcome == Outcome.NOT_APPLICABLE ? "N/A" : outcome.name(), styles.mark(outcome, standsOut));
        return this;
    }

    /** A word in the colour of an outcome. */
    Page mark(Outcome like, String word) {
        written(word, styles.outcome(like));
        return this;
    }

    Page empty() {
        nextCell++;
        return this;
    }

    /** A row of headings of which those after the first {@code level} are written upwards. */
    void slantedHeadings(int level, List<String> names) {
        row();
        row.setHeightInPoints(190);
        for (String name : names) {
            written(Text.line(name, 200), nextCell < level ? styles.heading() : styles.upHeading());
        }
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

    /** Programs that open the file do not all measure wrapped text themselves. */
    private void grow(String text) {
        int width = nextCell < widths.length ? widths[nextCell] : 10;
        int lines = 0;
        int from = 0;
        while (from <= text.length() && lines < mostLines) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            lines += 1 + Math.max(0, end - from - 1) / width;
            from = end + 1;
        }
        float height = Math.min(lines, mostLines) * LINE;
        if (height > row.getHeightInPoints()) {
            row.setHeightInPoints(height);
        }
    }

    /** True for what would become a formula when its cell is edited. */
    private static boolean isFormula(String shown) {
        return !shown.isEmpty() && "=+-@\t\r\n＝＋－＠".indexOf(shown.charAt(0)) >= 0;
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
