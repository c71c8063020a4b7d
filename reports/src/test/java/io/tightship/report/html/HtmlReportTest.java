package io.tightship.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseError;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    private static final Document PAGE = page(SampleAssessment.site());

    @Test
    void it_is_well_formed() {
        Parser strict = Parser.htmlParser().setTrackErrors(100);
        Jsoup.parse(Written.by(HtmlReport::write, SampleAssessment.site()).text(), "", strict);
        assertThat(strict.getErrors()).extracting(ParseError::getErrorMessage).isEmpty();
    }

    @Test
    void the_policy_admits_its_own_style_and_script_and_nothing_else() throws NoSuchAlgorithmException {
        String style = PAGE.select("style").first().data();
        String script = PAGE.select("script").first().data();
        assertThat(policy(PAGE)).isEqualTo("default-src 'none'; style-src 'sha256-" + hash(style)
                + "'; script-src 'sha256-" + hash(script) + "'; img-src data:; base-uri 'none'; form-action 'none';"
                + " require-trusted-types-for 'script'; trusted-types 'none'");
        assertThat(style).doesNotContain("url(", "@import", "http");
        assertThat(script).doesNotContain("http", "innerHTML", "outerHTML", "insertAdjacent", "eval(", "fetch(",
                "</script", "<!--");
    }

    @Test
    void style_and_script_can_be_files_beside_it() {
        Document page = Jsoup.parse(Written.by((assessment, findings, out) ->
                HtmlReport.write(assessment, findings, List.of(), Assets.EXTERNAL, out), SampleAssessment.site()).text());
        assertThat(policy(page)).startsWith("default-src 'none'; style-src 'self'; script-src 'self'; img-src data:;");
        assertThat(page.select("style")).isEmpty();
        assertThat(page.select("script")).allMatch(script -> script.data().isEmpty());
        assertThat(List.of(page.select("link[rel=stylesheet]").attr("href"), page.select("script").attr("src")))
                .isEqualTo(Assets.FILES);
    }

    private static String policy(Document page) {
        return page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    }

    private static String hash(String text) throws NoSuchAlgorithmException {
        return Base64.getEncoder().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void it_has_one_script_of_its_own_and_asks_nobody_for_anything() {
        for (Document page : List.of(PAGE, page(Hostile.site()))) {
            assertThat(page.select("iframe, object, embed, img, base, [style], [src], form[action]")).isEmpty();
            assertThat(page.select("style")).hasSize(1);
            assertThat(page.select("script")).hasSize(1);
            for (Element element : page.getAllElements()) {
                for (Attribute attribute : element.attributes()) {
                    assertThat(attribute.getKey()).doesNotStartWith("on");
                    if (attribute.getKey().equals("href")) {
                        assertThat(attribute.getValue()).matches("#.+|data:,");
                    }
                }
            }
        }
    }

    @Test
    void every_link_leads_somewhere_and_no_id_is_used_twice() {
        Set<String> ids = new HashSet<>();
        assertThat(PAGE.select("[id]")).allMatch(element -> ids.add(element.id()));
        assertThat(PAGE.select("a[href]")).isNotEmpty().allMatch(a -> ids.contains(a.attr("href").substring(1)));
        assertThat(SampleAssessment.site().findings().ordered()).allMatch(f -> ids.contains("f-" + f.id()));
    }

    @Test
    void its_structure_serves_a_screen_reader() {
        assertThat(PAGE.select("html").attr("lang")).isEqualTo("en");
        assertThat(PAGE.select("h1")).hasSize(1);
        assertThat(PAGE.select("main")).hasSize(1);
        assertThat(PAGE.select("body > a").first().attr("href")).isEqualTo("#main");
        assertThat(PAGE.select("table")).allMatch(table -> table.children().first().tagName().equals("caption"));
        assertThat(PAGE.select("th")).allMatch(th -> th.attr("scope").matches("row|col"));
        int level = 1;
        for (Element heading : PAGE.select("h1, h2, h3, h4")) {
            int next = heading.tagName().charAt(1) - '0';
            assertThat(next).isLessThanOrEqualTo(level + 1);
            level = next;
        }
        for (Element named : PAGE.select("[aria-labelledby]")) {
            assertThat(PAGE.getElementById(named.attr("aria-labelledby"))).isNotNull();
        }
    }

    @Test
    void the_top_says_what_was_judged_of_what_when_and_with_what() {
        assertThat(PAGE.select("h1").text()).isEqualTo("Compliance report: bcm-lab");
        assertThat(PAGE.select("dl.facts").first().text()).contains("20261121T020000Z-7f3a", "2026-11-21 02:00:00 UTC",
                "1 min 47 s", "tightship 0.1.0", "SuperPOD hardening guide (superpod-hardening 1.4)", "standard",
                "admin: v1.32.4, UID 0d5c6d0e-6a53-4b0e-9f7b-2a4c1f1f9a01", "user: v1.31.9, UID not read");
        assertThat(PAGE.select(".verdict").text()).contains("This run is incomplete.",
                "117 of 122 expected findings were judged (95.9 %)", "passed ÷ (passed + failed + not judged)");
    }

    @Test
    void a_cause_stands_once_with_what_it_took() {
        Element cause = PAGE.select("#causes tbody tr").first();
        assertThat(cause.select("th").text()).isEqualTo("node/b05-p1-dgx-05-c07");
        assertThat(cause.select("td").eachText()).containsExactly("UNREACHABLE",
                "connect to 10.141.5.7 port 22: No route to host (3 attempts, 5.0 s)", "1", "3", "3");
        assertThat(PAGE.select("#not-judged a[href=#" + cause.id() + "]")).hasSize(3);
    }

    @Test
    void failures_come_by_severity_with_prose_once_and_steps_for_each_target() {
        assertThat(PAGE.select("#failed article h3 .s").eachText()).containsExactly("Critical", "High", "High", "High",
                "Medium", "Medium", "Low", "Low");
        Element first = PAGE.select("#failed article").first();
        assertThat(first.select(".prose h4").eachText()).containsExactly("Why it matters", "How to put it right");
        assertThat(first.select("tbody tr")).hasSize(1);
        assertThat(first.select("tbody tr .who a").eachText()).hasSize(23).contains("b05-p1-dgx-05-c24");
        assertThat(first.select("tbody tr").first().select("pre").eachText()).containsExactly(
                "DROP nat:10.141.0.0/16 fw tcp 10443", "shorewall check && shorewall safe-restart",
                "connected in 0.4 ms", "nc -vz -w 3 bcm11-head-02 10443");
    }

    @Test
    void maintenance_is_said_at_the_finding_and_in_a_list() {
        assertThat(PAGE.select("#failed .w").eachText())
                .containsExactly("Waived until 2026-12-04 (maintenance): maintenance-until in the inventory");
        assertThat(PAGE.select("#waived tbody tr")).hasSize(4);
    }

    @Test
    void a_control_comes_to_the_worst_of_its_rules() {
        assertThat(PAGE.select("#controls tbody tr:has(th:matchesOwn(^2.6$)) .o").text()).isEqualTo("✕ Failed");
        assertThat(PAGE.select("#controls tbody tr:has(th:matchesOwn(^2.15$)) .o").text()).isEqualTo("! Not judged");
        assertThat(PAGE.select("#controls tbody tr:has(th:matchesOwn(^3.1$)) .o").text())
                .isEqualTo("? To be confirmed");
        assertThat(PAGE.select("#controls tbody tr:has(th:matchesOwn(^3.2$)) .o").text()).isEqualTo("Not covered");
    }

    @Test
    void like_targets_with_one_fault_are_one_row_and_each_has_an_address() {
        Element rule = PAGE.getElementById("rule-kubelet-pod-pids-limited");
        assertThat(rule.select("tbody tr")).hasSize(1);
        assertThat(rule.select("tbody tr .who a[id^=f-]")).hasSize(21)
                .allMatch(name -> name.attr("href").equals("#" + name.id()));
        assertThat(rule.select("tbody tr td").last().text())
                .startsWith("podPidsLimit is -1 (no limit), 1 to 8192 is expected Said of b05-p1-dgx-05-c01.");
    }

    @Test
    void faults_that_differ_stay_rows_of_their_own() {
        SampleAssessment site = SampleAssessment.site();
        Rule rule = site.assessment().rules().get(5);
        List<Target> nodes = site.assessment().targets().stream().filter(rule::appliesTo).toList();
        Evidence seen = SampleAssessment.evidence(Witness.EFFECTIVE, nodes.getFirst(), "/configz", 0, "x", "");
        List<Finding> findings = List.of(
                SampleAssessment.fail(rule, nodes.get(0), "", "-1", "1", "no limit", List.of(), seen),
                SampleAssessment.fail(rule, nodes.get(1), "", "-1", "1", "no limit", List.of(), seen),
                SampleAssessment.fail(rule, nodes.get(2), "", "-2", "1", "no limit", List.of(), seen),
                SampleAssessment.fail(rule, nodes.get(3), "", "-1", "1", "no limit", List.of(),
                        SampleAssessment.evidence(Witness.EFFECTIVE, nodes.getFirst(), "/configz", 0, "y", "")));
        Document page = page(SampleAssessment.of(nodes, findings));
        // The first names itself as the source of its evidence, the second names the first.
        assertThat(page.select("#failed tbody tr")).hasSize(4);
    }

    @Test
    void of_a_million_findings_the_first_of_each_rule_are_shown_and_the_page_says_so() {
        Document many = page(SampleAssessment.withNodes(45_000));
        Element rule = many.getElementById("rule-kubelet-pod-pids-limited");
        assertThat(rule.select("[id^=f-]")).hasSize(200);
        assertThat(rule.select(".more").text()).startsWith("The first 200 of 4").contains("assessment.json");
        assertThat(rule.select("caption").text()).matches("Where it fails \\(4\\d,\\d\\d\\d\\)");
    }

    @Test
    void like_targets_are_one_column_of_the_matrix_and_who_differs_is_framed_and_named() {
        Element peers = PAGE.select("#matrix .peers").first();
        assertThat(peers.select("h3").text()).isEqualTo("24 targets · node: worker, cluster user, category dgx-h200");
        assertThat(peers.select("thead th").eachText()).containsExactly("Rule", "A 20", "B 1", "C 1", "D 1", "E 1");
        assertThat(peers.select(".groups > li").get(1).text()).isEqualTo("B b05-p1-dgx-05-c02");
        Element row = peers.select("tbody tr").stream()
                .filter(each -> each.text().startsWith("Each pod has a limit")).findFirst().orElseThrow();
        assertThat(row.select("td").eachText()).containsExactly("✕Failed", "✓Passed, differs", "!Not judged, differs",
                "!Not judged, differs", "✕Failed");
        assertThat(row.select("td.odd")).hasSize(3);
        assertThat(PAGE.select("#matrix table.stack tbody tr").eachText()).contains("Each pod has a limit of processes"
                + " b05-p1-dgx-05-c02 ✓ Passed ✕ Failed 24: node: worker, cluster user, category dgx-h200");
    }

    @Test
    void what_became_of_findings_since_the_last_run_is_counted_and_named() {
        assertThat(PAGE.select("#since > p").text()).startsWith("Compared with the run 20261120T020000Z-1c2d of"
                + " 2026-11-20 02:00:00 UTC");
        assertThat(PAGE.select("#since tr[data-change]").eachText()).containsExactly("New 1",
                "Failed before, with other evidence 0", "Incomparable: not judged in one of the two runs 1",
                "Resolved 1", "Failed before, with the same evidence 0");
        assertThat(PAGE.select("#since details").first().select("tbody tr").text()).isEqualTo("User-space nodes cannot"
                + " connect to the API proxy Critical node/b05-p1-dgx-05-c01 bcm11-head-02:10443 ✓ Passed ✕ Failed it"
                + " passed");
        assertThat(PAGE.select("#remarks tbody tr").text()).isEqualTo("superpod-hardening 3.1 Reviewed; two accounts"
                + " were removed J. Doe 2026-10-01 2027-01-01");
        assertThat(PAGE.select("#remarks li").text()).startsWith("waiver-expired: waivers.yaml:4: the waiver of");
    }

    @Test
    void an_empty_run_is_a_page_that_says_so() {
        Document empty = page(SampleAssessment.of(List.of(), List.of()));
        assertThat(empty.select(".verdict h2").text()).isEqualTo("Nothing was judged.");
        assertThat(empty.select(".score b").text()).isEqualTo("–");
    }

    @Test
    void t74_hostile_text_is_text() {
        Document page = page(Hostile.site());
        List<String> observed = page.select("#failed td[data-label=Observed] code").stream().map(Element::wholeText)
                .toList();
        assertThat(observed).containsExactlyInAnyOrderElementsOf(
                Hostile.TEXTS.stream().map(text -> Text.line(text, 400)).toList());
        List<String> excerpts = page.select("#failed details > pre:nth-of-type(1) code").stream()
                .map(Element::wholeText).toList();
        assertThat(excerpts).containsAll(Hostile.TEXTS.stream().map(text -> Text.block(text, 3_000)).toList());
        assertThat(page.wholeText()).doesNotContain("\u001b", "\u202E", "\u0000", "\u200B", "\u2028");
        assertThat(page.select("article")).hasSize(1);
        assertThat(page.select("#failed tbody tr")).hasSize(
                (int) Hostile.site().findings().ordered().map(Finding::outcome).filter(Outcome.FAIL::equals).count());
    }

    private static Document page(SampleAssessment sample) {
        return Jsoup.parse(Written.by(HtmlReport::write, sample).text());
    }
}
