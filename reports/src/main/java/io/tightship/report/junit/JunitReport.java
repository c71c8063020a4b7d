package io.tightship.report.junit;

import io.tightship.model.Assessment;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * {@code junit.xml}: one suite per target, one test case per finding, valid against both schemas in use (the one of
 * Jenkins' xunit plugin and Ant's). An ERROR is an error: never skipped, never passed.
 */
public final class JunitReport {

    private static final int MESSAGE = 512;
    private static final int BODY = 16 * 1024;

    private JunitReport() {
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Map<String, Rule> rules = new TreeMap<>();
        assessment.rules().forEach(rule -> rules.put(rule.id(), rule));
        SortedMap<Target, List<Finding>> suites = new TreeMap<>();
        try (Stream<Finding> ordered = findings.ordered()) {
            ordered.forEach(finding -> suites.computeIfAbsent(finding.target(), t -> new ArrayList<>()).add(finding));
        }
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            int id = 0;
            for (Map.Entry<Target, List<Finding>> suite : suites.entrySet()) {
                suite(xml, assessment, id++, suite.getKey(), suite.getValue(), rules);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static void suite(XMLStreamWriter xml, Assessment assessment, int id, Target target,
                              List<Finding> findings, Map<String, Rule> rules) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("id", String.valueOf(id));
        xml.writeAttribute("package", name(assessment.site()));
        xml.writeAttribute("name", target.kind() + "." + name(target.name()));
        xml.writeAttribute("timestamp", DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC)
                .format(assessment.run().startedAt()));
        xml.writeAttribute("hostname", Text.line(target.name(), MESSAGE));
        xml.writeAttribute("tests", String.valueOf(findings.size()));
        xml.writeAttribute("failures", count(findings, "failure"));
        xml.writeAttribute("errors", count(findings, "error"));
        xml.writeAttribute("skipped", count(findings, "skipped"));
        xml.writeAttribute("time", "0.000");
        xml.writeStartElement("properties");
        property(xml, "run", assessment.run().id());
        property(xml, "tool", assessment.tool().name() + " " + assessment.tool().version());
        property(xml, "benchmarks", String.join(", ", assessment.benchmarks().stream()
                .map(benchmark -> benchmark.id() + " " + benchmark.version()).toList()));
        xml.writeEndElement();
        String className = name(assessment.site()) + "." + target.kind() + "." + name(target.name());
        for (Finding finding : findings) {
            testCase(xml, className, finding, rules.get(finding.rule()));
        }
        xml.writeEmptyElement("system-out");
        xml.writeEmptyElement("system-err");
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, String className, Finding finding, Rule rule)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", Text.line(finding.rule() + " " + rule.title()
                + (finding.subject().isEmpty() ? "" : " [" + finding.subject() + "]")
                + (finding.variant().isEmpty() ? "" : " (" + finding.variant() + ")"), 2000));
        xml.writeAttribute("classname", className);
        xml.writeAttribute("time", "0.000");
        switch (element(finding)) {
            case "failure" -> problem(xml, "failure", finding.severity().name(), finding, rule);
            case "error" -> problem(xml, "error", finding.cause().orElseThrow().reason().name(), finding, rule);
            case "skipped" -> {
                xml.writeEmptyElement("skipped");
                xml.writeAttribute("message", Text.line(finding.waiver().filter(waiver -> finding.outcome()
                        == Outcome.FAIL).map(waiver -> "WAIVED until " + waiver.expires() + ": " + waiver.reason()
                        + "; " + finding.message()).orElse(finding.outcome() + ": " + finding.message()), MESSAGE));
            }
            default -> { }
        }
        xml.writeEndElement();
    }

    private static void problem(XMLStreamWriter xml, String element, String type, Finding finding, Rule rule)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("type", type);
        xml.writeAttribute("message", Text.line(finding.rule() + ": " + finding.message(), MESSAGE));
        StringBuilder body = new StringBuilder(finding.message()).append('\n');
        if (!finding.observed().isEmpty()) {
            body.append("observed: ").append(finding.observed()).append('\n');
        }
        if (!finding.expected().isEmpty()) {
            body.append("expected: ").append(finding.expected()).append('\n');
        }
        if (finding.outcome() == Outcome.FAIL) {
            body.append("remediation: ").append(rule.remediation()).append('\n');
        }
        xml.writeCharacters(Text.clean(body.toString(), BODY));
        xml.writeEndElement();
    }

    private static String element(Finding finding) {
        return switch (finding.outcome()) {
            case PASS -> "";
            case FAIL -> finding.waiver().isPresent() ? "skipped" : "failure";
            case ERROR -> "error";
            case NOT_APPLICABLE, MANUAL -> "skipped";
        };
    }

    private static String count(List<Finding> findings, String element) {
        return String.valueOf(findings.stream().filter(finding -> element(finding).equals(element)).count());
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", Text.line(value, 2000));
    }

    /** Consumers split class names at dots. */
    private static String name(String text) {
        return Text.line(text, MESSAGE).replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
