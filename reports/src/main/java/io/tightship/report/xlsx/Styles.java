package io.tightship.report.xlsx;

import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import java.util.EnumMap;
import java.util.Map;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.HorizontalAlignment;
import org.apache.poi.ss.usermodel.VerticalAlignment;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFColor;
import org.apache.poi.xssf.usermodel.XSSFFont;

/** The cell styles of a workbook, each made once. Colours never stand alone: the cell's word says the same. */
final class Styles {

    private static final int NAVY = 0x1F2A44;
    private static final int RULE = 0xD0D7DE;

    private final Workbook workbook;
    private final Map<Outcome, CellStyle> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Severity, CellStyle> severities = new EnumMap<>(Severity.class);
    private final Map<Outcome, CellStyle> marks = new EnumMap<>(Outcome.class);
    private final Map<Outcome, CellStyle> oddMarks = new EnumMap<>(Outcome.class);
    private final CellStyle upHeading;
    private final CellStyle title;
    private final CellStyle section;
    private final CellStyle heading;
    private final CellStyle numberHeading;
    private final CellStyle label;
    private final CellStyle line;
    private final CellStyle quotedLine;
    private final CellStyle text;
    private final CellStyle quotedText;
    private final CellStyle number;
    private final CellStyle percent;
    private final CellStyle day;
    private final CellStyle moment;

    Styles(Workbook workbook) {
        this.workbook = workbook;
        title = style(font(16, true, NAVY), 0xFFFFFF);
        section = style(font(12, true, NAVY), 0xFFFFFF);
        heading = style(font(10, true, 0xFFFFFF), NAVY);
        heading.setVerticalAlignment(VerticalAlignment.CENTER);
        numberHeading = style(font(10, true, 0xFFFFFF), NAVY);
        numberHeading.setVerticalAlignment(VerticalAlignment.CENTER);
        numberHeading.setAlignment(HorizontalAlignment.RIGHT);
        numberHeading.setIndention((short) 1);
        upHeading = style(font(9, true, 0xFFFFFF), NAVY);
        upHeading.setRotation((short) 90);
        upHeading.setVerticalAlignment(VerticalAlignment.BOTTOM);
        upHeading.setAlignment(HorizontalAlignment.CENTER);
        label = style(font(10, true, 0x57606A), 0xFFFFFF);
        Font plain = font(10, false, 0x1F2328);
        line = style(plain, 0xFFFFFF);
        quotedLine = style(plain, 0xFFFFFF);
        quotedLine.setQuotePrefixed(true);
        text = ruled(style(plain, 0xFFFFFF));
        text.setWrapText(true);
        quotedText = ruled(style(plain, 0xFFFFFF));
        quotedText.setWrapText(true);
        quotedText.setQuotePrefixed(true);
        number = ruled(style(plain, 0xFFFFFF));
        number.setAlignment(HorizontalAlignment.RIGHT);
        number.setIndention((short) 1);
        number.setDataFormat(workbook.createDataFormat().getFormat("#,##0"));
        percent = ruled(style(plain, 0xFFFFFF));
        percent.setAlignment(HorizontalAlignment.RIGHT);
        percent.setIndention((short) 1);
        percent.setDataFormat(workbook.createDataFormat().getFormat("0.0%"));
        day = ruled(style(plain, 0xFFFFFF));
        day.setDataFormat(workbook.createDataFormat().getFormat("yyyy-mm-dd"));
        day.setAlignment(HorizontalAlignment.LEFT);
        moment = style(plain, 0xFFFFFF);
        moment.setAlignment(HorizontalAlignment.LEFT);
        moment.setDataFormat(workbook.createDataFormat().getFormat("yyyy-mm-dd hh:mm:ss"));
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, ruled(coloured(outcome, 10, true)));
            marks.put(outcome, centred(coloured(outcome, 8, false)));
            oddMarks.put(outcome, framed(centred(coloured(outcome, 8, true))));
        }
        for (Severity severity : Severity.values()) {
            severities.put(severity, ruled(switch (severity) {
                case LOW -> style(font(10, false, 0x57606A), 0xFFFFFF);
                case MEDIUM -> style(font(10, true, 0x7D4E00), 0xFFFFFF);
                case HIGH -> style(font(10, true, 0xA40E26), 0xFFFFFF);
                case CRITICAL -> style(font(10, true, 0xA40E26), 0xFFCECB);
            }));
        }
    }

    CellStyle outcome(Outcome outcome) {
        return outcomes.get(outcome);
    }

    /** Of a cell of the matrix. */
    CellStyle mark(Outcome outcome, boolean standsOut) {
        return (standsOut ? oddMarks : marks).get(outcome);
    }

    CellStyle upHeading() {
        return upHeading;
    }

    CellStyle severity(Severity severity) {
        return severities.get(severity);
    }

    CellStyle title() {
        return title;
    }

    CellStyle section() {
        return section;
    }

    CellStyle heading() {
        return heading;
    }

    CellStyle numberHeading() {
        return numberHeading;
    }

    CellStyle label() {
        return label;
    }

    /** Text that runs on over empty cells to its right. */
    CellStyle line() {
        return line;
    }

    CellStyle quotedLine() {
        return quotedLine;
    }

    CellStyle text() {
        return text;
    }

    /** For text that would become a formula when its cell is edited. */
    CellStyle quotedText() {
        return quotedText;
    }

    CellStyle number() {
        return number;
    }

    CellStyle percent() {
        return percent;
    }

    CellStyle day() {
        return day;
    }

    CellStyle moment() {
        return moment;
    }

    private CellStyle coloured(Outcome outcome, int points, boolean bold) {
        return switch (outcome) {
            case PASS -> style(font(points, bold, 0x116329), 0xDAFBE1);
            case FAIL -> style(font(points, bold, 0xA40E26), 0xFFEBE9);
            case ERROR -> style(font(points, bold, 0x6639BA), 0xFBEFFF);
            case NOT_APPLICABLE -> style(font(points, bold, 0x57606A), 0xF6F8FA);
            case MANUAL -> style(font(points, bold, 0x7D4E00), 0xFFF8C5);
        };
    }

    private static CellStyle centred(CellStyle style) {
        style.setAlignment(HorizontalAlignment.CENTER);
        return style;
    }

    private static CellStyle framed(CellStyle style) {
        style.setBorderTop(BorderStyle.MEDIUM);
        style.setBorderBottom(BorderStyle.MEDIUM);
        style.setBorderLeft(BorderStyle.MEDIUM);
        style.setBorderRight(BorderStyle.MEDIUM);
        return style;
    }

    private CellStyle style(Font font, int fill) {
        XSSFCellStyle style = (XSSFCellStyle) workbook.createCellStyle();
        style.setFont(font);
        style.setVerticalAlignment(VerticalAlignment.TOP);
        if (fill != 0xFFFFFF) {
            style.setFillForegroundColor(colour(fill));
            style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
        }
        return style;
    }

    private static CellStyle ruled(CellStyle style) {
        style.setBorderBottom(BorderStyle.HAIR);
        ((XSSFCellStyle) style).setBottomBorderColor(colour(RULE));
        return style;
    }

    private Font font(int points, boolean bold, int rgb) {
        XSSFFont font = (XSSFFont) workbook.createFont();
        font.setFontName("Calibri");
        font.setFontHeightInPoints((short) points);
        font.setBold(bold);
        font.setColor(colour(rgb));
        return font;
    }

    private static XSSFColor colour(int rgb) {
        return new XSSFColor(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb}, null);
    }
}
