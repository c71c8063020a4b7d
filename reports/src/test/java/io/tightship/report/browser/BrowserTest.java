package io.tightship.report.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.report.Hostile;
import io.tightship.report.Night;
import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import io.tightship.report.SampleNights;
import io.tightship.report.files.Layout;
import io.tightship.report.files.ReportFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the page, in a real browser. */
@Tag("host")
class BrowserTest {

    private static final SampleAssessment SITE = SampleAssessment.site();
    /** What a Jenkins server says of the files that a job leaves. */
    private static final String JENKINS = "sandbox allow-same-origin; default-src 'none'; img-src 'self';"
            + " style-src 'self';";

    @TempDir
    private static Path folder;
    private static Chromium browser;
    private static String page;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed");
        page = written(SITE, "site", false).toUri().toString();
        browser = Chromium.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void an_ordinary_window() {
        browser.size(1280, 900);
        browser.media("screen", "light");
    }

    @Test
    void it_asks_for_nothing_and_complains_of_nothing_also_of_hostile_text() throws Exception {
        for (String address : List.of(page, written(Hostile.site(), "hostile", false).toUri().toString())) {
            browser.open(address);
            browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
            browser.until("document.querySelectorAll('.copy').length > 0");
            assertThat(browser.requests()).allMatch(request -> request.equals(address) || request.equals("data:,"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void it_filters_by_outcome_severity_target_and_text_and_the_address_says_so() throws Exception {
        browser.open(page);
        browser.click("input[value=FAIL]");
        browser.until("location.search === '?outcome=FAIL'");
        assertThat(status()).isEqualTo("52 of the 127 findings on this page");
        assertThat(visible("section.findings")).containsExactly("failed");
        browser.click("input[value=MEDIUM]");
        browser.until("location.search === '?outcome=FAIL&severity=MEDIUM'");
        assertThat(visible("article")).containsExactly("rule-kubelet-pod-pids-limited", "rule-switches-agree");
        browser.click("input[name=target]");
        browser.type("c03");
        browser.until("location.search.endsWith('&target=c03')");
        assertThat(status()).isEqualTo("1 of the 127 findings on this page");
        assertThat(visible("article")).containsExactly("rule-kubelet-pod-pids-limited");
        assertThat(browser.string("document.querySelector('#rule-kubelet-pod-pids-limited .who summary').textContent"))
                .isEqualTo("1 of 21 targets");
        browser.open(page + "?text=podpidslimit%20-1");
        assertThat(status()).isEqualTo("21 of the 127 findings on this page");
        browser.click("button[type=reset]");
        browser.until("location.search === ''");
        assertThat(status()).isEqualTo("127 findings on this page");
        assertThat(browser.string("document.querySelector('#rule-kubelet-pod-pids-limited .who summary').textContent"))
                .isEqualTo("21 targets");
        assertThat(visible("section.findings")).hasSize(5);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void an_address_with_a_filter_shows_what_it_showed() throws Exception {
        browser.open(page + "?outcome=ERROR,FAIL&target=c07");
        assertThat(status()).isEqualTo("3 of the 127 findings on this page");
        assertThat(visible("section.findings")).containsExactly("not-judged");
        assertThat(browser.string("document.querySelector('input[name=target]').value")).isEqualTo("c07");
        assertThat(browser.is("document.querySelector('input[value=ERROR]').checked")).isTrue();
    }

    @Test
    void every_finding_has_an_address_that_leads_to_it_though_it_is_folded_or_filtered_away() throws Exception {
        List<Finding> some;
        try (Stream<Finding> all = SITE.findings().ordered()) {
            some = all.filter(finding -> finding.target().name().endsWith("c05")
                    || finding.outcome() == Outcome.ERROR).toList();
        }
        assertThat(some).hasSizeGreaterThan(6);
        for (Finding finding : some) {
            String id = "f-" + finding.id();
            browser.open(page + "?severity=LOW&outcome=MANUAL#" + id);
            browser.until("document.getElementById('" + id + "').checkVisibility()");
            JsonElement place = browser.evaluate("(() => { const r = document.getElementById('" + id
                    + "').getBoundingClientRect(); return [r.top, r.bottom, innerHeight]; })()");
            assertThat(place.getAsJsonArray().get(0).getAsDouble()).isPositive();
            assertThat(place.getAsJsonArray().get(1).getAsDouble()).isLessThan(
                    place.getAsJsonArray().get(2).getAsDouble());
            assertThat(browser.string("document.activeElement.id")).isEqualTo(id);
        }
    }

    @Test
    void a_command_and_the_address_of_a_finding_are_copied() throws Exception {
        HttpServer server = serve(folder.resolve("site"), "");
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/report.html";
            browser.call("Browser.grantPermissions", "permissions", JsonParser.parseString(
                    "[\"clipboardReadWrite\", \"clipboardSanitizedWrite\"]"));
            browser.open(address);
            browser.click("#rule-apiproxy-closed-to-user-space td details summary");
            browser.until("document.querySelector('#rule-apiproxy-closed-to-user-space .copy') !== null");
            browser.click("#rule-apiproxy-closed-to-user-space pre + .copy");
            browser.until("document.querySelector('.copy').textContent === 'Copied'");
            assertThat(browser.string("navigator.clipboard.readText()")).isEqualTo(
                    "DROP nat:10.141.0.0/16 fw tcp 10443");
            browser.click("#rule-apiproxy-closed-to-user-space .id .copy");
            browser.until("document.querySelector('.id .copy').textContent === 'Copied'");
            assertThat(browser.string("navigator.clipboard.readText()")).startsWith(address + "#f-");
            assertThat(browser.complaints()).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void it_is_used_with_the_keyboard_alone() throws Exception {
        browser.open(page);
        browser.press("Tab");
        assertThat(browser.string("document.activeElement.textContent")).isEqualTo("Skip to the report");
        browser.press("Enter");
        browser.until("location.hash === '#main' && document.activeElement.id === 'main'");
        // What the page itself does when its hash changes has been done two frames later.
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        browser.evaluate("document.querySelector('#rule-kubelet-pod-pids-limited .who summary').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('#rule-kubelet-pod-pids-limited .who').open");
        browser.evaluate("document.querySelector('input[value=PASS]').focus()");
        browser.press("Space");
        browser.until("location.search === '?outcome=PASS'");
        browser.press("Tab");
        assertThat(browser.string("document.activeElement.value")).isEqualTo("NOT_APPLICABLE");
        assertThat(browser.is("getComputedStyle(document.activeElement).outlineStyle !== 'none'")).isTrue();
    }

    @Test
    void it_is_accessible_in_light_in_dark_and_on_a_phone() throws Exception {
        String axe;
        try (InputStream script = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String scheme : List.of("light", "dark")) {
            for (int width : List.of(1280, 390)) {
                browser.size(width, 900);
                browser.media("screen", scheme);
                browser.open(page);
                browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
                browser.evaluate(axe + "; true");
                JsonObject result = JsonParser.parseString(browser.string("axe.run(document, {runOnly: ['wcag2a',"
                        + " 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => JSON.stringify({"
                        + "passes: r.passes.length, violations: r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3)"
                        + ".map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | '))}))")).getAsJsonObject();
                assertThat(result.getAsJsonArray("violations")).as(scheme + " " + width).isEmpty();
                assertThat(result.get("passes").getAsInt()).isGreaterThan(20);
            }
        }
    }

    @Test
    void no_window_is_too_narrow() throws Exception {
        for (int width : List.of(320, 390, 768, 1280)) {
            browser.size(width, 900);
            browser.open(page);
            assertThat(browser.string("[...document.querySelectorAll('main *')].filter(e => e.checkVisibility()"
                    + " && !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1)"
                    + ".map(e => e.outerHTML.slice(0, 80)).join('\\n')")).as("at " + width).isEmpty();
            assertThat(browser.is("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as("at " + width).isTrue();
        }
    }

    @Test
    void without_scripts_all_of_it_is_there_and_the_filter_is_not() throws Exception {
        browser.call("Emulation.setScriptExecutionDisabled", "value", true);
        try {
            browser.open(page);
            String text = text();
            assertThat(text).contains("Compliance report: bcm-lab", "Who differs from most of its peers")
                    .doesNotContain("Filter the findings");
            try (Stream<Finding> all = SITE.findings().ordered()) {
                all.filter(finding -> finding.outcome() == Outcome.FAIL).forEach(finding ->
                        assertThat(text).contains(finding.target().name(), finding.rule()));
            }
        } finally {
            browser.call("Emulation.setScriptExecutionDisabled", "value", false);
        }
    }

    @Test
    void printed_it_shows_what_is_folded_and_no_control() throws Exception {
        browser.open(page);
        browser.media("print", "light");
        browser.until("matchMedia('print').matches && [...document.querySelectorAll('details pre')]"
                + ".every(e => e.checkVisibility({contentVisibilityAuto: true}))");
        assertThat(browser.is("[...document.querySelectorAll('form, button, .skip')].some(e => e.checkVisibility())"))
                .isFalse();
        Path file = folder.resolve("print.pdf");
        browser.print(file);
        assertThat(Files.size(file)).isGreaterThan(50_000);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void where_a_server_refuses_what_is_written_in_a_page_it_keeps_its_style_and_is_whole() throws Exception {
        Path external = written(SITE, "external", true).getParent();
        for (String policy : List.of(JENKINS, "")) {
            HttpServer server = serve(external, policy);
            try {
                browser.open("http://127.0.0.1:" + server.getAddress().getPort() + "/report.html");
                assertThat(text()).contains("Compliance report: bcm-lab", "kubelet-pod-pids-limited");
                assertThat(browser.string("getComputedStyle(document.querySelector('.verdict')).display"))
                        .isEqualTo("grid");
                assertThat(browser.is("document.getElementById('filter').hidden")).isEqualTo(!policy.isEmpty());
                if (policy.isEmpty()) {
                    assertThat(browser.complaints()).isEmpty();
                }
            } finally {
                server.stop(0);
            }
        }
    }

    /** How long it takes is printed, and judged by people: other programs run on this machine too. */
    @Test
    void a_hundred_thousand_findings_weigh_less_than_12_megabytes_and_can_be_filtered() throws Exception {
        Path large = written(SampleAssessment.ofSize(200, 500), "large", false);
        assertThat(Files.size(large)).isLessThan(12_000_000);
        long from = System.nanoTime();
        browser.open(large.toUri().toString());
        browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true))))");
        System.out.printf("100,000 findings: %.1f MB, opened in %.2f s%n", Files.size(large) / 1e6,
                (System.nanoTime() - from) / 1e9);
        from = System.nanoTime();
        browser.click("input[name=target]");
        browser.type("c77");
        browser.until("document.querySelector('.shown').textContent !== ''");
        assertThat(status()).isEqualTo("200 of the 100,000 findings on this page");
        System.out.printf("filtered in %.2f s%n", (System.nanoTime() - from) / 1e9);
    }

    private static String status() {
        return browser.string("document.querySelector('.shown').textContent");
    }

    /** What a person can read on the page, folded parts included. */
    private static String text() {
        return browser.call("Runtime.evaluate", "expression", "(() => { const all ="
                + " document.body.cloneNode(true); all.querySelectorAll('script, [hidden]').forEach(e => e.remove());"
                + " return all.textContent; })()").getAsJsonObject("result").get("value")
                .getAsString();
    }

    /** The ids of the elements that can be seen. */
    private static List<String> visible(String selector) {
        return browser.evaluate("[...document.querySelectorAll('" + selector + "')].filter(e => e.checkVisibility())"
                + ".map(e => e.id)").getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }

    private static Path written(SampleAssessment sample, String name, boolean external) throws IOException {
        return ReportFiles.write(folder.resolve(name), Set.of(ReportFormat.HTML), new Layout(false, external),
                sample.assessment(), sample.findings(), SampleNights.before(Night.of(sample.assessment()), 40))
                .getFirst();
    }

    private static HttpServer serve(Path files, String policy) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Path file = files.resolve(exchange.getRequestURI().getPath().substring(1));
            if (!policy.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Security-Policy", policy);
            }
            String name = file.getFileName().toString();
            exchange.getResponseHeaders().set("Content-Type", name.endsWith(".css") ? "text/css"
                    : name.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
            byte[] content = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        return server;
    }
}
