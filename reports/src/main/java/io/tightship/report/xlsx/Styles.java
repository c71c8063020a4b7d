package io.tightship.report.xlsx;

import io.tightship.model.Outcome;
import java.util.EnumMap;
import java.util.Map;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.VerticalAlignment;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFColor;
import org.apache.poi.xssf.usermodel.XSSFFont;

/** The looks of cells: each made once, since a workbook holds few. */
final class Styles {

    /** A look, and the same for a text that begins like a formula. */
    record Look(CellStyle style, CellStyle quoted) {
    }

    private final SXSSFWorkbook book;
    private final Look plain;
    private final Look wrapped;
    private final Look header;
    private final Look title;
    private final Map<Outcome, CellStyle> outcomes = new EnumMap<>(Outcome.class);

    Styles(SXSSFWorkbook book) {
        this.book = book;
        plain = look(style -> style.setVerticalAlignment(VerticalAlignment.TOP));
        wrapped = look(style -> {
            style.setVerticalAlignment(VerticalAlignment.TOP);
            style.setWrapText(true);
        });
        header = look(style -> {
            style.setFont(font((short) 11, "FFFFFF"));
            fill(style, "24292F");
        });
        title = look(style -> style.setFont(font((short) 16, "24292F")));
        outcomes.put(Outcome.PASS, coloured("1A7F37"));
        outcomes.put(Outcome.FAIL, coloured("CF222E"));
        outcomes.put(Outcome.ERROR, coloured("8250DF"));
        outcomes.put(Outcome.MANUAL, coloured("9A6700"));
        outcomes.put(Outcome.NOT_APPLICABLE, coloured("57606A"));
    }

    Look plain() {
        return plain;
    }

    Look wrapped() {
        return wrapped;
    }

    Look header() {
        return header;
    }

    Look title() {
        return title;
    }

    CellStyle of(Outcome outcome) {
        return outcomes.get(outcome);
    }

    private Look look(java.util.function.Consumer<XSSFCellStyle> change) {
        XSSFCellStyle style = (XSSFCellStyle) book.createCellStyle();
        change.accept(style);
        XSSFCellStyle quoted = (XSSFCellStyle) book.createCellStyle();
        change.accept(quoted);
        quoted.setQuotePrefixed(true);
        return new Look(style, quoted);
    }

    private CellStyle coloured(String rgb) {
        return look(style -> {
            style.setFont(font((short) 11, rgb));
            style.setVerticalAlignment(VerticalAlignment.TOP);
        }).style();
    }

    private Font font(short points, String rgb) {
        XSSFFont font = (XSSFFont) book.createFont();
        font.setBold(true);
        font.setFontHeightInPoints(points);
        font.setColor(color(rgb));
        return font;
    }

    private static void fill(XSSFCellStyle style, String rgb) {
        style.setFillForegroundColor(color(rgb));
        style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
    }

    private static XSSFColor color(String rgb) {
        byte[] parts = java.util.HexFormat.of().parseHex(rgb);
        return new XSSFColor(parts, null);
    }
}
