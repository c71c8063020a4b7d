package io.tightship.report.xlsx;

import io.tightship.model.Assessment;
import io.tightship.model.Comparison;
import io.tightship.model.Outcome;
import io.tightship.report.Night;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.poi.ss.util.CellRangeAddress;

/** What changed since an earlier run, and the nights with their numbers. */
final class HistorySheets {

    private final Assessment assessment;

    HistorySheets(Assessment assessment) {
        this.assessment = assessment;
    }

    void write(List<Night> nights, Sheets sheets) {
        changes(sheets.page("Changes", 6, 16, 10, 34, 30, 26, 12, 16, 16, 60));
        nights(sheets.page("History", 1, 18, 30, 11, 10, 10, 10, 10, 16, 10, 10, 10, 12, 12, 30, 10, 10), nights);
    }

    private void changes(Page page) {
        if (assessment.comparison().isEmpty()) {
            page.section("Compared with no earlier run");
            return;
        }
        Comparison comparison = assessment.comparison().get();
        page.section("Since the run " + Text.line(comparison.baseline().run(), 100));
        XlsxReport.fact(page, "Started", Words.moment(comparison.baseline().startedAt()));
        XlsxReport.fact(page, "Version", comparison.baseline().version());
        XlsxReport.fact(page, "Complete", comparison.baseline().complete() ? "yes" : "no");
        page.blankRow();
        page.headings("Change", "#Findings", "Is");
        for (Comparison.Kind kind : Words.CHANGES) {
            page.row();
            page.text(kind.name()).number(comparison.count(kind)).line(Words.change(kind));
        }
        page.blankRow();
        int headings = page.rows();
        page.headings("Change", "Severity", "Rule", "Target", "Subject", "Variant", "Before", "After", "Note");
        comparison.changes().stream().sorted(Comparator.comparing(change -> Words.CHANGES.indexOf(change.kind())))
                .limit(XlsxReport.ROWS - headings).forEach(change -> {
                    page.row();
                    page.text(change.kind().name()).severity(change.severity()).text(change.rule())
                            .text(change.target()).text(change.subject()).text(change.variant())
                            .text(change.before().map(Enum::name).orElse(""))
                            .text(change.after().map(Enum::name).orElse("")).text(change.note());
                });
        page.sheet().setAutoFilter(new CellRangeAddress(headings, page.rows() - 1, 0, 8));
    }

    /** The latest first. New and resolved are empty where a night was compared with none. */
    private static void nights(Page page, List<Night> nights) {
        if (nights.isEmpty()) {
            page.section("Not part of a history of nights");
            return;
        }
        List<String> headings = Stream.of(Stream.of("Night (UTC)", "Run", "Complete"),
                Words.OUTCOMES.stream().map(outcome -> "#" + outcome.name()), Stream.of("#All", "#Waived", "#Score",
                        "#Judged", "#Expected", "Compared with", "#New", "#Resolved")).flatMap(each -> each).toList();
        page.headings(headings.toArray(String[]::new));
        page.sheet().createFreezePane(1, 1);
        for (Night night : nights.reversed()) {
            page.row();
            page.moment(night.startedAt()).text(night.run());
            if (night.complete()) {
                page.text("yes");
            } else {
                page.mark(Outcome.ERROR, "no");
            }
            Words.OUTCOMES.forEach(outcome -> page.number(night.totals().count(outcome)));
            page.number(night.totals().findings()).number(night.totals().waived())
                    .percent(night.score().passed(), night.score().expected())
                    .number(night.coverage().judged()).number(night.coverage().expected());
            night.changes().ifPresentOrElse(changes -> page.text(changes.before()).number(changes.fresh())
                    .number(changes.resolved()), () -> page.text("").text("").text(""));
        }
        page.sheet().setAutoFilter(new CellRangeAddress(0, page.rows() - 1, 0, headings.size() - 1));
    }
}
