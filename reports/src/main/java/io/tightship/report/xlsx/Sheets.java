package io.tightship.report.xlsx;

/** Where new sheets come from. */
@FunctionalInterface
interface Sheets {

    /**
     * @param mostLines to which a row grows with its text
     * @param widths    of the columns in characters
     */
    Page page(String name, int mostLines, int... widths);
}
