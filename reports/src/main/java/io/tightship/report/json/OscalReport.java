package io.tightship.report.json;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Target;
import io.tightship.report.Findings;
import io.tightship.report.MarkdownText;
import io.tightship.report.Tally;
import io.tightship.report.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes {@code oscal-assessment-results.json}, OSCAL 1.1.3. Each finding of ours is an observation, each rule that
 * fails a risk, and each control that was part of the run a finding: satisfied only where everything that its rules
 * need was read and passed.
 */
public final class OscalReport {

    private static final String PLAN = "assessment plan";

    private final Assessment assessment;
    private final Tally tally;
    private final JsonWriter json;
    private final OscalParts parts;
    private final Map<String, List<UUID>> observations = new HashMap<>();
    private final Map<String, List<UUID>> failures = new HashMap<>();
    private final Map<String, Long> open = new HashMap<>();

    private OscalReport(Assessment assessment, Tally tally, JsonWriter json) {
        this.assessment = assessment;
        this.tally = tally;
        this.json = json;
        this.parts = new OscalParts(json);
    }

    public static void write(Assessment assessment, Findings findings, OutputStream out) throws IOException {
        Writer text = VisibleJson.to(out);
        JsonWriter json = new JsonWriter(text);
        json.setHtmlSafe(true);
        json.setFormattingStyle(FormattingStyle.PRETTY.withIndent(" "));
        new OscalReport(assessment, Tally.of(findings), json).document(findings);
        text.write("\n");
        text.flush();
    }

    private void document(Findings findings) throws IOException {
        json.beginObject().name("assessment-results").beginObject();
        parts.uuid("uuid", id("assessment-results"));
        json.name("metadata").beginObject();
        parts.markup("title", "Compliance of ", assessment.site());
        json.name("last-modified").value(assessment.run().finishedAt().toString());
        parts.text("version", assessment.run().id());
        json.name("oscal-version").value("1.1.3");
        json.endObject();
        json.name("import-ap").beginObject().name("href").value("#" + id(PLAN)).endObject();
        json.name("results").beginArray();
        result(findings);
        json.endArray();
        json.name("back-matter").beginObject().name("resources").beginArray().beginObject();
        parts.uuid("uuid", id(PLAN));
        json.name("title").value("Benchmarks and profiles that were asked for");
        parts.markup("description", "Profiles ", String.join(", ", assessment.selection().profiles()) + "; benchmarks "
                + String.join(", ", assessment.benchmarks().stream().map(b -> b.id() + " " + b.version()).toList()));
        json.endObject().endArray().endObject();
        json.endObject().endObject();
    }

    private void result(Findings findings) throws IOException {
        json.beginObject();
        parts.uuid("uuid", id("result"));
        parts.markup("title", "Run ", assessment.run().id());
        json.name("description").value(MarkdownText.words(
                String.join(" ", Words.verdict(assessment)) + " " + Words.coverage(assessment) + "."));
        json.name("start").value(assessment.run().startedAt().toString());
        json.name("end").value(assessment.run().finishedAt().toString());
        totals();
        definitions();
        reviewed();
        if (findings.count() > 0) {
            json.name("observations").beginArray();
            try (Stream<Finding> ordered = findings.ordered()) {
                Iterator<Finding> all = ordered.iterator();
                while (all.hasNext()) {
                    observation(all.next());
                }
            }
            json.endArray();
        }
        List<Rule> failed = assessment.rules().stream().filter(rule -> failures.containsKey(rule.id())).toList();
        if (!failed.isEmpty()) {
            json.name("risks").beginArray();
            for (Rule rule : failed) {
                risk(rule);
            }
            json.endArray();
        }
        if (controls().findAny().isPresent()) {
            json.name("findings").beginArray();
            for (OscalControl control : controls().toList()) {
                finding(control);
            }
            json.endArray();
        }
        json.endObject();
    }

    private void totals() throws IOException {
        json.name("props").beginArray();
        parts.property("complete", String.valueOf(assessment.run().complete()));
        parts.property("findings", String.valueOf(assessment.totals().findings()));
        for (Outcome outcome : Outcome.values()) {
            parts.property("findings-" + outcome, String.valueOf(assessment.totals().count(outcome)));
        }
        for (Severity severity : Severity.values()) {
            parts.property("failed-" + severity, String.valueOf(assessment.totals().failedBySeverity().get(severity)));
        }
        parts.property("waived", String.valueOf(assessment.totals().waived()));
        for (Assessment.ClusterIdentity cluster : assessment.clusters()) {
            parts.property("cluster", Words.cluster(cluster));
        }
        json.endArray();
    }

    private void definitions() throws IOException {
        json.name("local-definitions").beginObject();
        json.name("components").beginArray().beginObject();
        parts.uuid("uuid", id("tool"));
        json.name("type").value("software");
        parts.markup("title", "", assessment.tool().name());
        parts.markup("description", "The program that judged, version ", assessment.tool().version());
        json.name("status").beginObject().name("state").value("operational").endObject();
        json.endObject().endArray();
        if (!assessment.targets().isEmpty()) {
            json.name("inventory-items").beginArray();
            for (Target target : assessment.targets()) {
                json.beginObject();
                parts.uuid("uuid", item(target));
                parts.markup("description", "", Words.target(target));
                json.endObject();
            }
            json.endArray();
        }
        json.endObject();
    }

    private void reviewed() throws IOException {
        json.name("reviewed-controls").beginObject().name("control-selections").beginArray().beginObject();
        List<OscalControl> controls = controls().toList();
        if (controls.isEmpty()) {
            json.name("description").value("No control was part of the run.");
        } else {
            json.name("include-controls").beginArray();
            for (OscalControl control : controls) {
                json.beginObject().name("control-id").value(control.id()).endObject();
            }
            json.endArray();
        }
        json.endObject().endArray().endObject();
    }

    /** Only those that a rule of the run, or a person, tells. */
    private Stream<OscalControl> controls() {
        return assessment.benchmarks().stream().flatMap(benchmark -> benchmark.controls().stream()
                .flatMap(control -> OscalControl.of(benchmark, control, tally).stream()));
    }

    private void observation(Finding finding) throws IOException {
        UUID uuid = NameUuid.of("observation", finding.id());
        observations.computeIfAbsent(finding.rule(), rule -> new ArrayList<>()).add(uuid);
        if (finding.outcome() == Outcome.FAIL) {
            failures.computeIfAbsent(finding.rule(), rule -> new ArrayList<>()).add(uuid);
            open.merge(finding.rule(), finding.waiver().isPresent() ? 0L : 1L, Long::sum);
        }
        json.beginObject();
        parts.uuid("uuid", uuid);
        parts.observed(finding);
        json.name("origins").beginArray().beginObject().name("actors").beginArray().beginObject();
        json.name("type").value("tool");
        parts.uuid("actor-uuid", id("tool"));
        json.endObject().endArray().endObject().endArray();
        json.name("subjects").beginArray().beginObject();
        parts.uuid("subject-uuid", item(finding.target()));
        json.name("type").value("inventory-item");
        json.endObject().endArray();
        parts.evidence(finding.evidence());
        json.name("collected").value(assessment.run().finishedAt().toString());
        json.endObject();
    }

    private void risk(Rule rule) throws IOException {
        json.beginObject();
        parts.uuid("uuid", NameUuid.of("risk", assessment.site(), rule.id()));
        json.name("title").value(MarkdownText.words(rule.title()));
        json.name("description").value(OscalParts.paragraphs(rule.rationale()));
        json.name("statement").value(MarkdownText.words(Words.count(tally.rule(rule.id()).of(Outcome.FAIL),
                "finding failed", "findings failed") + ", of which a waiver covers "
                + Words.number(tally.rule(rule.id()).waived(Outcome.FAIL)) + "."));
        json.name("props").beginArray();
        parts.property("rule", rule.id());
        parts.property("severity", rule.severity().name());
        json.endArray();
        json.name("status").value(open.get(rule.id()) == 0 ? "deviation-approved" : "open");
        json.name("remediations").beginArray().beginObject();
        parts.uuid("uuid", NameUuid.of("remediation", rule.id()));
        json.name("lifecycle").value("recommendation");
        json.name("title").value("How to put it right");
        json.name("description").value(OscalParts.paragraphs(rule.remediation()));
        json.endObject().endArray();
        related("related-observations", "observation-uuid", failures.get(rule.id()));
        json.endObject();
    }

    private void finding(OscalControl control) throws IOException {
        json.beginObject();
        parts.uuid("uuid", NameUuid.of("finding", assessment.site(), control.id()));
        json.name("title").value(MarkdownText.words(control.title()));
        json.name("description").value(MarkdownText.words(control.meaning()));
        json.name("target").beginObject();
        json.name("type").value("objective-id");
        json.name("target-id").value(control.id());
        json.name("status").beginObject();
        json.name("state").value(control.satisfied() ? "satisfied" : "not-satisfied");
        json.name("reason").value(control.reason());
        json.endObject();
        if (control.outcome() == Outcome.NOT_APPLICABLE) {
            json.name("implementation-status").beginObject().name("state").value("not-applicable").endObject();
        }
        json.endObject();
        related("related-observations", "observation-uuid", control.rules().stream()
                .flatMap(rule -> observations.getOrDefault(rule, List.of()).stream()).toList());
        related("related-risks", "risk-uuid", control.rules().stream().filter(failures::containsKey)
                .filter(rule -> assessment.rules().stream().map(Rule::id).anyMatch(rule::equals))
                .map(rule -> NameUuid.of("risk", assessment.site(), rule)).toList());
        json.endObject();
    }

    private void related(String name, String key, Collection<UUID> uuids) throws IOException {
        if (!uuids.isEmpty()) {
            json.name(name).beginArray();
            for (UUID uuid : uuids) {
                json.beginObject();
                parts.uuid(key, uuid);
                json.endObject();
            }
            json.endArray();
        }
    }

    private UUID item(Target target) {
        return NameUuid.of("target", assessment.site(), target.id());
    }

    /** What is a new one in every run. */
    private UUID id(String what) {
        return NameUuid.of(what, assessment.site(), assessment.run().id());
    }
}
