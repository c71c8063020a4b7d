package io.tightship.report.xlsx;

import io.tightship.model.Outcome;
import io.tightship.model.Totals;
import io.tightship.report.Words;
import java.util.List;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xddf.usermodel.PresetColor;
import org.apache.poi.xddf.usermodel.XDDFColor;
import org.apache.poi.xddf.usermodel.XDDFFillProperties;
import org.apache.poi.xddf.usermodel.XDDFSolidFillProperties;
import org.apache.poi.xddf.usermodel.chart.AxisCrosses;
import org.apache.poi.xddf.usermodel.chart.AxisPosition;
import org.apache.poi.xddf.usermodel.chart.BarDirection;
import org.apache.poi.xddf.usermodel.chart.ChartTypes;
import org.apache.poi.xddf.usermodel.chart.LegendPosition;
import org.apache.poi.xddf.usermodel.chart.XDDFBarChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFCategoryAxis;
import org.apache.poi.xddf.usermodel.chart.XDDFChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSource;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSourcesFactory;
import org.apache.poi.xddf.usermodel.chart.XDDFNumericalDataSource;
import org.apache.poi.xddf.usermodel.chart.XDDFValueAxis;
import org.apache.poi.xssf.usermodel.XSSFChart;
import org.apache.poi.xssf.usermodel.XSSFDrawing;
import org.apache.poi.xssf.usermodel.XSSFSheet;

/** The numbers of the summary's table as two charts: all findings by outcome, and failures by severity. */
final class SummaryChart {

    /** The height in rows of the sheet. */
    static final int ROWS = 16;

    private static final int MIDDLE = 3;
    private static final int RIGHT = 7;

    private final XSSFSheet sheet;
    private final XSSFDrawing drawing;
    private final int table;
    private final Totals totals;

    /** @param table the first row of the table of severities, from 0; outcomes stand in the columns from 1 */
    private SummaryChart(XSSFSheet sheet, int table, Totals totals) {
        this.sheet = sheet;
        this.drawing = sheet.createDrawingPatriarch();
        this.table = table;
        this.totals = totals;
    }

    /** Draws below the table: from {@code row}. */
    static void draw(XSSFSheet sheet, int table, int row, Totals totals) {
        SummaryChart charts = new SummaryChart(sheet, table, totals);
        charts.outcomes(row);
        charts.severities(row);
    }

    private void outcomes(int row) {
        XSSFChart chart = chart("Findings by outcome", 0, MIDDLE, row);
        chart.getOrAddLegend().setPosition(LegendPosition.RIGHT);
        XDDFChartData data = chart.createData(ChartTypes.DOUGHNUT, null, null);
        data.setVaryColors(true);
        List<Outcome> all = Words.OUTCOMES;
        int sums = table + Words.SEVERITIES.size();
        XDDFChartData.Series series = data.addSeries(
                names(all.stream().map(Enum::name).toList(), new CellRangeAddress(table - 1, table - 1, 1, all.size())),
                counts(all.stream().map(totals::count).toList(), new CellRangeAddress(sums, sums, 1, all.size())));
        for (int i = 0; i < all.size(); i++) {
            series.getDataPoint(i).setFillProperties(solid(colour(all.get(i))));
        }
        chart.plot(data);
    }

    private void severities(int row) {
        XSSFChart chart = chart("Failed findings by severity", MIDDLE, RIGHT, row);
        XDDFCategoryAxis severities = chart.createCategoryAxis(AxisPosition.BOTTOM);
        XDDFValueAxis findings = chart.createValueAxis(AxisPosition.LEFT);
        findings.setCrosses(AxisCrosses.AUTO_ZERO);
        XDDFBarChartData data = (XDDFBarChartData) chart.createData(ChartTypes.BAR, severities, findings);
        data.setBarDirection(BarDirection.COL);
        data.setVaryColors(false);
        int last = table + Words.SEVERITIES.size() - 1;
        XDDFChartData.Series series = data.addSeries(
                names(Words.SEVERITIES.stream().map(Enum::name).toList(), new CellRangeAddress(table, last, 0, 0)),
                counts(Words.SEVERITIES.stream().map(totals.failedBySeverity()::get).toList(),
                        new CellRangeAddress(table, last, 1, 1)));
        series.setTitle(Outcome.FAIL.name());
        series.setFillProperties(solid(colour(Outcome.FAIL)));
        chart.plot(data);
    }

    private XSSFChart chart(String title, int from, int to, int row) {
        XSSFChart chart = drawing.createChart(drawing.createAnchor(0, 0, 0, 0, from, row, to, row + ROWS));
        chart.setTitleText(title);
        chart.setTitleOverlay(false);
        return chart;
    }

    private XDDFDataSource<String> names(List<String> names, CellRangeAddress cells) {
        return XDDFDataSourcesFactory.fromArray(names.toArray(String[]::new), range(cells));
    }

    /** Given with the cells: what is streamed to disk cannot be read back from the sheet. */
    private XDDFNumericalDataSource<Double> counts(List<Long> counts, CellRangeAddress cells) {
        return XDDFDataSourcesFactory.fromArray(counts.stream().map(Long::doubleValue).toArray(Double[]::new),
                range(cells));
    }

    private String range(CellRangeAddress cells) {
        return cells.formatAsString(sheet.getSheetName(), true);
    }

    private static XDDFFillProperties solid(XDDFColor colour) {
        return new XDDFSolidFillProperties(colour);
    }

    private static XDDFColor colour(Outcome outcome) {
        return switch (outcome) {
            case PASS -> rgb(0x1A7F37);
            case FAIL -> rgb(0xCF222E);
            case ERROR -> rgb(0x8250DF);
            case MANUAL -> rgb(0xD4A72C);
            case NOT_APPLICABLE -> XDDFColor.from(PresetColor.LIGHT_GRAY);
        };
    }

    private static XDDFColor rgb(int colour) {
        return XDDFColor.from(new byte[] {(byte) (colour >> 16), (byte) (colour >> 8), (byte) colour});
    }
}
