package io.tightship.report.json;

import com.google.gson.stream.JsonWriter;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.report.MarkdownText;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The small pieces of OSCAL. Titles and descriptions are Markdown there, so text of any origin is a code span in them;
 * values of properties are plain, one line, and never empty.
 */
final class OscalParts {

    private static final String NAMESPACE = "urn:tightship:oscal";
    private static final int VALUE = 2_000;

    private final JsonWriter json;

    OscalParts(JsonWriter json) {
        this.json = json;
    }

    void uuid(String name, UUID uuid) throws IOException {
        json.name(name).value(uuid.toString());
    }

    /** One line of plain text; a dash where there is none, for OSCAL knows no empty text. */
    void text(String name, String raw) throws IOException {
        String shown = Text.line(raw, VALUE);
        json.name(name).value(shown.isEmpty() ? "-" : shown);
    }

    /** Own words, then text of any origin. */
    void markup(String name, String own, String raw) throws IOException {
        String shown = own + MarkdownText.code(raw, VALUE);
        json.name(name).value(shown.isEmpty() ? "-" : shown);
    }

    /** Nothing where the value is empty. */
    void property(String name, String raw) throws IOException {
        String shown = Text.line(raw, VALUE);
        if (!shown.isEmpty()) {
            json.beginObject();
            json.name("name").value(name);
            json.name("ns").value(NAMESPACE);
            json.name("value").value(shown);
            json.endObject();
        }
    }

    /** What the finding says, without where and when. */
    void observed(Finding finding) throws IOException {
        markup("description", "", finding.message());
        json.name("props").beginArray();
        property("outcome", finding.outcome().name());
        property("severity", finding.severity().name());
        property("rule", finding.rule());
        property("subject", finding.subject());
        property("variant", finding.variant());
        property("observed", finding.observed());
        property("expected", finding.expected());
        if (finding.cause().isPresent()) {
            property("cause", finding.cause().get().target() + ": " + finding.cause().get().reason());
        }
        if (finding.waiver().isPresent()) {
            property("waived-until", finding.waiver().get().expires().toString());
            property("waiver", Words.waiver(finding.waiver().get()));
        }
        json.endArray();
        json.name("methods").beginArray().value(finding.outcome() == Outcome.MANUAL ? "INTERVIEW" : "TEST").endArray();
        json.name("types").beginArray().value("finding").endArray();
    }

    void evidence(List<Evidence> evidence) throws IOException {
        if (evidence.isEmpty()) {
            return;
        }
        json.name("relevant-evidence").beginArray();
        for (Evidence each : evidence) {
            json.beginObject();
            markup("description", "", Words.origin(each) + (each.excerpt().isEmpty() ? "" : ": " + each.excerpt()));
            json.endObject();
        }
        json.endArray();
    }

    /** The program's own prose. */
    static String paragraphs(String own) {
        return Stream.of(own.split("\n\n")).map(MarkdownText::words).collect(Collectors.joining("\n\n"));
    }
}
