package io.tightship.report.junit;

import io.tightship.model.Assessment;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.report.Columns;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a finding as a test case, a piece of a document. */
final class TestCases {

    private static final int NAME = 256;
    private static final int PART = 4096;
    private static final int BODY = 16 * 1024;

    private final Map<String, Rule> rules;
    private final Map<String, List<String>> controls;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    TestCases(Assessment assessment) throws XMLStreamException {
        this.rules = assessment.rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
        this.controls = Columns.controlsByRule(assessment);
        this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** The element and a line break, in UTF-8. */
    byte[] piece(String className, Finding finding) throws XMLStreamException {
        text.getBuffer().setLength(0);
        testCase(className, finding);
        xml.flush();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void testCase(String className, Finding finding) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", name(finding));
        xml.writeAttribute("classname", className);
        xml.writeAttribute("time", JunitReport.NO_TIME);
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
        JunitReport.attribute(xml, "message", finding.rule() + ": " + finding.message());
        xml.writeCharacters(Text.block(body(finding), BODY));
        xml.writeEndElement();
    }

    private void skipped(String message, String body) throws XMLStreamException {
        xml.writeStartElement("skipped");
        JunitReport.attribute(xml, "message", message);
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
}
