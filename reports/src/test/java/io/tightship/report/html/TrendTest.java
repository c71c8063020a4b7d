package io.tightship.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Outcome;
import io.tightship.report.Hostile;
import io.tightship.report.Night;
import io.tightship.report.SampleAssessment;
import io.tightship.report.SampleNights;
import io.tightship.report.Text;
import io.tightship.report.Words;
import io.tightship.report.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The nights, on the page of a run and on a page of their own. */
class TrendTest {

    private static final List<Night> NIGHTS = SampleNights.site();

    @Test
    void the_table_has_the_numbers_of_each_night_and_says_which_did_not_complete() {
        List<Element> rows = report(NIGHTS).select("#nights tbody tr");
        assertThat(rows).hasSize(NIGHTS.size());
        for (int i = 0; i < rows.size(); i++) {
            Night night = NIGHTS.reversed().get(i);
            Element row = rows.get(i);
            assertThat(row.select("th").text()).isEqualTo(night.startedAt().toString().replace('T', ' ')
                    .substring(0, 16) + (i == 0 ? " (this run)" : ""));
            for (Outcome outcome : Outcome.values()) {
                assertThat(row.select("td[data-label=" + Words.outcome(outcome) + "]").text())
                        .isEqualTo(Words.number(night.totals().count(outcome)));
            }
            assertThat(row.select("td[data-label=Score]").text()).isEqualTo(night.score().percent());
            assertThat(row.select("td[data-label=New]").text()).isEqualTo(night.changes().map(changes ->
                    Words.number(changes.fresh())).orElse("–"));
            assertThat(row.select("td[data-label=Resolved]").text()).isEqualTo(night.changes().map(changes ->
                    Words.number(changes.resolved())).orElse("–"));
            assertThat(row.select("td[data-label=Complete]").text()).isEqualTo(night.complete() ? "yes" : "! no");
        }
        assertThat(rows.stream().filter(row -> row.text().endsWith("no"))).hasSize(5);
    }

    @Test
    void the_drawing_says_the_same_and_shows_a_night_on_which_nothing_ran_as_a_gap() {
        Document page = report(NIGHTS);
        assertThat(page.select("#nights svg").attr("aria-label")).contains("the table has the numbers");
        for (Outcome outcome : List.of(Outcome.FAIL, Outcome.ERROR)) {
            String[] points = page.select("#nights polyline." + Markup.style(outcome)).attr("points").split(" ");
            assertThat(points).hasSize(NIGHTS.size());
            Set<Long> heights = new HashSet<>();
            Set<Long> values = new HashSet<>();
            for (int i = 0; i < points.length; i++) {
                heights.add(Long.parseLong(points[i].split(",")[1]));
                values.add(NIGHTS.get(i).totals().count(outcome));
            }
            assertThat(heights).hasSameSizeAs(values);
            assertThat(page.select("#nights circle." + Markup.style(outcome))).hasSize((int) NIGHTS.stream()
                    .filter(night -> !night.complete()).count());
        }
        List<Long> steps = new ArrayList<>();
        String[] points = page.select("#nights polyline.fail").attr("points").split(" ");
        for (int i = 1; i < points.length; i++) {
            steps.add(Long.parseLong(points[i].split(",")[0]) - Long.parseLong(points[i - 1].split(",")[0]));
        }
        assertThat(steps.stream().filter(step -> step > 30)).hasSize(1);
    }

    @Test
    void a_run_shows_the_nights_before_it_and_itself_and_a_first_night_has_no_drawing() {
        Night own = NIGHTS.getLast();
        assertThat(Night.upTo(SampleAssessment.site().assessment(), NIGHTS)).isEqualTo(NIGHTS);
        assertThat(Night.upTo(SampleAssessment.site().assessment(), List.of())).containsExactly(own);
        List<Night> later = List.of(new Night("later", own.startedAt().plusSeconds(1), true, own.site(), own.totals(),
                own.coverage(), own.changes()));
        assertThat(Night.upTo(SampleAssessment.site().assessment(), later)).containsExactly(own);
        assertThat(report(List.of(own)).select("#nights svg")).isEmpty();
        assertThat(report(List.of(own)).select("#nights tbody tr")).hasSize(1);
        assertThat(report(List.of()).select("#nights")).isEmpty();
    }

    @Test
    void a_long_history_is_shortened_and_says_so() {
        List<Night> many = Night.upTo(SampleAssessment.site().assessment(), SampleNights.before(NIGHTS.getLast(), 400));
        Element section = report(many).getElementById("nights");
        assertThat(section.select("tbody tr")).hasSize(Trend.SHOWN);
        assertThat(section.select(".more").text()).isEqualTo("The first 120 of 400 are shown; index.html in the folder"
                + " of the nights and report.xlsx have all of them.");
    }

    @Test
    void the_page_of_the_nights_links_to_each_report_and_takes_names_as_text() throws IOException {
        for (String name : Hostile.TEXTS) {
            Document page = Jsoup.parse(NightsPage.of(name, NIGHTS));
            assertThat(page.select("script, img, [style], [onclick]")).isEmpty();
            assertThat(page.select("h1").text().replaceAll("\\s+", " ")).isEqualTo(
                    Text.line("Nights of " + name, 600).replaceAll("\\s+", " ").strip());
            assertThat(page.select("tbody a").eachAttr("href")).isEqualTo(NIGHTS.reversed().stream()
                    .map(night -> night.run() + "/report.html").toList());
            assertThat(page.select("meta[http-equiv]").attr("content")).startsWith("default-src 'none'; style-src 'sha")
                    .doesNotContain("script-src");
        }
    }

    private static Document report(List<Night> nights) {
        return Jsoup.parse(Written.by((assessment, findings, out) -> HtmlReport.write(assessment, findings, nights,
                Assets.INLINE, out), SampleAssessment.site()).text());
    }
}
