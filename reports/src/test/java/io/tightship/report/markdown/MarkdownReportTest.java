package io.tightship.report.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.report.Hostile;
import io.tightship.report.MarkdownText;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarkdownReportTest {

    @Test
    void it_says_what_was_found_what_was_not_seen_and_who_differs() {
        Document page = rendered(SampleAssessment.site());
        assertThat(page.select("h1").text()).isEqualTo("Tightship: bcm-lab");
        assertThat(page.select("strong").first().text()).startsWith("52 findings failed, 23 of them critical.")
                .endsWith("This run is incomplete.");
        assertThat(page.select("h2").eachText()).containsExactly("Since the last run", "Rules that fail", "What could not be read",
                "Where targets differ from their peers", "Remarks");
        assertThat(page.select("table").last().select("tbody tr")).hasSize(8);
        assertThat(page.select("table").last().select("tbody tr").first().select("td").eachText()).containsExactly(
                "Critical", "apiproxy-closed-to-user-space", "User-space nodes cannot connect to the API proxy", "23",
                "1", "23");
        assertThat(page.select("table").get(1).select("tbody tr").eachText()).contains("New 1", "Resolved 1");
        assertThat(page.select("li").eachText()).contains("New: Critical, apiproxy-closed-to-user-space at"
                + " node/b05-p1-dgx-05-c01 bcm11-head-02:10443", "waiver-expired: waivers.yaml:4: the waiver of"
                + " gpu-mig-approved for b05-* expired on 2026-10-31", "node/b05-p1-dgx-05-c07 UNREACHABLE: connect to 10.141.5.7 port"
                + " 22: No route to host (3 attempts, 5.0 s) took 3 findings of 3 rules")
                .contains("Passed, where most of 24 (node: worker, cluster user, category dgx-h200) came to: failed."
                        + " kubelet-pod-pids-limited: b05-p1-dgx-05-c02");
    }

    @Test
    void an_empty_run_is_a_page_that_says_so() {
        Document page = rendered(SampleAssessment.of(List.of(), List.of()));
        assertThat(page.select("strong").text()).isEqualTo("Nothing was judged.");
    }

    /** 65,535 characters are the least that the pages of continuous integration take. */
    @Test
    void it_stays_small_whatever_the_site_is_like() {
        for (SampleAssessment sample : List.of(Hostile.site(), SampleAssessment.ofSize(400, 1_000))) {
            assertThat(Written.by(MarkdownReport::write, sample).text()).hasSizeLessThan(65_536);
        }
    }

    @Test
    void t74_hostile_text_is_text() {
        Document page = rendered(Hostile.site());
        assertThat(page.body().select("script, img, a, b, pre, h3")).isEmpty();
        List<String> code = page.select("li code").eachText();
        for (String text : Hostile.TEXTS.subList(0, 10)) {
            assertThat(code).contains(Text.line(text, 300));
        }
        assertThat(page.wholeText()).doesNotContain("\u001b", "\u202E", "\u0000", "\u200B", "\u2028");
    }

    static List<String> texts() {
        return Hostile.TEXTS;
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_code_span_is_read_back_as_it_was_written(String text) {
        Document page = rendered("- before " + MarkdownText.code(text, 100_000) + " after");
        assertThat(page.select("code").eachText()).containsExactly(Text.line(text, 100_000));
        assertThat(page.select("li").text()).startsWith("before ").endsWith(" after");
        assertThat(page.body().select("*")).extracting(element -> element.tagName())
                .containsExactly("body", "ul", "li", "code");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void own_words_are_read_back_as_they_were_written(String text) {
        String line = Text.line(text.substring(0, Math.min(text.length(), 1_000)), 5_000);
        Document page = rendered("x " + MarkdownText.words(line));
        assertThat(page.body().text()).isEqualTo("x " + line);
        assertThat(page.body().select("*")).extracting(element -> element.tagName()).containsExactly("body", "p");
    }

    private static Document rendered(SampleAssessment sample) {
        return rendered(new String(Written.by(MarkdownReport::write, sample).bytes(), StandardCharsets.UTF_8));
    }

    /** As a reader that is not ours understands it. */
    private static Document rendered(String markdown) {
        List<TablesExtension> tables = List.of((TablesExtension) TablesExtension.create());
        return Jsoup.parse(HtmlRenderer.builder().extensions(tables).build()
                .render(Parser.builder().extensions(tables).build().parse(markdown)));
    }
}
