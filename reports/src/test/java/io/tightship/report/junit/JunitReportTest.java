package io.tightship.report.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import edu.hm.hafner.coverage.TestCase;
import edu.hm.hafner.coverage.parser.JunitParser;
import edu.hm.hafner.util.FilteredLog;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Waiver;
import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Text;
import io.tightship.report.Written;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class JunitReportTest {

    @TempDir
    private Path temporary;

    @Test
    void more_test_cases_than_are_held_in_memory_come_by_way_of_a_file_that_goes_again() throws IOException {
        SampleAssessment site = SampleAssessment.ofSize(7, 30);
        String inMemory = Written.by(JunitReport::write, site).text();
        for (int held : new int[] {0, 1_000, 20_000}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            JunitReport.write(site.assessment(), site.findings(), new Spool(held, temporary), out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(inMemory);
            assertThat(temporary).isEmptyDirectory();
        }
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertThatThrownBy(() -> JunitReport.write(site.assessment(), site.findings(), new Spool(0, temporary), full))
                .isInstanceOf(IOException.class).hasMessageContaining("no space left");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void what_waits_in_a_file_is_its_owners_alone() throws IOException {
        try (Spool spool = new Spool(0, temporary)) {
            spool.add(SampleAssessment.site().assessment().targets().getFirst(), new byte[] {1});
            try (Stream<Path> files = Files.list(temporary)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.findFirst().orElseThrow())))
                        .isEqualTo("rw-------");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jenkins-dialect.xsd", "ant-dialect.xsd"})
    void it_is_valid_in_both_dialects(String schema) throws Exception {
        validate(schema, Written.by(JunitReport::write, SampleAssessment.site()).text());
        validate(schema, Written.by(JunitReport::write, Hostile.site()).text());
        validate(schema, Written.by(JunitReport::write, SampleAssessment.of(List.of(), List.of())).text());
    }

    @Test
    void the_schemas_refuse_what_the_readers_refuse() {
        String good = Written.by(JunitReport::write, SampleAssessment.site()).text();
        assertRefused("ant-dialect.xsd", good.replaceFirst("<testsuites>", "<testsuites name=\"x\">"));
        assertRefused("ant-dialect.xsd", good.replaceFirst("T02:00:00\"", "T02:00:00Z\""));
        assertRefused("ant-dialect.xsd", good.replaceFirst("</testcase>", "<system-out/></testcase>"));
        assertRefused("jenkins-dialect.xsd", good.replaceFirst("<testcase ", "<testcase file=\"x\" "));
        assertRefused("jenkins-dialect.xsd", good.replaceFirst("time=\"0.000\"", "time=\"1.0E-4\""));
    }

    @Test
    void there_is_one_case_for_each_finding_and_no_two_have_one_name() throws Exception {
        for (SampleAssessment sample : List.of(SampleAssessment.site(), Hostile.site())) {
            List<Element> cases = elements(parse(sample), "testcase");
            assertThat(cases).hasSize((int) sample.findings().count());
            Set<String> names = new HashSet<>();
            assertThat(cases).allMatch(
                    each -> names.add(each.getAttribute("classname") + "\n" + each.getAttribute("name")));
        }
    }

    @Test
    void an_error_is_an_error_and_what_is_waived_says_what_it_is() throws Exception {
        Document document = parse(SampleAssessment.site());
        assertThat(elements(document, "error")).extracting(error -> error.getAttribute("type"))
                .containsExactlyInAnyOrder("BLIND", "FORBIDDEN");
        List<String> skipped = messages(document, "skipped");
        assertThat(skipped).anyMatch(message -> message.startsWith("WAIVED until 2026-12-04: maintenance-until in the"
                + " inventory (maintenance; the outcome is FAIL): gpu 3 is not divided"));
        assertThat(skipped).filteredOn(message -> message.startsWith("WAIVED until 2026-12-04: maintenance-until in the"
                + " inventory (maintenance; the outcome is ERROR): connect to 10.141.5.7")).hasSize(3);
        assertThat(skipped).anyMatch(message -> message.startsWith("NOT_APPLICABLE: the cluster has no inference"));
        assertThat(skipped).anyMatch(message -> message.startsWith("MANUAL: Are root, bcmadmin and oncall"));
        assertThat(elements(document, "failure")).allSatisfy(failure -> assertThat(failure.getTextContent())
                .contains("Observed: ", "Expected: ", "Remediation: ", "Evidence: "));
    }

    @Test
    void a_waived_pass_is_a_pass() throws Exception {
        SampleAssessment site = SampleAssessment.site();
        List<Finding> waived = site.findings().ordered().filter(finding -> finding.outcome() == Outcome.PASS)
                .map(finding -> finding.waivedBy(new Waiver("maintenance", "", LocalDate.EPOCH))).toList();
        Document document = parse(SampleAssessment.of(site.assessment().targets(), waived));
        assertThat(elements(document, "testcase")).hasSize(waived.size());
        assertThat(elements(document, "skipped")).isEmpty();
        assertThat(elements(document, "testsuite")).allMatch(suite -> suite.getAttribute("skipped").equals("0"));
    }

    @Test
    void the_counts_of_a_suite_are_those_of_its_cases() throws Exception {
        for (Element suite : elements(parse(SampleAssessment.site()), "testsuite")) {
            assertThat(suite.getAttribute("tests")).isEqualTo(String.valueOf(count(suite, "testcase")));
            assertThat(suite.getAttribute("failures")).isEqualTo(String.valueOf(count(suite, "failure")));
            assertThat(suite.getAttribute("errors")).isEqualTo(String.valueOf(count(suite, "error")));
            assertThat(suite.getAttribute("skipped")).isEqualTo(String.valueOf(count(suite, "skipped")));
        }
    }

    @Test
    void dots_of_host_names_do_not_become_packages_and_like_names_stay_apart() throws Exception {
        Target dotted = new Target.Switch("bt.site.example.com");
        Target flat = new Target.Switch("bt_site_example_com");
        List<Finding> findings = new ArrayList<>();
        SampleAssessment site = SampleAssessment.site();
        for (Target target : List.of(dotted, flat)) {
            findings.add(SampleAssessment.pass(site.assessment().rules().get(7), target, "saved"));
        }
        Document document = parse(SampleAssessment.of(List.of(dotted, flat), findings));
        List<String> classes = elements(document, "testcase").stream().map(each -> each.getAttribute("classname")).toList();
        assertThat(classes).doesNotHaveDuplicates()
                .allMatch(name -> name.matches("bcm-lab\\.switch\\.bt_site_example_com_[0-9a-f]{6}"));
    }

    @Test
    void more_findings_than_are_held_at_once_still_come_suite_by_suite() throws Exception {
        SampleAssessment many = SampleAssessment.withNodes(26_000);
        assertThat(many.findings().count()).isGreaterThan(100_000);
        Document document = parse(many);
        assertThat(elements(document, "testcase")).hasSize((int) many.findings().count());
        assertThat(elements(document, "testsuite")).extracting(suite -> suite.getAttribute("name"))
                .doesNotHaveDuplicates();
    }

    @Test
    void split_there_is_one_valid_file_for_each_target_with_the_same_cases() throws Exception {
        for (SampleAssessment sample : List.of(SampleAssessment.site(), Hostile.site(),
                SampleAssessment.withNodes(13_000))) {
            TreeMap<String, byte[]> files = split(sample);
            assertThat(files).hasSize((int) sample.findings().ordered().map(Finding::target).distinct().count());
            assertThat(files.keySet()).allMatch(name -> name.matches("TEST-[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.xml"));
            long cases = 0;
            for (byte[] file : files.values()) {
                cases += suites(file).stream().mapToLong(suite -> suite.getTestCases().size()).sum();
            }
            assertThat(cases).isEqualTo(sample.findings().count());
        }
        for (byte[] file : split(Hostile.site()).values()) {
            validate("jenkins-dialect.xsd", new String(file, StandardCharsets.UTF_8));
            validate("ant-dialect.xsd", new String(file, StandardCharsets.UTF_8));
        }
    }

    @Test
    void another_reader_counts_the_same() throws Exception {
        Totals totals = SampleAssessment.site().findings().totals();
        List<ReportTestCase> cases = suites(Written.by(JunitReport::write, SampleAssessment.site()).bytes()).stream()
                .flatMap(suite -> suite.getTestCases().stream()).toList();
        assertThat(cases).hasSize((int) totals.findings());
        assertThat(cases.stream().filter(ReportTestCase::hasFailure)).hasSize((int) totals.count(Outcome.FAIL) - 1);
        assertThat(cases.stream().filter(ReportTestCase::hasError)).hasSize((int) totals.count(Outcome.ERROR) - 3);
        assertThat(cases.stream().filter(ReportTestCase::hasSkipped)).hasSize((int) (totals.waived()
                + totals.count(Outcome.MANUAL) + totals.count(Outcome.NOT_APPLICABLE)));
        assertThat(cases.stream().filter(ReportTestCase::isSuccessful)).hasSize((int) totals.count(Outcome.PASS));
    }

    @Test
    void another_reader_takes_hostile_text_as_text() throws Exception {
        List<ReportTestCase> failures = suites(Written.by(JunitReport::write, Hostile.site()).bytes()).stream()
                .flatMap(suite -> suite.getTestCases().stream()).filter(ReportTestCase::hasFailure).toList();
        assertThat(failures).extracting(ReportTestCase::getFailureMessage)
                .containsExactlyInAnyOrderElementsOf(Hostile.TEXTS.stream()
                        .map(text -> Text.line("apiproxy-closed-to-user-space: " + text, 512)).toList());
    }

    /** The reader of the plugins by which Jenkins and others show what tests came to: it knows no errors but as failures. */
    @Test
    void a_third_reader_counts_the_same_and_takes_hostile_text_as_text() throws Exception {
        Totals totals = SampleAssessment.site().findings().totals();
        List<TestCase> cases = read(Written.by(JunitReport::write, SampleAssessment.site()).text());
        assertThat(cases).hasSize((int) totals.findings());
        assertThat(cases.stream().filter(TestCase::isFailed)).hasSize((int) (totals.count(Outcome.FAIL) - 1
                + totals.count(Outcome.ERROR) - 3));
        assertThat(cases.stream().filter(TestCase::isPassed)).hasSize((int) totals.count(Outcome.PASS));
        assertThat(read(Written.by(JunitReport::write, Hostile.site()).text())).extracting(TestCase::getMessage)
                .containsAll(Hostile.TEXTS.stream()
                        .map(text -> Text.line("apiproxy-closed-to-user-space: " + text, 512)).toList());
    }

    private static List<TestCase> read(String file) {
        return new JunitParser().parse(new StringReader(file), "junit.xml", new FilteredLog()).getTestCases();
    }

    /** As a reader that is not ours understands it. */
    private static List<ReportTestSuite> suites(byte[] file) throws Exception {
        return new TestSuiteXmlParser(new NullConsoleLogger()).parse(
                new InputStreamReader(new ByteArrayInputStream(file), StandardCharsets.UTF_8));
    }

    private static TreeMap<String, byte[]> split(SampleAssessment sample) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        JunitReport.writeEach(sample.assessment(), sample.findings(), (name, content) -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            content.write(out);
            assertThat(files.put(name, out.toByteArray())).isNull();
        });
        return files;
    }

    @Test
    void t74_hostile_text_is_text() throws Exception {
        Document document = parse(Hostile.site());
        List<String> messages = messages(document, "failure");
        assertThat(messages).containsExactlyInAnyOrderElementsOf(Hostile.TEXTS.stream()
                .map(text -> Text.line("apiproxy-closed-to-user-space: " + text, 512)).toList());
        assertThat(elements(document, "failure")).allSatisfy(failure -> {
            assertThat(failure.getTextContent()).hasSizeLessThanOrEqualTo(16 * 1024);
            assertThat(failure.getChildNodes().getLength()).isEqualTo(1);
        });
        assertThat(elements(document, "*")).extracting(Element::getTagName).containsOnly("testsuites", "testsuite",
                "properties", "property", "testcase", "failure", "error", "skipped", "system-out", "system-err");
    }

    private static Document parse(SampleAssessment sample) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(Written.by(JunitReport::write, sample).bytes()));
    }

    private static List<Element> elements(Document document, String tag) {
        NodeList found = document.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> messages(Document document, String tag) {
        return elements(document, tag).stream().map(each -> each.getAttribute("message")).toList();
    }

    private static int count(Element suite, String tag) {
        return suite.getElementsByTagName(tag).getLength();
    }

    private static void validate(String schema, String xml) throws SAXException, IOException {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(JunitReportTest.class.getResource(schema)).newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    private static void assertRefused(String schema, String xml) {
        assertThatThrownBy(() -> validate(schema, xml)).isInstanceOf(SAXException.class);
    }
}
