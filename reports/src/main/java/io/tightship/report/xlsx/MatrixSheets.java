package io.tightship.report.xlsx;

import io.tightship.model.Target;
import io.tightship.report.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.poi.ss.util.CellRangeAddress;

/** A row for each target, a column for each rule; like targets stand together, and cells that differ are framed. */
final class MatrixSheets {

    /** Rules of one sheet: programs that open the file know no more than 16,384 columns. */
    private static final int COLUMNS = 16_000;
    private static final int FIRST = 3;

    private final Matrix matrix;

    MatrixSheets(Matrix matrix) {
        this.matrix = matrix;
    }

    void write(Sheets sheets) {
        int number = 1;
        for (int from = 0; from == 0 || from < matrix.rules().size(); from += COLUMNS) {
            List<String> rules = matrix.rules().subList(from, Math.min(matrix.rules().size(), from + COLUMNS));
            int[] widths = new int[FIRST + rules.size()];
            Arrays.fill(widths, 7);
            widths[0] = 40;
            widths[1] = 8;
            widths[2] = 30;
            sheet(sheets.page(number == 1 ? "Matrix" : "Matrix " + number, 1, widths), rules);
            number++;
        }
    }

    private void sheet(Page page, List<String> rules) {
        List<String> headings = new ArrayList<>(List.of("Peers", "Group", "Target"));
        headings.addAll(rules);
        page.slantedHeadings(FIRST, headings);
        page.sheet().createFreezePane(FIRST, 1);
        for (Matrix.Peers peers : matrix.peers()) {
            int group = 1;
            for (Matrix.Group each : peers.groups()) {
                for (Target target : each.targets()) {
                    row(page, peers, each, group, target, rules);
                }
                group++;
            }
        }
        page.sheet().setAutoFilter(new CellRangeAddress(0, page.rows() - 1, 0, headings.size() - 1));
    }

    private static void row(Page page, Matrix.Peers peers, Matrix.Group group, int number, Target target,
                            List<String> rules) {
        page.row();
        page.text(peers.likeness()).number(number).text(target.name());
        for (String rule : rules) {
            group.outcome(rule).ifPresentOrElse(outcome -> page.mark(outcome, peers.standsOut(group, rule)), page::empty);
        }
    }
}
