package io.tightship.report.junit;

import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.report.Columns;
import io.tightship.report.Findings;
import io.tightship.report.Tally;
import io.tightship.report.Text;
import io.tightship.report.Words;
import io.tightship.report.junit.Suites.Suite;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes {@code junit.xml}, or a file for each target: a suite for each target, a test case for each finding. What could not be judged is an
 * error, never a pass and never skipped; only a waiver makes a failure or an error "skipped", and then it says so.
 */
public final class JunitReport {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A scan reads many facts at once: no single test takes a time of its own. */
    private static final String NO_TIME = "0.000";

    private static final int NAME = 256;
    private static final int MESSAGE = 512;
    private static final int PART = 4096;
    private static final int BODY = 16 * 1024;

    /** So many findings are held at once to be sorted by target; beyond, the findings are passed over again. */
    private static final int HELD = 50_000;

    private final Assessment assessment;
    private final Map<String, Rule> rules;
    private final Map<String, List<String>> controls;
    private final XMLStreamWriter xml;

    private JunitReport(Assessment assessment, XMLStreamWriter xml) {
        this.assessment = assessment;
        this.rules = assessment.rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
        this.controls = Columns.controlsByRule(assessment);
        this.xml = xml;
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        document(assessment, out, report -> {
            for (List<Map.Entry<Target, Suite>> batch : batches(assessment, findings)) {
                batch(batch, findings, report::suite);
            }
        });
    }

    /** One document for each target that has a finding, for readers that take a folder of files. */
    public static void writeEach(Assessment assessment, Findings findings, Documents documents) throws IOException {
        try {
            for (List<Map.Entry<Target, Suite>> batch : batches(assessment, findings)) {
                batch(batch, findings, (target, suite, own) -> documents.write(suite.fileName(),
                        out -> document(assessment, out, report -> report.suite(target, suite, own))));
            }
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Where the documents of single targets go. */
    @FunctionalInterface
    public interface Documents {
        /** @param name a file name, unique in the run and the same every night */
        void write(String name, Content content) throws IOException;
    }

    /** What a document consists of. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream out) throws IOException;
    }

    private interface Body {
        void write(JunitReport report) throws XMLStreamException, IOException;
    }

    private interface SuiteSink {
        void write(Target target, Suite suite, Iterator<Finding> findings) throws XMLStreamException, IOException;
    }

    private static void document(Assessment assessment, OutputStream out, Body suites) throws IOException {
        try {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeCharacters("\n");
            suites.write(new JunitReport(assessment, xml));
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
            text.flush();
        } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException failure ? failure : new IOException(e.getMessage(), e);
        }
    }

    /** Suites by as many as can be held. */
    private static List<List<Map.Entry<Target, Suite>>> batches(Assessment assessment, Findings findings) {
        List<List<Map.Entry<Target, Suite>>> batches = new ArrayList<>();
        long held = HELD;
        for (Map.Entry<Target, Suite> entry : new Suites(assessment, Tally.of(findings)).byTarget().entrySet()) {
            long own = entry.getValue().counts().sum();
            if (held + own > HELD) {
                batches.add(new ArrayList<>());
                held = 0;
            }
            batches.getLast().add(entry);
            held += own;
        }
        return batches;
    }

    /** One pass over the findings. A target alone in its batch may have any number of them. */
    private static void batch(List<Map.Entry<Target, Suite>> suites, Findings findings, SuiteSink sink)
            throws XMLStreamException, IOException {
        try (Stream<Finding> ordered = findings.ordered()) {
            if (suites.size() == 1) {
                Target only = suites.getFirst().getKey();
                sink.write(only, suites.getFirst().getValue(),
                        ordered.filter(finding -> finding.target().equals(only)).iterator());
                return;
            }
            Map<Target, List<Finding>> held = new HashMap<>();
            suites.forEach(entry -> held.put(entry.getKey(), new ArrayList<>()));
            ordered.forEach(finding -> {
                List<Finding> wanted = held.get(finding.target());
                if (wanted != null) {
                    wanted.add(finding);
                }
            });
            for (Map.Entry<Target, Suite> entry : suites) {
                sink.write(entry.getKey(), entry.getValue(), held.get(entry.getKey()).iterator());
            }
        }
    }

    private void suite(Target target, Suite suite, Iterator<Finding> findings) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("id", String.valueOf(suite.id()));
        xml.writeAttribute("package", Suites.group(assessment, target));
        attribute("name", Words.target(target));
        xml.writeAttribute("timestamp", TIMESTAMP.format(assessment.run().startedAt()));
        attribute("hostname", target.name());
        xml.writeAttribute("tests", String.valueOf(suite.counts().sum()));
        xml.writeAttribute("failures", String.valueOf(suite.failures()));
        xml.writeAttribute("errors", String.valueOf(suite.errors()));
        xml.writeAttribute("skipped", String.valueOf(suite.skipped()));
        xml.writeAttribute("time", NO_TIME);
        xml.writeCharacters("\n");
        properties(target);
        while (findings.hasNext()) {
            testCase(suite, findings.next());
        }
        xml.writeEmptyElement("system-out");
        xml.writeEmptyElement("system-err");
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private void properties(Target target) throws XMLStreamException {
        xml.writeStartElement("properties");
        property("site", assessment.site());
        property("run", assessment.run().id());
        property("started", Words.moment(assessment.run().startedAt()));
        property("duration", Words.duration(assessment.run().startedAt(), assessment.run().finishedAt()));
        property("complete", String.valueOf(assessment.run().complete()));
        property("tool", assessment.tool().name() + " " + assessment.tool().version());
        for (Benchmark benchmark : assessment.benchmarks()) {
            property("benchmark", benchmark.id() + " " + benchmark.version());
        }
        for (String profile : assessment.selection().profiles()) {
            property("profile", profile);
        }
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            if (Words.cluster(target).equals(cluster.name())) {
                property("cluster", cluster.name());
                property("cluster.uid", cluster.uid().orElse("not read"));
                property("cluster.version", cluster.version().orElse("not read"));
            }
        }
        property("target", target.id());
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private void property(String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        attribute("value", value);
    }

    private void testCase(Suite suite, Finding finding) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", name(finding));
        xml.writeAttribute("classname", suite.className());
        xml.writeAttribute("time", NO_TIME);
        boolean waived = finding.waiver().isPresent();
        switch (finding.outcome()) {
            case PASS -> { }
            case FAIL -> {
                if (waived) {
                    skipped(waived(finding), body(finding));
                } else {
                    result("failure", finding.severity().name(), finding);
                }
            }
            case ERROR -> {
                if (waived) {
                    skipped(waived(finding), body(finding));
                } else {
                    result("error", finding.cause().map(cause -> cause.reason().name()).orElse("ERROR"), finding);
                }
            }
            case MANUAL, NOT_APPLICABLE -> skipped(finding.outcome().name() + ": " + finding.message(), body(finding));
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    /** Unique in its suite and the same every night; a subject that had to be changed to be shown brings its id. */
    private String name(Finding finding) {
        Rule rule = rules.get(finding.rule());
        String particular = (finding.subject().isEmpty() ? "" : " [" + finding.subject() + "]")
                + (finding.variant().isEmpty() ? "" : " {" + finding.variant() + "}");
        String shown = Text.line(particular, NAME);
        return finding.rule() + (rule == null ? "" : " " + Text.line(rule.title(), NAME))
                + (shown.isEmpty() ? "" : " " + shown)
                + (shown.equals(particular.strip()) ? "" : " #" + finding.id());
    }

    private static String waived(Finding finding) {
        return finding.waiver().map(waiver -> "WAIVED until " + waiver.expires() + ": " + waiver.reason() + " ("
                + waiver.kind() + (waiver.authority().isEmpty() ? "" : " by " + waiver.authority()) + "; the outcome is " + finding.outcome() + "): " + finding.message()).orElseThrow();
    }

    private void result(String element, String type, Finding finding) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("type", type);
        attribute("message", finding.rule() + ": " + finding.message());
        xml.writeCharacters(Text.block(body(finding), BODY));
        xml.writeEndElement();
    }

    private void skipped(String message, String body) throws XMLStreamException {
        xml.writeStartElement("skipped");
        attribute("message", message);
        xml.writeCharacters(Text.block(body, BODY));
        xml.writeEndElement();
    }

    /** The message again: some readers show the element's text and nothing else. */
    private String body(Finding finding) {
        StringBuilder body = new StringBuilder(Text.block(finding.message(), PART)).append('\n');
        part(body, "Outcome", finding.outcome() + ", severity " + finding.severity());
        part(body, "Observed", finding.observed());
        part(body, "Expected", finding.expected());
        finding.cause().ifPresent(cause -> part(body, "Cause", cause.target() + ": " + cause.reason() + ": "
                + cause.detail()));
        for (Step step : finding.remediation()) {
            part(body, "Step", Words.step(step));
        }
        Rule rule = rules.get(finding.rule());
        if (rule != null && finding.outcome() == Outcome.FAIL) {
            part(body, "Remediation", rule.remediation());
        }
        part(body, "Controls", String.join(", ", controls.getOrDefault(finding.rule(), List.of())));
        for (Evidence evidence : finding.evidence()) {
            part(body, "Evidence", Words.origin(evidence)
                    + (evidence.excerpt().isEmpty() ? "" : ": " + evidence.excerpt()));
        }
        part(body, "Finding", finding.id());
        return body.toString();
    }

    private static void part(StringBuilder body, String name, String text) {
        if (!text.isEmpty()) {
            body.append(name).append(": ").append(Text.block(text, PART)).append('\n');
        }
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Text.line(value, MESSAGE));
    }
}
