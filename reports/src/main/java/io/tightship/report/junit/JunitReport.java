package io.tightship.report.junit;

import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Finding;
import io.tightship.model.Target;
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
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes {@code junit.xml}, or a file for each target: a suite for each target, a test case for each finding. What
 * could not be judged is an error, never a pass and never skipped; only a waiver makes a failure or an error "skipped",
 * and then it says so.
 */
public final class JunitReport {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A scan reads many facts at once: no single test takes a time of its own. */
    static final String NO_TIME = "0.000";

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final int MESSAGE = 512;

    private final Assessment assessment;
    private final SortedMap<Target, Suite> suites;
    private final Spool spool;

    private JunitReport(Assessment assessment, SortedMap<Target, Suite> suites, Spool spool) {
        this.assessment = assessment;
        this.suites = suites;
        this.spool = spool;
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        write(assessment, findings, new Spool(Spool.HELD, TEMPORARY), out);
    }

    static void write(Assessment assessment, Findings findings, Spool spool, OutputStream out) throws IOException {
        sorted(assessment, findings, spool, report -> report.document(report.suites, out));
    }

    /** One document for each target that has a finding, for readers that take a folder of files. */
    public static void writeEach(Assessment assessment, Findings findings, Documents documents) throws IOException {
        sorted(assessment, findings, new Spool(Spool.HELD, TEMPORARY), report -> {
            for (Map.Entry<Target, Suite> entry : report.suites.entrySet()) {
                documents.write(entry.getValue().fileName(),
                        out -> report.document(Map.of(entry.getKey(), entry.getValue()), out));
            }
        });
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

    private interface Use {
        void of(JunitReport report) throws XMLStreamException, IOException;
    }

    /** Sorts the test cases by target in one pass over the findings, and closes the spool. */
    private static void sorted(Assessment assessment, Findings findings, Spool spool, Use use) throws IOException {
        SortedMap<Target, Suite> suites = new Suites(assessment, Tally.of(findings)).byTarget();
        try (spool; Stream<Finding> ordered = findings.ordered()) {
            TestCases cases = new TestCases(assessment);
            Iterator<Finding> all = ordered.iterator();
            while (all.hasNext()) {
                Finding finding = all.next();
                spool.add(finding.target(), cases.piece(suites.get(finding.target()).className(), finding));
            }
            use.of(new JunitReport(assessment, suites, spool));
        } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException failure ? failure : new IOException(e.getMessage(), e);
        }
    }

    private void document(Map<Target, Suite> shown, OutputStream out) throws IOException {
        try {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeCharacters("\n");
            for (Map.Entry<Target, Suite> entry : shown.entrySet()) {
                begin(xml, entry.getKey(), entry.getValue());
                xml.flush();
                text.flush(); // what follows goes past them
                spool.copy(entry.getKey(), out);
                end(xml);
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
            text.flush();
        } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException failure ? failure : new IOException(e.getMessage(), e);
        }
    }

    private void begin(XMLStreamWriter xml, Target target, Suite suite) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("id", String.valueOf(suite.id()));
        xml.writeAttribute("package", Suites.group(assessment, target));
        attribute(xml, "name", Words.target(target));
        xml.writeAttribute("timestamp", TIMESTAMP.format(assessment.run().startedAt()));
        attribute(xml, "hostname", target.name());
        xml.writeAttribute("tests", String.valueOf(suite.counts().sum()));
        xml.writeAttribute("failures", String.valueOf(suite.failures()));
        xml.writeAttribute("errors", String.valueOf(suite.errors()));
        xml.writeAttribute("skipped", String.valueOf(suite.skipped()));
        xml.writeAttribute("time", NO_TIME);
        xml.writeCharacters("\n");
        properties(xml, target);
    }

    private static void end(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeEmptyElement("system-out");
        xml.writeEmptyElement("system-err");
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private void properties(XMLStreamWriter xml, Target target) throws XMLStreamException {
        xml.writeStartElement("properties");
        property(xml, "site", assessment.site());
        property(xml, "run", assessment.run().id());
        property(xml, "started", Words.moment(assessment.run().startedAt()));
        property(xml, "duration", Words.duration(assessment.run().startedAt(), assessment.run().finishedAt()));
        property(xml, "complete", String.valueOf(assessment.run().complete()));
        property(xml, "tool", assessment.tool().name() + " " + assessment.tool().version());
        for (Benchmark benchmark : assessment.benchmarks()) {
            property(xml, "benchmark", benchmark.id() + " " + benchmark.version());
        }
        for (String profile : assessment.selection().profiles()) {
            property(xml, "profile", profile);
        }
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            if (Words.cluster(target).equals(cluster.name())) {
                property(xml, "cluster", cluster.name());
                property(xml, "cluster.uid", cluster.uid().orElse("not read"));
                property(xml, "cluster.version", cluster.version().orElse("not read"));
            }
        }
        property(xml, "target", target.id());
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        attribute(xml, "value", value);
    }

    /** Text of any origin, in one line. */
    static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Text.line(value, MESSAGE));
    }
}
